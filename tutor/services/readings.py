"""Keeping and dropping readings."""

from collections.abc import Sequence
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


@dataclass(frozen=True)
class ReadClip:
    """What was read of one clip: of which sitting, and when its last frame was taken."""

    sitting_id: int
    estimate: ClipEstimate
    at: datetime


@transaction.atomic
def record_reading(*, sitting: Sitting, estimate: ClipEstimate, at: datetime) -> Reading:
    """Keep one clip's numbers."""
    reading = Reading.of(estimate, sitting_id=sitting.pk, step_id=sitting.step_id, at=at)
    reading.save(force_insert=True)
    return reading


def record_clip(*, sitting_id: int, estimate: ClipEstimate, at: datetime, on_device: bool = False) -> bool:
    """Keep one clip's numbers, as `record_clips` does; return whether they were kept."""
    return record_clips([ReadClip(sitting_id, estimate, at)], on_device=on_device)[0]


@transaction.atomic
def record_clips(clips: Sequence[ReadClip], *, on_device: bool) -> list[bool]:
    """Keep clips' numbers, each while its student's consent to the camera applies; return of which it does.

    Two queries, however many clips. The consents are locked until the numbers are stored: a clip in flight
    leaves nothing once its student has withdrawn, nor once the sitting is gone. Where pictures ask for a yes
    of their own, a clip that a worker read leaves nothing without it.
    """
    sittings = {clip.sitting_id for clip in clips}
    standing = Consent.objects.standing(Consent.Purpose.CAMERA).filter(student__sittings__in=sittings)
    if settings.CAMERA_READS == "auto" and not on_device:
        frames: models.QuerySet[Any] = Consent.objects.standing(Consent.Purpose.FRAMES)
        standing = standing.filter(models.Exists(frames.filter(student=models.OuterRef("student"))))
    locked = standing.select_for_update(of=("self",), no_key=True).order_by("pk")
    # The sitting and its step are of the one join by which the consents were chosen.
    located = locked.annotate(sitting=F("student__sittings"), step=F("student__sittings__step"))
    step_of = dict(located.values_list("sitting", "step"))
    Reading.objects.bulk_create(
        Reading.of(
            clip.estimate,
            sitting_id=clip.sitting_id,
            step_id=step_of[clip.sitting_id],
            at=clip.at,
            on_device=on_device,
        )
        for clip in clips
        if clip.sitting_id in step_of
    )
    return [clip.sitting_id in step_of for clip in clips]


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
