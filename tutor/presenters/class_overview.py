"""What a teacher sees of a class: reads for the class page, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from content.language import gettext
from content.models import Lesson
from tutor.domain.calls import LearningFacts
from tutor.domain.commonest import commonest
from tutor.domain.headline import NOBODY, Called, describe_class
from tutor.models import Classroom, ClassSession, Enrolment, Sitting
from tutor.queries.class_facts import (
    Call,
    HelpThatCame,
    count_feelings,
    count_help,
    find_calls,
    last_words,
    read_facts,
)
from tutor.queries.class_taps import counted_taps
from tutor.queries.selectors import PRESENT_S
from tutor.services.class_affect import look_at

LOOK_BACK = timedelta(hours=3)
# Help is counted from so long before the last sign of life.
SHOWN = timedelta(minutes=10)


@dataclass(frozen=True)
class ClassOverview:
    """A class at its lesson, in aggregate; by name only what students did.

    Attributes:
        size: how many are on the class's list.
    """

    lesson: Lesson | None
    headline: str
    looks: str = ""
    series: dict[str, list[Any]] | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    present: list[Sitting] = field(default_factory=list)
    facts: dict[int, LearningFacts] = field(default_factory=dict)
    feelings: list[tuple[str, int]] | None = None
    help_given: list[HelpThatCame] | None = None
    size: int = 0


def overview_of(
    classroom: Classroom, *, session: ClassSession | None, min_group: int, now: datetime | None = None
) -> ClassOverview:
    """Return a class at its session's lesson, else at the lesson it was last seen at within `LOOK_BACK`."""
    now = now or timezone.now()
    joined = dict(Enrolment.objects.filter(classroom=classroom).values_list("student_id", "joined_at"))
    sittings = _sittings_at_lesson(classroom, session, now=now)
    if not sittings:
        steps = _count_steps(session.lesson, [], session) if session else []
        lesson = session.lesson if session else None
        return ClassOverview(lesson, gettext(NOBODY), steps=steps, size=len(joined))
    present = [sitting for sitting in sittings if is_present(sitting, now=now)]
    last = min(now, max(sitting.seen_at for sitting in sittings))
    # Nothing from before a student left the list: the difference would be that one student.
    first = max(filter(None, (last - SHOWN, classroom.roster_cut_at)))
    said = counted_taps(classroom, last_words(sittings, now=now), least=min_group)
    looks = look_at(classroom, now=now)
    steps = _count_steps(sittings[0].lesson, present or sittings, session)
    numbers = {step["pk"]: step["number"] for step in steps}
    facts = read_facts(present, classroom=classroom, joined=joined, now=now)
    calls = find_calls(present, facts, numbers=numbers)
    return ClassOverview(
        lesson=sittings[0].lesson,
        headline=_headline(present, calls),
        looks=looks.sentence,
        series=looks.series,
        steps=steps,
        calls=calls,
        present=present,
        facts=facts,
        feelings=count_feelings(said, min_group=min_group),
        help_given=count_help(sittings, since=first, min_group=min_group),
        size=len(joined),
    )


def _headline(present: list[Sitting], calls: list[Call]) -> str:
    called = [Called(frozenset(reason.kind for reason in call.reasons), call.step) for call in calls]
    return describe_class(len(present), called)


def _sittings_at_lesson(
    classroom: Classroom, session: ClassSession | None, *, now: datetime
) -> list[Sitting]:
    """Return the sittings of the session's lesson, else of the lesson most are at, else of the last one."""
    recent = (
        Sitting.objects.filter(student__enrolments__classroom=classroom, seen_at__gt=now - LOOK_BACK)
        .select_related("lesson__course", "student")
        .order_by("-seen_at")
    )
    if session is not None:
        return list(recent.filter(lesson=session.lesson_id, seen_at__gte=_begin_of(session, now=now)))
    sittings = list(recent)
    present = commonest(sitting.lesson_id for sitting in sittings if is_present(sitting, now=now))
    most = present or commonest(sitting.lesson_id for sitting in sittings[:1])
    return [sitting for sitting in sittings if most and sitting.lesson_id == most[0]]


def _begin_of(session: ClassSession, *, now: datetime) -> datetime:
    """Return since when a sign of life counts for a session; a clock that was set back has not come to it."""
    began = session.started_at
    return began if began <= now else now - timedelta(seconds=PRESENT_S)


def lesson_now(classroom: Classroom, *, now: datetime) -> Lesson | None:
    """Return the lesson that most of a class are at."""
    sittings = _sittings_at_lesson(classroom, None, now=now)
    return sittings[0].lesson if sittings else None


def is_present(sitting: Sitting, *, now: datetime) -> bool:
    """Say whether the student showed life within the last minute."""
    return sitting.seen_at > now - timedelta(seconds=PRESENT_S)


def _count_steps(
    lesson: Lesson, sittings: list[Sitting], session: ClassSession | None
) -> list[dict[str, Any]]:
    standing = Counter(sitting.step_id for sitting in sittings)
    led_to = session.step_id if session is not None and session.leads else None
    return [
        {
            "pk": pk,
            "number": number,
            "title": title,
            "count": standing[pk],
            "is_led": pk == led_to,
        }
        for number, pk, title in lesson.numbered_steps()
    ]
