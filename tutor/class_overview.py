"""What a teacher sees of a class: reads for the class page, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Case, FloatField, When
from django.db.models.functions import TruncMinute
from django.utils import timezone

from content.models import Lesson
from tutor.domain.class_states import STATES, LearnerMinute, count_states, summarise
from tutor.models import Classroom, Reading, SelfReport, Sitting
from tutor.selectors import PRESENT_S

LOOK_BACK = timedelta(hours=3)
SHOWN_MINUTES = 60


@dataclass(frozen=True)
class ClassOverview:
    """A class at its last lesson, in aggregate."""

    lesson: Lesson | None
    summary: str
    series: dict[str, list[Any]] | None
    steps: list[dict[str, Any]]
    asked_for_help: list[str]


def overview_of(classroom: Classroom, *, min_group: int, now: datetime | None = None) -> ClassOverview:
    """Return a class at the lesson it was last seen at, within `LOOK_BACK`."""
    now = now or timezone.now()
    sittings = _last_lesson_sittings(classroom, now=now)
    if not sittings:
        return ClassOverview(None, "Nobody is in the lesson right now.", None, [], [])
    last = max(sitting.seen_at for sitting in sittings)
    first = max(min(sitting.started_at for sitting in sittings), last - timedelta(minutes=SHOWN_MINUTES - 1))
    minutes = _learner_minutes(sittings, first=first, last=last)
    present = [sitting for sitting in sittings if is_present(sitting, now=now)]
    latest = _latest_minutes(present, minutes)
    return ClassOverview(
        lesson=sittings[0].lesson,
        summary=summarise(latest, min_group=min_group),
        series=_make_series(minutes, first=first, last=last, min_group=min_group, learners=len(sittings)),
        steps=_count_steps(sittings[0].lesson, present or sittings),
        asked_for_help=_names_of_lost(present, now=now),
    )


def _last_lesson_sittings(classroom: Classroom, *, now: datetime) -> list[Sitting]:
    """Return the sittings of the lesson most students are at now, else of the last one anybody was at."""
    recent = (
        Sitting.objects.filter(student__enrolments__classroom=classroom, seen_at__gt=now - LOOK_BACK)
        .select_related("lesson__course", "student")
        .order_by("-seen_at")
    )
    sittings = list(recent)
    present = Counter(sitting.lesson_id for sitting in sittings if is_present(sitting, now=now))
    lessons = [lesson_id for lesson_id, _ in present.most_common(1)] or [s.lesson_id for s in sittings[:1]]
    return [sitting for sitting in sittings if sitting.lesson_id in lessons]


def is_present(sitting: Sitting, *, now: datetime) -> bool:
    """Say whether the student showed life within the last minute."""
    return sitting.seen_at > now - timedelta(seconds=PRESENT_S)


def _minute_of(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _learner_minutes(
    sittings: list[Sitting], *, first: datetime, last: datetime
) -> dict[tuple[int, int], LearnerMinute]:
    """Return one entry for each sitting and minute in which the student was there."""
    rows = (
        Reading.objects.filter(
            sitting__in=sittings, at__gte=first.replace(second=0, microsecond=0), at__lte=last
        )
        .annotate(minute=TruncMinute("at"))
        .values("sitting_id", "minute")
        .annotate(**{f"mean_{s}": Avg(s) for s in STATES}, share=Avg(_one_if_known()))
    )
    entries: dict[tuple[int, int], LearnerMinute] = {}
    for sitting in sittings:
        for minute in range(_minute_of(max(first, sitting.started_at)), _minute_of(sitting.seen_at) + 1):
            entries[sitting.pk, minute] = LearnerMinute(minute, levels=None, had_camera=False)
    for row in rows:
        minute = _minute_of(row["minute"])
        is_known = row["share"] >= 0.6 and row["mean_engaged"] is not None
        levels = {state: row[f"mean_{state}"] for state in STATES} if is_known else None
        entries[row["sitting_id"], minute] = LearnerMinute(minute, levels=levels, had_camera=True)
    return entries


def _one_if_known() -> Case:
    return Case(When(known=True, then=1.0), default=0.0, output_field=FloatField())


def _latest_minutes(
    present: list[Sitting], minutes: dict[tuple[int, int], LearnerMinute]
) -> list[LearnerMinute]:
    latest = []
    for sitting in present:
        own = [entry for (pk, _), entry in minutes.items() if pk == sitting.pk]
        if own:
            latest.append(max(own, key=lambda entry: entry.minute))
    return latest


def _make_series(
    minutes: dict[tuple[int, int], LearnerMinute],
    *,
    first: datetime,
    last: datetime,
    min_group: int,
    learners: int,
) -> dict[str, list[Any]] | None:
    if learners < min_group:
        return None
    start, end = _minute_of(first), _minute_of(last)
    counts = count_states(list(minutes.values()), first=start, last=end, min_group=min_group)
    labels = [
        timezone.localtime(datetime.fromtimestamp(minute * 60, tz=first.tzinfo)).strftime("%H:%M")
        for minute in range(start, end + 1)
    ]
    return {"labels": labels, **counts}


def _count_steps(lesson: Lesson, sittings: list[Sitting]) -> list[dict[str, Any]]:
    standing = Counter(sitting.step_id for sitting in sittings)
    steps = lesson.steps.order_by("position")
    return [
        {"number": number, "title": step.title, "count": standing[step.pk]}
        for number, step in enumerate(steps, start=1)
    ]


def _names_of_lost(present: list[Sitting], *, now: datetime) -> list[str]:
    """Return who asked for help by a tap in the last five minutes: an act, not an emotion."""
    asked = SelfReport.objects.filter(
        sitting__in=present, feeling=SelfReport.Feeling.LOST, created_at__gt=now - timedelta(minutes=5)
    ).values_list("sitting_id", flat=True)
    lost = set(asked)
    return [sitting.student.display_name for sitting in present if sitting.pk in lost]
