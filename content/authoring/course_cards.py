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

from content.authoring.checklist import EASIER_KINDS, TELLING
from content.language import gettext, ngettext
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
    """Return a card for each course, in nine queries at most; `by` is the author who reads them."""
    keys = [course.pk for course in courses]
    parts = [counts(keys) for counts in (_lessons, _steps, _variants, _questions)]
    counted = {
        key: _with_differences({name: n for part in parts for name, n in part.get(key, {}).items()})
        for key in keys
    }
    onwards = _steps_to_go_on_with(counted, by)
    stepless = [key for key in keys if key not in onwards and counted[key]["empty_lessons"]]
    empty = _empty_lessons(stepless) if stepless else {}
    return [_card(course, counted[course.pk], onwards, empty) for course in courses]


def _card(
    course: Course, counts: Counts, onwards: Mapping[int, Step], empty: Mapping[int, int]
) -> CourseCard:
    return CourseCard(
        course,
        counts.get("lessons", 0),
        counts.get("steps", 0),
        counts.get("questions", 0),
        _lacks(course, counts),
        onwards.get(course.pk),
        empty.get(course.pk),
    )


_LACKS: dict[str, Callable[[int], str]] = {
    "empty_lessons": lambda n: ngettext(
        "%(count)s lesson without a step", "%(count)s lessons without a step", n
    ),
    "empty_steps": lambda n: ngettext("%(count)s empty step", "%(count)s empty steps", n),
    "not_easier": lambda n: ngettext(
        "%(count)s step without an easier example", "%(count)s steps without an easier example", n
    ),
    "not_visual": lambda n: ngettext(
        "%(count)s step without a picture", "%(count)s steps without a picture", n
    ),
    "no_hint": lambda n: ngettext(
        "%(count)s question without a hint", "%(count)s questions without a hint", n
    ),
    "no_feedback": lambda n: ngettext(
        "%(count)s question without feedback", "%(count)s questions without feedback", n
    ),
    "no_skill": lambda n: ngettext("%(count)s question for no skill", "%(count)s questions for no skill", n),
}


def _lacks(course: Course, counts: Counts) -> list[str]:
    first = [] if counts.get("lessons") else [gettext("a first lesson")]
    summary = [] if course.summary else [gettext("a summary: students choose by it")]
    counted = [
        words(counts[name]) % {"count": counts[name]} for name, words in _LACKS.items() if counts.get(name)
    ]
    return [*first, *summary, *counted]


def _lessons(courses: Sequence[int]) -> dict[int, Counts]:
    counted = Lesson.objects.filter(course__in=courses).order_by().values("course")
    return _by_course(counted.annotate(lessons=Count("pk")), "course")


def _steps(courses: Sequence[int]) -> dict[int, Counts]:
    counted = _current_steps(courses).order_by().values("lesson__course")
    return _by_course(
        counted.annotate(
            steps=Count("pk"),
            begun_lessons=Count("lesson", distinct=True),
            confusing=Count("pk", filter=Q(can_confuse=True)),
            bare=Count("pk", filter=Q(body="")),
            newest=Max("pk"),
        ),
        "lesson__course",
    )


def _variants(courses: Sequence[int]) -> dict[int, Counts]:
    of_confusing = Variant.objects.filter(
        step__archived_at=None,
        step__lesson__archived_at=None,
        step__lesson__course__in=courses,
        step__can_confuse=True,
    )
    counted = of_confusing.order_by().values("step__lesson__course")
    return _by_course(
        counted.annotate(
            easier=Count("step", distinct=True, filter=Q(kind__in=EASIER_KINDS)),
            visual=Count("step", distinct=True, filter=Q(kind="visual")),
        ),
        "step__lesson__course",
    )


