"""Celery tasks of the default queue. Each takes ids and numbers, calls one service, and returns nothing."""

import logging
import time
from datetime import UTC, datetime

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from emotion.estimate import ClipEstimate, InvalidEstimate
from tutor.messages import events
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.services import adaptations, ageing, readings, repeats
from tutor.services.comparing import (
    outcomes,  # noqa: F401  (a task that a worker must find)
    tuning,
)
from tutor.services.lti import members, sending  # noqa: F401  (tasks that a worker must find)
from tutor.services.people import letters  # noqa: F401  (tasks that a worker must find)
from tutor.services.reports import comparison_reports
from tutor.services.rosters import pulling  # noqa: F401  (it holds tasks)
from tutor.services.statements import outbox
from tutor.services.statements.sending import send_statements  # noqa: F401  (a task)
from tutor.services.teaching import classes

logger = logging.getLogger(__name__)

# An estimate older than this says nothing about now.
FRESH_S = 3.0


@shared_task(name="tutor.observe", ignore_result=True)
def observe(message: dict[str, object], sitting_id: int, captured_at: float) -> None:
    """Keep a clip's estimate, and tell the page, whose socket then asks for a look at the rules.

    At most once: a lost clip is no loss.

    Args:
        message: a `ClipEstimate` as `analyse_clip` returned it.
        sitting_id: whose clip it was.
        captured_at: when its last frame arrived, in epoch seconds.
    """
    if time.time() - captured_at > FRESH_S:
        return
    estimate = _read_estimate(message)
    at = datetime.fromtimestamp(captured_at, UTC)
    if readings.record_clip(sitting_id=sitting_id, estimate=estimate, at=at):
        events.send_estimate(sitting_id=sitting_id, estimate=estimate, captured_at=captured_at)


@shared_task(name="tutor.observe_devices", ignore_result=True)
def observe_devices(clips: list[tuple[dict[str, object], int, float]], reply_to: str, batch: int) -> None:
    """Keep what many students' browsers read, and tell the web process that sent it, which tells the pages.

    At most once: lost clips are no loss.

    Args:
        clips: as `observe` takes one each.
        reply_to: the channel of the web process.
        batch: its number for these clips.
    """
    fresh_since = time.time() - FRESH_S
    fresh = {place: clip for place, clip in enumerate(clips) if clip[2] >= fresh_since}
    read = [
        readings.ReadClip(sitting_id, _read_estimate(message), datetime.fromtimestamp(captured_at, UTC))
        for message, sitting_id, captured_at in fresh.values()
    ]
    are_kept = readings.record_clips(read, on_device=True)
    kept = [place for place, is_kept in zip(fresh, are_kept, strict=True) if is_kept]
    events.send_kept(channel=reply_to, batch=batch, kept=kept)


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
def consider(sitting_ids: int | list[int]) -> None:
    """Ask the policy about some learners and their classes.

    Safe to run twice: cooldowns hold. One number instead of a list is a message of the release before.
    """
    asked = [sitting_ids] if isinstance(sitting_ids, int) else sitting_ids
    try:
        adaptations.consider_all(sitting_ids=asked)
    except OUTAGE_ERRORS:
        raise
    except Exception:
        # What is wrong with one, or with the rules of one course, keeps nobody else from help.
        logger.exception("A look at several learners failed; each is looked at alone.")
        _consider_each(asked)
    consider_classes_of(asked)


def _consider_each(sitting_ids: list[int]) -> None:
    for sitting_id in sitting_ids:
        try:
            adaptations.consider(sitting_id=sitting_id)
        except OUTAGE_ERRORS:
            raise
        except Exception:
            logger.exception("A look at one learner failed.")


@shared_task(name="tutor.age_out_readings", ignore_result=True)
def age_out_readings() -> None:
    """Drop readings past their days, the ids of old submissions, and old statements. Safe to run twice."""
    readings.drop_expired_readings()
    repeats.drop_old_keys()
    outbox.drop_old()


@shared_task(name="tutor.age_out", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3)
def age_out() -> None:
    """Let go what the settings keep no longer. Safe to run twice: what went is not there again."""
    ageing.age_out(now=timezone.now())


@shared_task(name="tutor.tune_rules", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3)
def tune_rules() -> None:
    """Move the numbers of rules that learn, by what came of them. Safe to run twice."""
    tuning.tune_rules(now=timezone.now())


@shared_task(
    name="tutor.tell_comparisons", ignore_result=True, autoretry_for=(OperationalError,), max_retries=3
)
def tell_comparisons() -> None:
    """Work out what reports say of variants that chance chose among. Safe to run twice: it overwrites."""
    comparison_reports.tell_comparisons(now=timezone.now())


def consider_classes_of(sitting_ids: list[int]) -> None:
    """Ask the policy about each class these learners sit in, and refresh its teachers' pages."""
    at_work = classes.classes_at(sitting_ids)
    for classroom_id, lesson_id in at_work:
        classes.consider_class(classroom_id=classroom_id, lesson_id=lesson_id)
    for classroom_id in dict.fromkeys(classroom_id for classroom_id, _ in at_work):
        events.send_class_changed(classroom_id=classroom_id)
