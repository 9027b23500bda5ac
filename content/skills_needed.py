"""Which skills a question needs: its own, or else its step's.

A skill that was taken out of the course is none: who named that alone names none.
"""

from django.db.models import Exists, OuterRef, QuerySet

from content.models import Question, Skill


def skills_of(question: Question) -> list[Skill]:
    """Return the skills a question needs; no query where its own and its step's are prefetched."""
    return list(question.skills.all()) or list(question.step.skills.all())


def without_own(questions: QuerySet[Question]) -> QuerySet[Question]:
    """Leave the questions that need their step's skills; no query of its own."""
    return questions.exclude(Exists(Skill.objects.filter(questions=OuterRef("pk"))))
