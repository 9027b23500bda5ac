"""Celery tasks of the default queue. Each takes ids and numbers, calls one service, and returns nothing."""

import logging
import time
from datetime import UTC, datetime

from celery import shared_task
from django.db import OperationalError

from emotion.estimate import ClipEstimate, InvalidEstimate
from tutor.messages import events
from tutor.models import Sitting
from tutor.services import adaptations, readings, repeats
from tutor.services.teaching import classes

logger = logging.getLogger(__name__)

# An estimate older than this says nothing about now.
FRESH_S = 3.0


@shared_task(name="tutor.observe", ignore_result=True)
def observe(message: dict[str, object], sitting_id: int, captured_at: float) -> None:
    """Keep a clip's estimate, tell the page, and ask the policy. At most once: a lost clip is no loss.

    Args:
        message: a `ClipEstimate` as `analyse_clip` returned it.
        sitting_id: whose clip it was.
        captured_at: when its last frame arrived, in epoch seconds.
    """
    if time.time() - captured_at > FRESH_S:
        return
    sitting = Sitting.objects.select_related("student", "step").filter(pk=sitting_id).first()
    if sitting is None:
        return
    estimate = _read_estimate(message)
    at = datetime.fromtimestamp(captured_at, UTC)
    if not readings.record_clip(sitting=sitting, estimate=estimate, at=at):
        return
    events.send_estimate(sitting_id=sitting_id, estimate=estimate, captured_at=captured_at)
    adaptations.consider(sitting_id=sitting_id)
    consider_classes_of(sitting_id)


def _read_estimate(message: dict[str, object]) -> ClipEstimate:
    """Return the estimate in a message; one that cannot be understood is unknown.

    Its camera has to hear of it all the same: a clip without an answer counts as lost, and fewer clips of
    all cameras would be under way.
    """
    try:
        return ClipEstimate.from_message(message)
    except InvalidEstimate as error:
        # As text: of an exception the log keeps the type alone, and this one quotes nothing of the message.
        logger.warning("An estimate could not be understood: %s", str(error))
        return ClipEstimate.unknown("no_model")


@shared_task(name="tutor.consider", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3)
def consider(sitting_id: int) -> None:
    """Ask the policy about a learner and the learner's class without a new clip.

    Safe to run twice: cooldowns hold.
    """
    adaptations.consider(sitting_id=sitting_id)
    consider_classes_of(sitting_id)


@shared_task(name="tutor.age_out_readings", ignore_result=True)
def age_out_readings() -> None:
    """Drop readings past their days, and the ids of old submissions. Safe to run twice."""
    readings.drop_expired_readings()
    repeats.drop_old_keys()


def consider_classes_of(sitting_id: int) -> None:
    """Ask the policy about each class this learner sits in, and refresh its teachers' pages."""
    for classroom_id, lesson_id in classes.classes_at(sitting_id):
        classes.consider_class(classroom_id=classroom_id, lesson_id=lesson_id)
        events.send_class_changed(classroom_id=classroom_id)
