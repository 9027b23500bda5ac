"""Each press counts once, and only in the state in which it was made.

Answers, taps and posts keep the id that their page made in their own rows. What leaves no row of its own
keeps it here.
"""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from tutor.models import IdempotencyKey, Sitting

# Far longer than any browser tries again.
KEPT = timedelta(days=1)


class StaleAction(ValueError):
    """The page showed an earlier state than there is; the text says so to the student."""


def is_first(*, sitting: Sitting, submission_id: UUID) -> bool:
    """Say whether a submission is new, and remember it.

    To be called in the action's own transaction, with the sitting locked: two of the same wait.
    """
    sent = {"sitting": sitting, "submission_id": submission_id}
    if IdempotencyKey.objects.filter(**sent).exists():
        return False
    IdempotencyKey.objects.create(**sent)
    return True


def drop_old_keys() -> None:
    """Forget submissions that nobody sends again."""
    IdempotencyKey.objects.filter(used_at__lt=timezone.now() - KEPT).delete()
