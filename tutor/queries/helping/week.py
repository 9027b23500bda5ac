"""Who fell behind a class this week: reads for the list between lessons, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from content.models import Lesson
from tutor.domain.calls import LearningFacts
from tutor.domain.learning.help_first import Behind, Standing
from tutor.models import Classroom, ClassSession, Enrolment, Sitting, StepVisit, User
from tutor.queries.class_facts import read_facts

WEEK = timedelta(days=7)
# Who came so late has had no time to catch up.
SETTLING_IN = timedelta(days=2)


@dataclass(frozen=True)
class WeekStanding:
    """A student's week, and the sitting that was looked at, if there is one."""

    standing: Standing
    student: User
    sitting: Sitting | None


def stand_this_week(
    classroom: Classroom, *, helped: Mapping[int, float], now: datetime
) -> list[WeekStanding]:
    """Return how each student of a class stands between lessons: the step left last, and the lesson behind.

    What a student did before coming into the class is not looked at.
    """
    seats = Enrolment.objects.filter(classroom=classroom).select_related("student")
    joined = {seat.student_id: seat.joined_at for seat in seats}
    people = {seat.student_id: seat.student for seat in seats}
    lessons = _lessons_of_the_week(classroom, now=now)
    if not people or not lessons:
        return []
    sittings = Sitting.objects.filter(student__in=people, lesson__in=lessons).select_related("lesson", "step")
    latest = _left_open(sittings.order_by("seen_at", "pk"), joined, now=now)
    last = list(latest.values())
    facts = (
        read_facts(last, classroom=classroom, joined=joined, now=now, taps_count_for=WEEK) if latest else {}
    )
    settled = {key for key, at in joined.items() if at < now - SETTLING_IN}
    behind = _behind(lessons, people, settled)
    found = []
    for key, person in people.items():
        sitting = latest.get(key)
        standing = Standing(
            key=key,
            step=sitting.step.title if sitting and sitting.step else "",
            facts=replace(facts[sitting.pk], hand_at=None) if sitting else _nothing(now),
            is_here=False,
            behind=behind.get(key),
            helped_at=helped.get(key),
        )
        found.append(WeekStanding(standing, person, sitting))
    return found


def _nothing(now: datetime) -> LearningFacts:
    return LearningFacts(now=now.timestamp(), entered_at=now.timestamp())


def _lessons_of_the_week(classroom: Classroom, *, now: datetime) -> dict[int, Lesson]:
    """Return what the class took together this week, and what at least half of it has worked at."""
    since = now - WEEK
    held = Q(ended_at=None) | Q(ended_at__gt=since)
    together = set(
        ClassSession.objects.filter(held, classroom=classroom).order_by().values_list("lesson", flat=True)
    )
    seen = (
        Sitting.objects.filter(student__enrolments__classroom=classroom, seen_at__gt=since)
        .order_by()
        .values_list("lesson")
        .annotate(students=Count("student", distinct=True))
    )
    half = (classroom.enrolments.count() + 1) // 2
    worked_at = {lesson for lesson, students in seen if students >= max(2, half)}
    return Lesson.objects.in_bulk(together | worked_at)


def _left_open(
    sittings: Collection[Sitting], joined: Mapping[int, datetime], *, now: datetime
) -> dict[int, Sitting]:
    """Return, by student, the sitting of this week that was left last and is not finished."""
    return {
        sitting.student_id: sitting
        for sitting in sittings
        if sitting.finished_at is None and sitting.seen_at > max(joined[sitting.student_id], now - WEEK)
    }


def _behind(
    lessons: Mapping[int, Lesson], people: Collection[int], settled: Collection[int]
) -> dict[int, Behind]:
    """Return, by student, the lesson that is furthest behind what half of the class has done."""
    totals = dict(
        Lesson.objects.filter(pk__in=lessons)
        .order_by()
        .values_list("pk")
        .annotate(count=Count("steps", filter=Q(steps__archived_at=None)))
    )
    done: dict[int, Counter[int]] = defaultdict(Counter)
    rows = (
        StepVisit.objects.filter(
            sitting__student__in=people,
            sitting__lesson__in=lessons,
            finished_at__isnull=False,
            step__archived_at=None,
            step__lesson=F("sitting__lesson"),
        )
        .order_by()
        .values_list("sitting__lesson", "sitting__student")
        .annotate(count=Count("pk"))
    )
    for lesson, student, count in rows:
        done[lesson][student] = count
    found: dict[int, Behind] = {}
    for pk, lesson in sorted(lessons.items()):
        usual = sorted((done[pk][student] for student in people), reverse=True)[(len(people) + 1) // 2 - 1]
        for student in settled:
            one = Behind(lesson.title, done[pk][student], usual, totals[pk])
            if one.missing > (found[student].missing if student in found else 0.0):
                found[student] = one
    return found