def _questions(courses: Sequence[int]) -> dict[int, Counts]:
    asked = Question.objects.filter(
        step__archived_at=None, step__lesson__archived_at=None, step__lesson__course__in=courses
    )
    counted = asked.annotate(told=Cast("spec", TextField())).order_by().values("step__lesson__course")
    return _by_course(
        # Joined to their skills, so each is counted once.
        counted.annotate(
            questions=Count("pk", distinct=True),
            no_hint=Count("pk", distinct=True, filter=Q(hints=[])),
            no_feedback=Count("pk", distinct=True, filter=_SAYS_NOTHING),
            no_skill=Count("pk", distinct=True, filter=Q(skills=None)),
            asking_bare=Count("step", distinct=True, filter=Q(step__body="")),
        ),
        "step__lesson__course",
    )


def _by_course(rows: Any, course: str) -> dict[int, Counts]:
    return {row[course]: row for row in rows}


def _with_differences(counted: Counts) -> Counts:
    """Add what is missing: what there is, less what has it, which is counted sooner than what has not."""
    number = {**dict.fromkeys(_PARTS, 0), **counted}
    return number | {
        "empty_lessons": number["lessons"] - number["begun_lessons"],
        "empty_steps": number["bare"] - number["asking_bare"],
        "not_easier": number["confusing"] - number["easier"],
        "not_visual": number["confusing"] - number["visual"],
    }


def _current_steps(courses: Any) -> QuerySet[Step]:
    found: QuerySet[Step] = Step.objects.filter(lesson__archived_at=None, lesson__course__in=courses)
    return found


def _first_lacking(courses: Sequence[int]) -> dict[int, int]:
    """Return the step that was made first of those that lack something, by course.

    Rows are made in the order of the course, by hand as by an import.
    """
    lacking = _current_steps(courses).filter(_NOT_EASIER | _NOT_VISUAL | _IS_EMPTY | _HINTLESS)
    found = lacking.order_by().values("lesson__course").annotate(first=Min("pk"))
    return dict(found.values_list("lesson__course", "first"))


def _empty_lessons(courses: Sequence[int]) -> dict[int, int]:
    stepless = Lesson.objects.filter(~Exists(Step.objects.filter(lesson=OuterRef("pk"))), course__in=courses)
    found = stepless.order_by().values("course").annotate(first=Min("pk"))
    return dict(found.values_list("course", "first"))


def _has(**wanted: Any) -> Exists:
    return Exists(Variant.objects.filter(step=OuterRef("pk"), **wanted))


# Django's types know of no condition made of Q and Exists.
_NOT_EASIER: Any = Q(can_confuse=True) & ~_has(kind__in=EASIER_KINDS)
_NOT_VISUAL: Any = Q(can_confuse=True) & ~_has(kind="visual")
_IS_EMPTY: Any = Q(body="") & ~Exists(Question.objects.filter(step=OuterRef("pk")))
_HINTLESS: Any = Exists(Question.objects.filter(step=OuterRef("pk"), hints=[]))
_SAYS_NOTHING: Any = ~Q(told__contains=TELLING[0]) & ~Q(told__contains=TELLING[1])
_PARTS = ("lessons", "begun_lessons", "confusing", "bare", "easier", "visual", "asking_bare")
_OF_STEPS = ("not_easier", "not_visual", "empty_steps", "no_hint")


def _steps_to_go_on_with(counted: Mapping[int, Counts], by: Any) -> dict[int, Step]:
    """Return a step of each course: what an author stored last, of those remembered, else as counted."""
    about = ContentType.objects.get_for_model(Step)
    entries = LogEntry.objects.filter(user=by, content_type=about).order_by("-action_time")
    stored = [int(str(key)) for key in entries.values_list("object_id", flat=True)[:MOST_REMEMBERED]]
    incomplete = [key for key, counts in counted.items() if any(counts.get(name) for name in _OF_STEPS)]
    lacking = _first_lacking(incomplete) if incomplete else {}
    others = [
        lacking.get(key, counts.get("newest")) for key, counts in counted.items() if counts.get("steps")
    ]
    steps = _current_steps(counted).select_related("lesson").in_bulk({*stored, *others})
    found: dict[int, Step] = {}
    for step in (steps[key] for key in (*stored, *others) if key in steps):
        found.setdefault(step.lesson.course_id, step)
    return found
