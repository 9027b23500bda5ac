"""Keeping and dropping readings."""

from datetime import datetime

from django.db import transaction

from emotion.estimate import STATES, ClipEstimate
from tutor.models import Reading, Sitting
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


def count_expired_readings() -> int:
    """Return how many raw readings are older than `READING_DAYS`."""
    return Reading.objects.filter(at__lt=readings_expire_before()).count()


def delete_expired_readings() -> int:
    """Drop raw readings older than `READING_DAYS`; return how many went."""
    deleted, _ = Reading.objects.filter(at__lt=readings_expire_before()).delete()
    return deleted
