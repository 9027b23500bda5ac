"""What authors may play rules against in the lab: their own runs, and what students did, as counts.

Authors may play their own runs through a lesson with all that was seen. Of students they get for how many a
rule would have acted: never one stay, never what a face said, and nothing of a step at which fewer than
`MIN_GROUP` students have been.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from content import figures
from content.lab.recordings import Recording, Stays
from content.language import gettext, ngettext
from content.models import Course, Step
from content.policy.decide import Snapshot
from content.policy.misconceptions import base_of
from content.policy.signals import SIGNALS
from content.signals.step import build_timeline
from tutor.domain.disclosure.small_groups import suppress_small_counts
from tutor.models import StepVisit, User
from tutor.queries.observations import events_at_step

MOST_RECORDINGS, MOST_STAYS = 20, 40
# Of a longer stay its end alone is played.
LONGEST = timedelta(minutes=15)
_OF_A_LEARNER = [name for name, signal in SIGNALS.items() if signal.family != "class"]


def recordings_of(user: Any) -> list[Recording | Stays]:
    """Return a person's own latest stays, and the steps at which enough students have been."""
    courses = Course.objects.editable_by(user)
    finished = StepVisit.objects.filter(finished_at__isnull=False, step__lesson__course__in=courses)
    own = finished.filter(sitting__student=user).select_related(
        "step", "sitting__lesson__course", "sitting__student"
    )
    return [_to_recording(visit) for visit in own.order_by("-finished_at")[:MOST_RECORDINGS]] + _stays(
        courses, user
    )


def _stays(courses: Any, user: User) -> list[Recording | Stays]:
    finished = StepVisit.objects.filter(finished_at__isnull=False, step__lesson__course__in=courses)
    busy = (
        finished.exclude(sitting__student=user)
        .order_by()
        .values("step")
        .annotate(students=Count("sitting__student", distinct=True))
        .filter(students__gte=settings.MIN_GROUP)
    )
    steps = Step.objects.filter(pk__in=busy.values("step"))
    return [
        Stays(
            key=f"step-{step.pk}",
            title=gettext("%(title)s: what students did there, counted") % {"title": step.title},
            load=partial(_load_stays, step.pk, user.pk),
            say=_say,
        )
        for step in steps.order_by("lesson__position", "position", "pk")[:MOST_RECORDINGS]
    ]


def _say(acted: int, students: int) -> str:
    told = suppress_small_counts({"acted": acted, "kept still": students - acted}, least=settings.MIN_GROUP)
    if told is None:
        return gettext("too few students")
    text = ngettext(
        "at least %(acted)s of %(students)s student", "at least %(acted)s of %(students)s students", students
    )
    return text % {"acted": told.counts["acted"], "students": students}


def _to_recording(visit: StepVisit) -> Recording:
    day = timezone.localdate(visit.finished_at)
    return Recording(
        key=f"visit-{visit.pk}",
        title=gettext("%(title)s, %(day)s: your own run")
        % {"title": visit.step.title, "day": figures.day(day)},
        load=partial(_replay, visit, is_own=True),
    )


def _load_stays(step_id: int, user_id: int) -> list[Sequence[Snapshot]]:
    """Return the stays of the latest students who finished a step, without the face and what it brought."""
    visits = StepVisit.objects.filter(step=step_id, finished_at__isnull=False).exclude(
        sitting__student=user_id
    )
    latest = visits.select_related("step", "sitting__lesson__course", "sitting__student")
    return [_replay(visit, is_own=False) for visit in latest.order_by("-finished_at")[:MOST_STAYS]]


def _replay(visit: StepVisit, *, is_own: bool) -> Sequence[Snapshot]:
    """Return the signals of one stay, from its start at 0 s."""
    sitting, end = visit.sitting, visit.finished_at
    assert end is not None
    sitting.step = visit.step
    span_s = max(0.0, min(end - visit.entered_at, LONGEST).total_seconds())
    events = events_at_step(sitting, now=end, span_s=span_s, asked=set(SIGNALS))
    if not is_own:
        # Help that came may have come from a camera; a tap before it would no longer count.
        events = replace(events, helps=[], readings=[], rest_since=None)
    timeline = build_timeline(events, now=end.timestamp(), span_s=span_s)
    start = timeline[0].at
    return [Snapshot(snapshot.at - start, _without_face(snapshot, is_own)) for snapshot in timeline]


def _without_face(snapshot: Snapshot, is_own: bool) -> dict[str, float | None]:
    # What a lesson did not know is told as unknown, so that the lab works none of it out.
    told = {name: snapshot.values.get(name) for name in _OF_A_LEARNER if is_own or not _is_of_a_face(name)}
    return {**told, **{name: value for name, value in snapshot.values.items() if base_of(name) != name}}


def _is_of_a_face(name: str) -> bool:
    return SIGNALS[name].family == "camera"
