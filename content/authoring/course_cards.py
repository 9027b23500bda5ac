"""What an author sees of each course on the first page: how much there is, what is missing, where to go on.

The checklist (`content.authoring.checklist`) reads every text of one course; here the database counts, for
all courses of a page in a number of queries that grows neither with them nor with what they hold.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext, ngettext

from content.authoring.checklist import EASIER_KINDS, TELLING
from content.models import Course, Lesson, Question, Step, Variant

MOST_REMEMBERED = 200
"""Of so many steps that an author stored last, the latest of each course is where writing goes on."""

Counts = Mapping[str, Any]


@dataclass(frozen=True)
class CourseCard:
    """A course with its counts.

    Attributes:
        lesson: a lesson without a step, where there is no step to go on with.
        step: the step that its author stored last, else the first that lacks something, else the newest.
        lacks: what is missing, a line for each kind.
    """

    course: Course
    lessons: int
    steps: int
    questions: int
    lacks: Sequence[str] = field(default_factory=list)
    step: Step | None = None
    lesson: int | None = None


def cards_of(courses: Sequence[Course], *, by: Any) -> list[CourseCard]:
    """Return a card for each course, in six queries at most; `by` is the author who reads them."""
    keys = [course.pk for course in courses]
    counted = [counts(keys) for counts in (_lessons, _steps, _questions)]
    onwards = _steps_to_go_on_with(counted[1], by)
    return [
        _card(course, {name: n for each in counted for name, n in each.get(course.pk, {}).items()}, onwards)
        for course in courses
    ]


def _card(course: Course, counts: Counts, onwards: Mapping[int, Step]) -> CourseCard:
    return CourseCard(
        course,
        counts.get("lessons", 0),
        counts.get("steps", 0),
        counts.get("questions", 0),
        _lacks(course, counts),
        onwards.get(course.pk),
        counts.get("an_empty_lesson"),
    )


_LACKS: dict[str, Callable[[int], str]] = {
    "empty_lessons": lambda n: ngettext("%d lesson without a step", "%d lessons without a step", n),
    "empty_steps": lambda n: ngettext("%d empty step", "%d empty steps", n),
    "not_easier": lambda n: ngettext(
        "%d step without an easier example", "%d steps without an easier example", n
    ),
    "not_visual": lambda n: ngettext("%d step without a picture", "%d steps without a picture", n),
    "no_hint": lambda n: ngettext("%d question without a hint", "%d questions without a hint", n),
    "no_feedback": lambda n: ngettext("%d question without feedback", "%d questions without feedback", n),
    "no_skill": lambda n: ngettext("%d question for no skill", "%d questions for no skill", n),
}


def _lacks(course: Course, counts: Counts) -> list[str]:
    first = [] if counts.get("lessons") else [gettext("a first lesson")]
    summary = [] if course.summary else [gettext("a summary: students choose by it")]
    counted = [words(counts[name]) % counts[name] for name, words in _LACKS.items() if counts.get(name)]
    return [*first, *summary, *counted]


def _lessons(courses: Sequence[int]) -> dict[int, Counts]:
    stepless = ~Exists(Step.objects.filter(lesson=OuterRef("pk")))
    counted = Lesson.objects.filter(course__in=courses).annotate(is_empty=stepless).order_by()
    return _by_course(
        counted.values("course").annotate(
            lessons=Count("pk"),
            empty_lessons=Count("pk", filter=Q(is_empty=True)),
            an_empty_lesson=Min("pk", filter=Q(is_empty=True)),
        ),
        "course",
    )


def _steps(courses: Sequence[int]) -> dict[int, Counts]:
    counted = _current_steps(courses).order_by().values("lesson__course")
    return _by_course(
        counted.annotate(
            steps=Count("pk"),
            empty_steps=Count("pk", filter=_IS_EMPTY),
            not_easier=Count("pk", filter=_NOT_EASIER),
            not_visual=Count("pk", filter=_NOT_VISUAL),
            # The one that was made first: rows are made in the order of the course, by hand as by an import.
            lacking=Min("pk", filter=_NOT_EASIER | _NOT_VISUAL | _IS_EMPTY | _HINTLESS),
            newest=Max("pk"),
        ),
        "lesson__course",
    )


def _questions(courses: Sequence[int]) -> dict[int, Counts]:
    asked = Question.objects.filter(
        step__archived_at=None, step__lesson__archived_at=None, step__lesson__course__in=courses
    )
    skilled = Question.skills.through.objects.filter(question=OuterRef("pk"))
    counted = asked.annotate(told=Cast("spec", TextField())).order_by().values("step__lesson__course")
    return _by_course(
        counted.annotate(
            questions=Count("pk"),
            no_hint=Count("pk", filter=Q(hints=[])),
            no_feedback=Count("pk", filter=_SAYS_NOTHING),
            no_skill=Count("pk", filter=~Exists(skilled)),
        ),
        "step__lesson__course",
    )


def _by_course(rows: Any, course: str) -> dict[int, Counts]:
    return {row[course]: row for row in rows}


def _current_steps(courses: Any) -> QuerySet[Step]:
    found: QuerySet[Step] = Step.objects.filter(lesson__archived_at=None, lesson__course__in=courses)
    return found


def _has(**wanted: Any) -> Exists:
    return Exists(Variant.objects.filter(step=OuterRef("pk"), **wanted))


# Django's types know of no condition made of Q and Exists.
_NOT_EASIER: Any = Q(can_confuse=True) & ~_has(kind__in=EASIER_KINDS)
_NOT_VISUAL: Any = Q(can_confuse=True) & ~_has(kind="visual")
_IS_EMPTY: Any = Q(body="") & ~Exists(Question.objects.filter(step=OuterRef("pk")))
_HINTLESS: Any = Exists(Question.objects.filter(step=OuterRef("pk"), hints=[]))
_SAYS_NOTHING: Any = ~Q(told__contains=TELLING[0]) & ~Q(told__contains=TELLING[1])


def _steps_to_go_on_with(counted: Mapping[int, Counts], by: Any) -> dict[int, Step]:
    """Return a step of each course: what an author stored last, of those remembered, else as counted."""
    about = ContentType.objects.get_for_model(Step)
    entries = LogEntry.objects.filter(user=by, content_type=about).order_by("-action_time")
    stored = [int(str(key)) for key in entries.values_list("object_id", flat=True)[:MOST_REMEMBERED]]
    others = [counts["lacking"] or counts["newest"] for counts in counted.values()]
    steps = _current_steps(counted).select_related("lesson").in_bulk({*stored, *others})
    found: dict[int, Step] = {}
    for step in (steps[key] for key in (*stored, *others) if key in steps):
        found.setdefault(step.lesson.course_id, step)
    return found
