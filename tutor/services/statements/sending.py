"""Sending what waits to the LRS, in batches.

A batch is taken on by moving its `due_at` on by the time that a try may take, and is taken up again after
that should the worker die: at least once. An LRS knows a statement by its id, so it keeps it once.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.db.models import F, QuerySet
from django.utils import timezone

from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import Statement
from tutor.services.statements import outbox
from tutor.services.statements.building import RELATED, build

if TYPE_CHECKING:
    from tutor.outside.xapi import Lrs, NotSent

logger = logging.getLogger(__name__)
Problem = Statement.Problem

BATCH = 50
CLAIM = timedelta(minutes=5)
# A sender goes on for so long (s), and leaves the rest to the next one.
TURN_S = 45.0
LEAST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)


def send_soon() -> None:
    """Send in a moment; where there is no queue the schedule does within a minute."""
    try:
        send_statements.apply_async(retry=False)
    except OUTAGE_ERRORS:
        logger.warning("statements wait for the schedule: the queue is away")


@shared_task(
    name="tutor.outside.send_statements",
    ignore_result=True,
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def send_statements() -> None:
    """Send what waits and is due. Safe to run twice: an LRS keeps a statement once."""
    send_due()


def send_due(*, now: datetime | None = None) -> None:
    """Send what is due, until it is done, the turn is over, or the LRS wants a rest."""
    now = now or timezone.now()
    if not outbox.is_on() or _is_resting(now) or not _due(now).exists():
        return
    # Only here: nothing is sent unless the operator asked for it.
    from tutor.outside.xapi import Lrs, NotSent

    end = time.monotonic() + TURN_S
    with Lrs(settings.XAPI_ENDPOINT, key=settings.XAPI_KEY, secret=settings.XAPI_SECRET) as lrs:
        while time.monotonic() < end and (batch := _take_on(now)):
            try:
                _deliver(batch, lrs)
            except NotSent as error:
                _rest(batch, error)
                return


def _due(now: datetime) -> QuerySet[Statement]:
    return Statement.objects.waiting().filter(due_at__lte=now)


def _is_resting(now: datetime) -> bool:
    """Say whether the LRS took nothing the last time, and is to be left alone for a while."""
    return Statement.objects.waiting().exclude(problem="").filter(due_at__gt=now).exists()


def _take_on(now: datetime) -> list[Statement]:
    batch = list(_due(now).select_related(*RELATED).order_by("due_at", "pk")[:BATCH])
    mine = Statement.objects.filter(pk__in=[row.pk for row in batch])
    mine.update(due_at=timezone.now() + CLAIM, tries=F("tries") + 1)
    for row in batch:
        row.tries += 1
    return batch


def _deliver(rows: list[Statement], lrs: Lrs) -> None:
    """Hand rows over, all at once; where one of them is not taken, halve them until it stands alone.

    Raises:
        NotSent: the LRS takes nothing now.
    """
    from tutor.outside.xapi import AlreadyThere, Refused

    try:
        lrs.send([build(row) for row in rows])
    except (AlreadyThere, Refused) as error:
        if len(rows) > 1:
            half = len(rows) // 2
            _deliver(rows[:half], lrs)
            _deliver(rows[half:], lrs)
        elif isinstance(error, Refused):
            _settle(rows, due_at=None, problem=Problem.REFUSED, reason=str(error))
        else:
            # Told before, when a title read otherwise.
            _settle_sent(rows)
    else:
        _settle_sent(rows)


def _settle_sent(rows: list[Statement]) -> None:
    _settle(rows, due_at=None, sent_at=timezone.now(), problem="", reason="")


def _settle(rows: list[Statement], **values: object) -> None:
    Statement.objects.filter(pk__in=[row.pk for row in rows]).update(**values)


def _rest(batch: list[Statement], error: NotSent) -> None:
    """Try again later, longer each time, with all that waits: the LRS is asked once, not for each."""
    tries = max(row.tries for row in batch)
    wait = _wait_after(tries) if error.again_in_s is None else timedelta(seconds=error.again_in_s)
    again_at = timezone.now() + wait
    left = Statement.objects.waiting().filter(pk__in=[row.pk for row in batch])
    left.update(due_at=again_at, problem=error.problem)
    Statement.objects.waiting().filter(due_at__lt=again_at).update(due_at=again_at, problem=error.problem)
    # For the log as a type: no address, no person.
    logger.warning("the LRS took no statements: %s", type(error).__name__)


def _wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries in a row: doubled each time, from 30 s to 6 h."""
    return min(LONGEST_WAIT, LEAST_WAIT * (1 << min(max(tries - 1, 0), 12)))
