"""Which questions of a lesson are still open: reads for pages, and for when a lesson is worked through."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from content.language import gettext, with_names
from content.models import Question, Step
from content.skills_needed import skills_of
from tutor.models import Answer, GivenUp
from tutor.queries.progress import mastered_skills


@dataclass(frozen=True)
class OpenQuestion:
    """A question that is neither answered right, nor given up, nor left out because its skills are known.

    Attributes:
        step: the key of its step.
        number: the step's number in the lesson, from 1.
        title: the step's title.
        place: which of the step's questions it is, from 1; 0 where the step has no other.
    """

    key: int
    step: int
    number: int
    title: str
    place: int

    @property
    def name(self) -> str:
        """Return what its student reads."""
        if not self.place:
            return self.title
        return with_names(
            gettext("%(step)s, question %(number)s"), {"step": self.title, "number": self.place}
        )


def open_questions(student_id: int, lessons: Collection[int]) -> dict[int, list[OpenQuestion]]:
    """Return, by lesson, a student's open questions in their order; at most five queries.

    A lesson without any is left out.
    """
    own = {"sitting__student": student_id, "question": OuterRef("pk")}
    asked = (
        Question.objects.filter(step__lesson__in=lessons, step__archived_at=None)
        .exclude(step__skips__student=student_id)
        .annotate(
            is_right=Exists(Answer.objects.filter(is_correct=True, **own)),
            is_given_up=Exists(GivenUp.objects.filter(**own)),
        )
        .select_related("step")
        .prefetch_related("skills", "step__skills")
        .order_by("step__position", "step", "position", "pk")
    )
    numbers = _number_steps(lessons)
    mastered = mastered_skills(student_id)
    of_step: dict[int, list[Any]] = defaultdict(list)
    for question in asked:
        of_step[question.step_id].append(question)
    found: dict[int, list[OpenQuestion]] = defaultdict(list)
    for questions in of_step.values():
        for place, question in enumerate(questions, start=1):
            if not (question.is_right or question.is_given_up or _is_left_out(question, mastered)):
                step = question.step
                which = place if len(questions) > 1 else 0
                one = OpenQuestion(question.pk, step.pk, numbers[step.pk], step.say("title"), which)
                found[step.lesson_id].append(one)
    return dict(found)


def name_in_short(questions: Collection[OpenQuestion]) -> list[str]:
    """Return the titles of the steps with open questions, each with how many where there are several."""
    counts: dict[int, int] = defaultdict(int)
    for one in questions:
        counts[one.step] += 1
    titles = {one.step: one.title for one in questions}
    return [title + (f" ({counts[step]})" if counts[step] > 1 else "") for step, title in titles.items()]


def _number_steps(lessons: Collection[int]) -> dict[int, int]:
    numbers: dict[int, int] = {}
    counts: dict[int, int] = defaultdict(int)
    for step, lesson in Step.objects.filter(lesson__in=lessons).values_list("pk", "lesson_id"):
        counts[lesson] += 1
        numbers[step] = counts[lesson]
    return numbers


def _is_left_out(question: Question, mastered: set[int]) -> bool:
    """Say whether this is practice of what the student knows already: its page folds it away."""
    if question.step.kind != Step.Kind.PRACTICE:
        return False
    skills = {skill.pk for skill in skills_of(question)}
    return bool(skills) and skills <= mastered
