"""Telling LMSs the scores that wait, one platform at a time.

Each line is claimed by moving its `due_at` on by the time a try may take (at most one sender has it), and is
taken up again after that should the worker die: at least once. The time that a score bears is kept with the
claim, before it is sent, so that times only grow whatever happens after it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from celery import shared_task
from django.conf import settings
from django.db import OperationalError
from django.db.models import Case, DateTimeField, F, Value, When
from django.utils import timezone

from tutor.domain.learning.scores import Standing
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import LineItem, ScoreLine
from tutor.services.lti.columns import ColumnClaimed, NoColumn, find_or_make_column, forget_column
from tutor.services.lti.names import HIGHEST
from tutor.services.lti.scores import heal_marks, registrations_of
from tutor.services.lti.standing import standing_of

if TYPE_CHECKING:
    from tutor.outside.lti_services import Platform, ServiceError

logger = logging.getLogger(__name__)
Problem = ScoreLine.Problem

# Longer than one try takes: a column is looked for in several requests.
CLAIM = timedelta(minutes=3)
# A sender goes on for so long (s), and leaves the rest to the next one.
TURN_S = 45.0
LEAST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=6)
# With the waits above about a fortnight.
MOST_TRIES = 64
TICK = timedelta(milliseconds=1)
OF_REGISTRATION = "item__lti_class__context__deployment__registration"
# These are over as soon as somebody changes something, and not by waiting.
LASTING = {Problem.FORBIDDEN, Problem.NO_COLUMN, Problem.NO_PERSON, Problem.REFUSED}


def send_soon(registration_id: int) -> None:
    """Tell a platform in a moment; where there is no queue the next sweep does."""
    try:
        send_scores.apply_async((registration_id,), retry=False)
    except OUTAGE_ERRORS:
        logger.warning("a score waits for the next sweep: the queue is away")


@shared_task(name="tutor.outside.sweep_scores", ignore_result=True)
def sweep_scores() -> None:
    """Queue what waits, for each platform. Safe to run twice: whoever comes second finds it claimed."""
    if not settings.LTI:
        return
    heal_marks()
    for registration_id in registrations_of(ScoreLine.objects.filter(due_at__lte=timezone.now())):
        send_soon(registration_id)


@shared_task(
    name="tutor.outside.send_scores",
    ignore_result=True,
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
)
def send_scores(registration_id: int) -> None:
    """Tell one platform what waits and is due. Safe to run twice: each line is claimed."""
    send_due(registration_id)


def send_due(registration_id: int) -> None:
    """Send what is due to a platform, until it is done, the turn is over, or the platform wants a rest."""
    due = ScoreLine.objects.filter(**{OF_REGISTRATION: registration_id}, due_at__lte=timezone.now())
    keys = list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:500])
    if not keys:
        return
    # Only here: it brings the libraries that ask platforms.
    from tutor.outside.lti_services import ServiceError

    platform = _platform_of(registration_id)
    if platform is None:
        return
    for line in _claimed(keys):
        try:
            _tell(line, platform)
        except ServiceError as error:
            again_at = _put_off(line, error)
            if error.concerns_all:
                _put_off_others(registration_id, again_at, _problem_of(error))
                return


def _platform_of(registration_id: int) -> Platform | None:
    """Return a platform to ask; `None` of one that was switched off meanwhile."""
    from lti_tool.models import LtiRegistration

    from tutor.outside.lti_services import Platform
    from tutor.services.lti.platforms import registration_of

    found = LtiRegistration.objects.active().filter(pk=registration_id).first()
    return Platform(registration_of(found)) if found is not None else None


def _claimed(keys: list[int]) -> Iterator[ScoreLine]:
    """Yield lines that are ours now, for as long as the turn lasts."""
    end = time.monotonic() + TURN_S
    lines = ScoreLine.objects.select_related(
        "account__lti_user",
        "item__lesson",
        "item__course",
        "item__resource_link",
        "item__lti_class__context__deployment",
    )
    for key in keys:
        if time.monotonic() > end:
            return
        line = lines.filter(pk=key, due_at__lte=timezone.now()).first()
        if line is not None and _claim(line):
            yield line


def _claim(line: ScoreLine) -> bool:
    now = timezone.now()
    # A clock that was set back must not make times that the platform refuses.
    stamp = _whole_ms(max(now, line.stamp + TICK) if line.stamp else now)
    mine = ScoreLine.objects.filter(pk=line.pk, due_at=line.due_at)
    claimed = mine.update(due_at=now + CLAIM, stamp=stamp, tries=F("tries") + 1)
    line.stamp, line.tries = stamp, line.tries + 1
    return bool(claimed)


def _whole_ms(at: datetime) -> datetime:
    """Round up to whole milliseconds: what is sent has no more, and must grow as what is kept does."""
    return at + timedelta(microseconds=-at.microsecond % 1000)


def _tell(line: ScoreLine, platform: Platform) -> None:
    """Send a line's score, if the platform does not have it, and note that.

    Raises:
        ServiceError: it was not sent, and may be tried again.
    """
    standing = standing_of(student_id=line.account.user_id, item=line.item, best=line.best)
    if standing is None or _is_told(line, standing):
        _settle(line)
        return
    try:
        column = find_or_make_column(line.item, platform)
        _send(line, standing, column, platform)
    except NoColumn:
        _settle(line, problem=Problem.NO_COLUMN)
    except ColumnClaimed:
        _wait(line, LEAST_WAIT)


def _is_told(line: ScoreLine, standing: Standing) -> bool:
    return (line.sent_score, line.sent_progress) == (standing.score, standing.progress)


def _send(line: ScoreLine, standing: Standing, column: str, platform: Platform) -> None:
    from tutor.outside.lti_services import NotThere, Outdated

    try:
        platform.send_score(column, score_message(line, standing))
    except Outdated:
        # Not by us: our times only grow. The platform keeps what it has.
        _settle(line, problem=Problem.OUTDATED)
    except NotThere:
        if _is_there(column, line.item, platform):
            _settle(line, problem=Problem.NO_PERSON)
            return
        forget_column(line.item)
        _wait(line, timedelta(0) if line.tries <= 2 else _wait_after(line.tries))
    else:
        _settle(line, sent=standing)


def score_message(line: ScoreLine, standing: Standing) -> dict[str, object]:
    """Return what is told of a student (AGS 2.0, 3.4): whose it is, when, how far, and the score."""
    assert line.stamp is not None
    stamp = line.stamp.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    message: dict[str, object] = {
        "userId": line.account.lti_user.sub,
        "timestamp": stamp,
        "activityProgress": str(standing.progress),
        "gradingProgress": str(standing.grading),
    }
    if standing.score is not None:
        message |= {"scoreGiven": round(standing.score * HIGHEST, 2), "scoreMaximum": HIGHEST}
    return message


def _is_there(column: str, item: LineItem, platform: Platform) -> bool:
    """Say whether a column is there, as far as we may ask: then it is the student who is not."""
    from tutor.outside.lti_services import COLUMNS, READ_COLUMNS, ServiceError

    scopes = [scope for scope in (READ_COLUMNS, COLUMNS) if scope in item.lti_class.scopes]
    if not scopes:
        return False
    try:
        platform.read_column(column, scope=scopes[0])
    except ServiceError:
        return False
    return True


def _settle(line: ScoreLine, *, sent: Standing | None = None, problem: str = "") -> None:
    """Let a line wait no longer, unless something changed while it was being told."""
    values: dict[str, object] = {"problem": problem}
    if sent is not None:
        best = None if sent.score is None else max(sent.score, line.best or 0.0)
        values |= {"sent_score": sent.score, "sent_progress": str(sent.progress), "best": best}
        values |= {"sent_at": timezone.now(), "tries": 0}
    unchanged = When(changes=line.changes, then=Value(None))
    still = Case(unchanged, default=Value(timezone.now()), output_field=DateTimeField())
    ScoreLine.objects.filter(pk=line.pk).update(**values, due_at=still, waits_since=still)


def _put_off(line: ScoreLine, error: ServiceError) -> datetime:
    """Try a line again later, longer each time, and return when.

    What waiting does not mend waits for a change instead, and so does what was tried for long enough.
    """
    problem = _problem_of(error)
    wait = _wait_after(line.tries) if error.again_in_s is None else timedelta(seconds=error.again_in_s)
    again_at = timezone.now() + wait
    if problem in LASTING or line.tries >= MOST_TRIES:
        _settle(line, problem=problem)
    else:
        ScoreLine.objects.filter(pk=line.pk).update(due_at=again_at, problem=problem)
    # For the log as a type: no address, no person.
    logger.warning("an LMS was not told a score: %s", type(error).__name__)
    return again_at


def _put_off_others(registration_id: int, again_at: datetime, problem: Problem) -> None:
    """Let all that waits for a platform wait as long as the line that it did not take."""
    others = ScoreLine.objects.filter(**{OF_REGISTRATION: registration_id}, due_at__lt=again_at)
    others.update(due_at=again_at, problem=problem)


def _wait(line: ScoreLine, wait: timedelta) -> None:
    ScoreLine.objects.filter(pk=line.pk).update(due_at=timezone.now() + wait)


def _wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries in a row: doubled each time, from 30 s to 6 h."""
    return min(LONGEST_WAIT, LEAST_WAIT * (1 << min(max(tries - 1, 0), 12)))


def _problem_of(error: ServiceError) -> Problem:
    from tutor.outside import lti_services as services

    kinds = {
        services.Away: Problem.AWAY,
        services.Busy: Problem.BUSY,
        services.NoToken: Problem.NO_TOKEN,
        services.Forbidden: Problem.FORBIDDEN,
        services.NotThere: Problem.NO_COLUMN,
        services.Garbled: Problem.GARBLED,
    }
    return kinds.get(type(error), Problem.REFUSED)
