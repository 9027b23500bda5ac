"""Recorded sittings for the authors' rule lab: signals over time, and no name of anybody.

Authors may play their own runs through a lesson with all that was seen. Of students they get what was done,
never what a face said, and only from a step that at least `MIN_GROUP` students have been at.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils import timezone

from content.lab.recordings import Recording
from content.models import Course
from content.policy.decide import Snapshot
from content.policy.signals import SIGNALS
from tutor.domain.signals import build_timeline
from tutor.models import StepVisit, User
from tutor.observations import events_at_step

MOST_RECORDINGS = 20
LONGEST = timedelta(minutes=15)


def recordings_of(user: Any) -> list[Recording]:
    """Return the latest finished stays at steps that a person may play in the lab."""
    visits = StepVisit.objects.filter(
        finished_at__isnull=False, step__lesson__course__in=Course.objects.editable_by(user)
    ).select_related("step", "sitting__lesson__course", "sitting__student")
    own = visits.filter(sitting__student=user).order_by("-finished_at")[:MOST_RECORDINGS]
    others = _others(visits, user).order_by("-finished_at")[:MOST_RECORDINGS]
    return [_to_recording(visit, is_own=True) for visit in own] + [
        _to_recording(visit, is_own=False) for visit in others
    ]


def _others(visits: QuerySet[StepVisit], user: User) -> QuerySet[StepVisit]:
    students = visits.exclude(sitting__student=user)
    busy = (
        students.order_by()
        .values("step")
        .annotate(students=Count("sitting__student", distinct=True))
        .filter(students__gte=settings.MIN_GROUP)
    )
    return students.filter(step__in=busy.values("step"))


def _to_recording(visit: StepVisit, *, is_own: bool) -> Recording:
    day = timezone.localdate(visit.finished_at)
    whose = "your own run" if is_own else "a student, without the face"
    return Recording(
        key=f"visit-{visit.pk}",
        title=f"{visit.step.title}, {day:%d %b %Y}: {whose}",
        load=partial(_replay, visit, is_own=is_own),
    )


def _replay(visit: StepVisit, *, is_own: bool) -> Sequence[Snapshot]:
    """Return the signals of one stay, from its start at 0 s."""
    sitting, end = visit.sitting, visit.finished_at
    assert end is not None
    sitting.step = visit.step
    span_s = min(end - visit.entered_at, LONGEST).total_seconds()
    events = events_at_step(sitting, now=end, span_s=max(0.0, span_s), asked=set(SIGNALS))
    timeline = build_timeline(events, now=end.timestamp(), span_s=max(0.0, span_s))
    start = timeline[0].at
    return [
        Snapshot(
            at=snapshot.at - start,
            values={
                name: value
                for name, value in snapshot.values.items()
                if is_own or SIGNALS[name].family != "camera"
            },
        )
        for snapshot in timeline
    ]
