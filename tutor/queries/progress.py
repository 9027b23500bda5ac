"""What a student knows, in words, and what is worth practising again: reads for the pages."""

from collections import defaultdict
from collections.abc import Collection, Container
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from content.language import gettext, ngettext
from content.models import Lesson, Question, Skill
from content.skills_needed import without_own
from tutor.domain.learning.mastery import MASTERED, describe_mastery, mastery_level
from tutor.domain.learning.spacing import has_rested, read_tries
from tutor.models import Answer, Mastery, Sitting, StepVisit, User
from tutor.queries.help_times import help_times
from tutor.queries.skips import untried_of_skipped

MOST_AT_ONCE = 5


@dataclass(frozen=True)
class SkillInWords:
    """How well a skill is known, as its student reads it and sees it in a bar of four parts.

    Attributes:
        again: when it is to be practised again; empty before its first review.
    """

    title: str
    words: str
    level: int
    again: str = ""


@dataclass
class PracticeSet:
    """A skill that is due, with its questions that have rested, the longest first: (question, sitting).

    One of a step that was skipped has no sitting before it is practised.
    """

    skill: Skill
    words: str
    level: int
    due_on: date
    due: list[tuple[int, int | None]] = field(default_factory=list)


def masteries_of(student: User) -> list[Mastery]:
    """Return what a student knows of each current skill, the best known first; one query."""
    masteries = Mastery.objects.filter(student=student, skill__archived_at=None)
    return list(masteries.select_related("skill").order_by("-p_known"))


def skills_in_words(
    masteries: Collection[Mastery], lessons: Collection[int]
) -> dict[int, list[SkillInWords]]:
    """Return, by lesson, the skills the student has answered questions on, in the order of its steps.

    Two queries, however many lessons.
    """
    known = {mastery.skill_id: mastery for mastery in masteries}
    today = timezone.localdate()
    taught: dict[int, dict[int, SkillInWords]] = defaultdict(dict)
    for _, skill, lesson in sorted(_skills_by_lesson(known, lessons)):
        mastery = known[skill]
        words = describe_skill(mastery.skill, mastery.p_known)
        taught[lesson].setdefault(skill, replace(words, again=_describe_next(mastery.due_on, today)))
    return {lesson: list(skills.values()) for lesson, skills in taught.items()}


def describe_skill(skill: Skill, p_known: float) -> SkillInWords:
    """Return a skill with how well it is known."""
    return SkillInWords(skill.say("title"), describe_mastery(p_known), mastery_level(p_known))


