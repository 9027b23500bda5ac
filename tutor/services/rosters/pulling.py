"""Brings in what a roster server says: read first, all of it, and only then written."""

import logging
from datetime import datetime, timedelta
from functools import partial

from celery import shared_task
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from tutor.domain.rosters.differences import compare
from tutor.domain.rosters.listing import Access, Listing, wanted_of
from tutor.domain.rosters.wanted import Wanted
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import RosterRun, RosterSource, User
from tutor.services.locks import Gone
from tutor.services.rosters import runs
from tutor.services.rosters.following import follow
from tutor.services.rosters.present import read_present

logger = logging.getLogger(__name__)
# A run that says nothing for so long was broken off with its worker.
SILENT = timedelta(minutes=40)
NIGHT = range(1, 5)
# Between two nights, and where every night was missed.
BY_NIGHT, BY_DAY, AFTER_FAILURE = timedelta(hours=18), timedelta(hours=36), timedelta(hours=1)
TELL_EVERY_S = 1.0


class PullRuns(ValueError):
    """The source is being read already."""


def start_pull(*, source: RosterSource, by: User | None, whole: bool) -> RosterRun:
    """Have a worker read a server; the run tells how far it is.

    Args:
        source: a OneRoster server.
        by: who asked; nobody where it is the schedule.
        whole: read everything, instead of what changed since the last time.

    Raises:
        PullRuns: it is being read already.
    """
    _end_silent(source)
    whole = whole or source.read_until is None
    try:
        with transaction.atomic():
            run = RosterRun.objects.create(
                source=source,
                made_by=by,
                state=RosterRun.State.READING,
                about={"whole": whole, "read": {}, "told_at": timezone.now().isoformat()},
            )
            RosterSource.objects.filter(pk=source.pk).update(tried_at=timezone.now())
            transaction.on_commit(partial(_hand_over, run))
    except IntegrityError:
        raise PullRuns(source.slug) from None
    return run


def _hand_over(run: RosterRun) -> None:
    try:
        pull_roster.delay(run.pk)
    except OUTAGE_ERRORS:
        # Nobody will read it, and it must not keep others from being read.
        _fail(run, "broken_off")
        raise


def _end_silent(source: RosterSource) -> None:
    for run in source.runs.filter(state=RosterRun.State.READING):
        if timezone.now() - datetime.fromisoformat(run.about["told_at"]) > SILENT:
            _fail(run, "broken_off")


def _fail(run: RosterRun, code: str) -> None:
    reading = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.READING)
    reading.update(state=RosterRun.State.FAILED, problem=code, ended_at=timezone.now())


@shared_task(
    name="tutor.outside.pull_list",
    ignore_result=True,
    acks_late=True,
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=3,
)
def pull_roster(run_id: int) -> None:
    """Read a server and follow what it says. Safe to run twice: a run is closed once."""
    # The web imports this module too, and has no use for a client.
    from tutor.outside.oneroster import RosterServerError, read_server

    run = RosterRun.objects.select_related("source", "made_by").filter(pk=run_id, state="reading").first()
    if run is None:
        return
    source = run.source
    try:
        listing = read_server(
            access_of(source),
            since=None if run.about["whole"] else source.read_until,
            tell=_Teller(run).tell,
        )
    except RosterServerError as error:
        # Its text names no person and no secret.
        logger.warning("A roster server could not be read (%s): %s", error.code, str(error))
        _fail(run, error.code)
        return
    settle(run=run, listing=listing)


def settle(*, run: RosterRun, listing: Listing) -> None:
    """Follow what a server says, or ask first where much would leave."""
    source = run.source
    wanted = wanted_of(listing, today=timezone.localdate())
    if not listing.people and listing.is_whole:
        _fail(run, "empty")
        return
    present = read_present(source, wanted)
    changes = compare(wanted, present).changes
    if runs.leaves_much(changes, present, source.most_leaving):
        _ask(run, wanted)
        return
    try:
        follow(run=run, wanted=wanted, by=run.made_by)
    except Gone:
        return
    _remember(source, listing)


def _ask(run: RosterRun, wanted: Wanted) -> None:
    """Keep the list until an administrator has answered; older questions of the source are out of date."""
    old = RosterRun.objects.filter(source=run.source, state=RosterRun.State.ASKED)
    old.update(state=RosterRun.State.DROPPED, wanted=None, ended_at=timezone.now())
    reading = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.READING)
    reading.update(state=RosterRun.State.ASKED, wanted=wanted.to_json())


def _remember(source: RosterSource, listing: Listing) -> None:
    known = {"read_until": listing.read_at} | ({"whole_at": timezone.now()} if listing.is_whole else {})
    RosterSource.objects.filter(pk=source.pk).update(**known)


class _Teller:
    """Writes how far a reading is, once a second at most."""

    def __init__(self, run: RosterRun) -> None:
        self._run, self._read = run, dict[str, int]()
        self._told_at = timezone.now()

    def tell(self, what: str, count: int) -> None:
        """Note how many of a list have been read."""
        is_new, now = what not in self._read, timezone.now()
        self._read[what] = count
        if is_new or (now - self._told_at).total_seconds() >= TELL_EVERY_S:
            self._told_at = now
            about = self._run.about | {"read": self._read, "told_at": now.isoformat()}
            RosterRun.objects.filter(pk=self._run.pk, state="reading").update(about=about)


def access_of(source: RosterSource) -> Access:
    """Return how to come in; the secret is the environment's, by the source's slug."""
    return Access(
        address=source.address,
        token_address=source.token_address,
        client_id=source.client_id,
        secret=settings.ONEROSTER_SECRETS.get(source.slug, ""),
        version=source.version,
        school=source.school,
    )


@shared_task(name="tutor.pull_rosters", ignore_result=True)
def pull_rosters() -> None:
    """Start what is to be read this night, and forget old runs. Safe to run twice, and at any hour."""
    runs.age_out_runs()
    for source in RosterSource.objects.filter(kind=RosterSource.Kind.ONEROSTER, is_on=True):
        if is_due(source):
            try:
                start_pull(source=source, by=None, whole=is_whole_due(source))
            except PullRuns:
                continue


def is_due(source: RosterSource) -> bool:
    """Say whether a source is to be read now: at night, or where the nights were missed."""
    if source.tried_at is None:
        return timezone.localtime().hour in NIGHT
    since, last = timezone.now() - source.tried_at, source.runs.first()
    if timezone.localtime().hour in NIGHT:
        failed = last is not None and last.state == RosterRun.State.FAILED
        return since > (AFTER_FAILURE if failed else BY_NIGHT)
    return since > BY_DAY


def is_whole_due(source: RosterSource) -> bool:
    """Say whether the whole list is due; in between, what changed is read alone."""
    if source.whole_at is None:
        return True
    return timezone.now() - source.whole_at > timedelta(days=source.full_every_days) - timedelta(hours=12)
