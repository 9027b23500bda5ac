"""Keeping what came of an adaptation, for the reports about rules."""

from datetime import timedelta

from celery import shared_task
from django.db import OperationalError, transaction

from content.signals.camera import WINDOW_S
from tutor.domain.outcomes import SAID_S, WITHIN_S, confusion_ended, next_answer_right
from tutor.models import Adaptation, Answer, Reading, SelfReport

# The last clips of the minute take a while to be read.
SETTLE_AFTER_S = WITHIN_S + 15
# A class that begins together is helped together: looked back at all at once, estimates would wait behind.
SPREAD_S = 45


@shared_task(
    name="tutor.settle_outcome", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3
)
@transaction.atomic
def settle_outcome(adaptation_id: int) -> None:
    """Store what can be told by now; what is known already and can no longer be told stays.

    At least once: it overwrites with the same. Safe for an adaptation that is gone.
    """
    adaptation = Adaptation.objects.select_for_update().filter(pk=adaptation_id).first()
    if adaptation is None:
        return
    right, ended = _next_answer(adaptation), _end_of_confusion(adaptation)
    if right is not None:
        adaptation.next_answer_right = right
    if ended is not None:
        adaptation.confusion_ended = ended
    adaptation.save(update_fields=["next_answer_right", "confusion_ended"])


def settle_later(adaptation_id: int) -> None:
    """Look back at an adaptation when its minute is over."""
    countdown = SETTLE_AFTER_S + adaptation_id % SPREAD_S
    settle_outcome.apply_async((adaptation_id,), countdown=countdown, retry=False)


def note_answer(*, answer: Answer, step_id: int) -> None:
    """Tell the adaptations of a step that waited for the next answer whether it was right."""
    Adaptation.objects.filter(
        sitting_id=answer.sitting_id,
        step_id=step_id,
        next_answer_right__isnull=True,
        created_at__lte=answer.created_at,
    ).update(next_answer_right=answer.is_correct)


def _next_answer(adaptation: Adaptation) -> bool | None:
    answers = (
        Answer.objects.filter(sitting=adaptation.sitting_id, question__step=adaptation.step_id)
        .order_by("created_at", "pk")
        .values_list("created_at", "is_correct")
    )
    tried = [(at.timestamp(), is_correct) for at, is_correct in answers]
    return next_answer_right(adaptation.created_at.timestamp(), tried)


def _end_of_confusion(adaptation: Adaptation) -> bool | None:
    helped_at = adaptation.created_at
    end = helped_at + timedelta(seconds=WITHIN_S)
    # What came of help is counted for groups alone.
    readings = (
        Reading.objects.in_figures()
        .filter(sitting=adaptation.sitting_id, at__gt=helped_at - timedelta(seconds=WINDOW_S), at__lte=end)
        .order_by("at")
    )
    reports = (
        SelfReport.objects.filter(
            sitting=adaptation.sitting_id,
            step=adaptation.step_id,
            created_at__gt=helped_at - timedelta(seconds=SAID_S),
            created_at__lte=end,
        )
        .order_by("created_at")
        .values_list("created_at", "feeling")
    )
    return confusion_ended(
        helped_at.timestamp(),
        readings=readings.clips(),
        reports=[(at.timestamp(), word) for at, word in reports],
    )