def describe_wait(days: int) -> str:
    """Return when a skill comes again, `days` calendar days from today."""
    if days < 1:
        return gettext("later today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def _describe_next(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    if due_on <= today:
        return gettext("to practise now")
    return gettext("again %(when)s") % {"when": describe_wait((due_on - today).days)}


def _skills_by_lesson(skills: Collection[int], lessons: Collection[int]) -> set[tuple[int, int, int]]:
    """Return (place of the step, skill, lesson)."""
    if not skills:
        return set()
    of_steps = Skill.objects.filter(
        pk__in=skills, steps__lesson__in=lessons, steps__archived_at=None
    ).values_list("steps__position", "pk", "steps__lesson")
    of_questions = Skill.objects.filter(
        pk__in=skills,
        questions__step__lesson__in=lessons,
        questions__archived_at=None,
        questions__step__archived_at=None,
    ).values_list("questions__step__position", "pk", "questions__step__lesson")
    return {*of_steps, *of_questions}


def practice_sets(
    student: User, masteries: Collection[Mastery], *, courses: Container[int], now: datetime
) -> list[PracticeSet]:
    """Return what is worth practising again: skills whose card is due, with questions that have rested.

    Four or five queries, however many skills, and none before a skill is due; the weakest skill first. A
    question of several skills is practised for that.

    Args:
        student: who practises.
        masteries: what the student knows.
        courses: those that are open to the student.
        now: what is due by then.
    """
    today = timezone.localdate(now)
    sets = {
        mastery.skill_id: PracticeSet(
            mastery.skill, describe_mastery(mastery.p_known), mastery_level(mastery.p_known), mastery.due_on
        )
        for mastery in sorted(masteries, key=lambda mastery: mastery.p_known)
        if mastery.due_on and mastery.due_on <= today and mastery.skill.course_id in courses
    }
    skill_of = questions_of(sets)
    for question, sitting in rested_questions(student, skill_of, now=now):
        sets[skill_of[question]].due.append((question, sitting))
    empty = [skill for skill, practice in sets.items() if not practice.due]
    asking = [question for question, skill in skill_of.items() if skill in empty]
    for question in untried_of_skipped(student, asking) if asking else ():
        sets[skill_of[question]].due.append((question, None))
    for practice in sets.values():
        del practice.due[MOST_AT_ONCE:]
    return [practice for practice in sets.values() if practice.due]


def add_words(courses: list[dict[str, Any]], masteries: Collection[Mastery]) -> None:
    """Give each course of a list its skills in words, in the order of its lessons and their steps."""
    words = skills_in_words(masteries, [item["lesson"].pk for entry in courses for item in entry["lessons"]])
    for entry in courses:
        of_lessons = [words.get(item["lesson"].pk, []) for item in entry["lessons"]]
        entry["skills"] = list(dict.fromkeys(skill for skills in of_lessons for skill in skills))


def questions_of(skills: Collection[int]) -> dict[int, int]:
    """Return the first of the skills that each current question needs, its own or else its step's."""
    if not skills:
        return {}
    rank = {skill: place for place, skill in enumerate(skills)}
    current = Question.objects.filter(step__archived_at=None, step__lesson__archived_at=None)
    own = current.filter(skills__in=skills, skills__archived_at=None).values_list("pk", "skills")
    of_step = without_own(current).filter(step__skills__in=skills, step__skills__archived_at=None)
    first: dict[int, int] = {}
    for question, skill in [*own, *of_step.values_list("pk", "step__skills")]:
        first[question] = min(skill, first.get(question, skill), key=rank.__getitem__)
    return first


def rested_questions(student: User, questions: Collection[int], *, now: datetime) -> list[tuple[int, int]]:
    """Return (question, sitting) of those tried before that have rested, the longest at the front."""
    if not questions:
        return []
    answers, hints = defaultdict(list), defaultdict(list)
    own = {"sitting__student": student, "question__in": questions}
    for question, sitting, at, is_correct in (
        Answer.objects.filter(**own)
        .order_by("created_at", "pk")
        .values_list("question_id", "sitting_id", "created_at", "is_correct")
    ):
        answers[question, sitting].append((at, is_correct))
    for question, at in help_times(fields=("question_id", "created_at"), **own):
        hints[question].append(at)
    zone = timezone.get_current_timezone()
    rested = [
        (tried[-1][0], question, sitting)
        for (question, sitting), tried in answers.items()
        if has_rested(read_tries(tried, hints[question]), now=now, zone=zone)
    ]
    return [(question, sitting) for _, question, sitting in sorted(rested)]


def mastered_skills(student_id: int) -> set[int]:
    """Return the skills a student has."""
    masteries = Mastery.objects.filter(student_id=student_id, p_known__gte=MASTERED)
    return set(masteries.values_list("skill_id", flat=True))


def how_far(sittings: Collection[Sitting], *, lesson: Lesson) -> dict[int, float]:
    """Return, by sitting, how far a student is: steps of the lesson done, and skills of its course known.

    Each as a share, added up: from 0 to 2, by what students did alone. Four queries.
    """
    steps = lesson.steps.count()
    skills = Skill.objects.filter(course=lesson.course_id, archived_at=None).count()
    done = dict(
        StepVisit.objects.filter(sitting__in=sittings, step__archived_at=None, finished_at__isnull=False)
        .values_list("sitting")
        .annotate(count=Count("pk"))
    )
    known = dict(
        Mastery.objects.filter(
            student__in=[sitting.student_id for sitting in sittings],
            skill__course=lesson.course_id,
            skill__archived_at=None,
        )
        .values_list("student")
        .annotate(sum=Sum("p_known"))
    )
    return {
        sitting.pk: done.get(sitting.pk, 0) / max(1, steps)
        + known.get(sitting.student_id, 0.0) / max(1, skills)
        for sitting in sittings
    }
