"""Keeping and dropping readings."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from emotion.estimate import ClipEstimate
from tutor.models import AffectLesson, Consent, Reading, Sitting
from tutor.queries.affect_readings import slot_of
from tutor.queries.selectors import readings_expire_before
from tutor.services import affect, reading_days


@dataclass(frozen=True)
class AgedOut:
    """What went: whole days at once, and rows one by one."""

    days: int
    rows: int


@transaction.atomic
def record_reading(*, sitting: Sitting, estimate: ClipEstimate, at: datetime) -> Reading:
    """Keep one clip's numbers."""
    reading = Reading.of(estimate, sitting_id=sitting.pk, step_id=sitting.step_id, at=at)
    reading.save(force_insert=True)
    return reading


@transaction.atomic
def record_clip(*, sitting_id: int, estimate: ClipEstimate, at: datetime, on_device: bool = False) -> bool:
    """Keep one clip's numbers while the student's consent to the camera applies; return whether it does.

    The consent is locked until the numbers are stored: a clip in flight leaves nothing once it is withdrawn,
    nor once the sitting is gone. Where pictures ask for a yes of their own, a clip that a worker read leaves
    nothing without it.
    """
    standing = Consent.objects.standing(Consent.Purpose.CAMERA).filter(student__sittings=sitting_id)
    if settings.CAMERA_READS == "auto" and not on_device:
        frames: models.QuerySet[Any] = Consent.objects.standing(Consent.Purpose.FRAMES)
        standing = standing.filter(models.Exists(frames.filter(student=models.OuterRef("student"))))
    # One row at most, so that no order is asked for; the step is of the same sitting, since it is one join.
    locked = standing.select_for_update(of=("self",), no_key=True).only("pk")
    for consent in locked.annotate(step_id=F("student__sittings__step"))[:1]:
        step_id: int | None = consent.step_id  # type: ignore[attr-defined]
        reading = Reading.of(estimate, sitting_id=sitting_id, step_id=step_id, at=at, on_device=on_device)
        reading.save(force_insert=True)
        return True
    return False


def count_expired_readings() -> int:
    """Return how many raw readings are older than `READING_DAYS`."""
    return Reading.objects.filter(at__lt=readings_expire_before()).count()


def drop_expired_readings() -> AgedOut:
    """Drop raw readings older than `READING_DAYS`, and make room for the days that come.

    Safe to run twice. On PostgreSQL whole days go at once; what lies in no day, and everything on SQLite,
    goes row by row.
    """
    expired = readings_expire_before()
    days = reading_days.drop_days(before=expired)
    reading_days.make_days(today=timezone.now().astimezone(UTC).date())
    rows, _ = Reading.objects.filter(at__lt=expired).delete()
    affect.close_old(now=timezone.now())
    AffectLesson.objects.filter(is_open=False, next_slot__lt=slot_of(expired)).delete()
    return AgedOut(days=days, rows=rows)
