"""Keeping and dropping readings."""

from datetime import datetime

from django.db import transaction

from emotion.estimate import STATES, ClipEstimate
from tutor.models import Consent, Reading, Sitting
from tutor.selectors import readings_expire_before


@transaction.atomic
def record_reading(*, sitting: Sitting, estimate: ClipEstimate, at: datetime) -> Reading:
    """Keep one clip's numbers."""
    states = {state: estimate.states.get(state) for state in STATES}
    return Reading.objects.create(
        sitting=sitting,
        step_id=sitting.step_id,
        at=at,
        known=estimate.known,
        reason=estimate.reason or "",
        faces_share=estimate.faces_share,
        emotions=estimate.emotions,
        model=estimate.model,
        **states,
    )


@transaction.atomic
def record_clip(*, sitting: Sitting, estimate: ClipEstimate, at: datetime) -> bool:
    """Keep one clip's numbers while the student's yes to the camera stands; return whether it does.

    The yes is held until the numbers are kept: a clip in flight leaves nothing once it is taken back.
    """
    standing = Consent.objects.standing(Consent.Purpose.CAMERA).filter(student=sitting.student_id)
    if standing.select_for_update(of=("self",), no_key=True).first() is None:
        return False
    record_reading(sitting=sitting, estimate=estimate, at=at)
    return True


def count_expired_readings() -> int:
    """Return how many raw readings are older than `READING_DAYS`."""
    return Reading.objects.filter(at__lt=readings_expire_before()).count()


def delete_expired_readings() -> int:
    """Drop raw readings older than `READING_DAYS`; return how many went."""
    deleted, _ = Reading.objects.filter(at__lt=readings_expire_before()).delete()
    return deleted
