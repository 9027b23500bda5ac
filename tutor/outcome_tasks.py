"""The task that looks back at an adaptation. On its own, because what makes adaptations schedules it."""

from celery import shared_task
from django.db import OperationalError

from tutor.domain.outcomes import WITHIN_S
from tutor.services import outcomes

# The last clips of the minute take a while to be read.
SETTLE_AFTER_S = WITHIN_S + 15
# A class that begins together is helped together: looked back at all at once, estimates would wait behind.
SPREAD_S = 45


@shared_task(
    name="tutor.settle_outcome", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3
)
def settle_outcome(adaptation_id: int) -> None:
    """Store what came of an adaptation. At least once: it overwrites with the same."""
    outcomes.settle_outcome(adaptation_id=adaptation_id)


def settle_later(adaptation_id: int) -> None:
    """Look back at an adaptation when its minute is over."""
    countdown = SETTLE_AFTER_S + adaptation_id % SPREAD_S
    settle_outcome.apply_async((adaptation_id,), countdown=countdown, retry=False)
