"""What a roster server says is followed whole or not at all, and much leaving at once is asked about."""

from datetime import datetime, timedelta
from unittest.mock import patch

import kombu.exceptions
import pytest
from django.apps import apps
from django.utils import timezone

from tests.tutor.rosters.server import CLIENT, MARK, SECRET, RosterServer
from tutor.models import Enrolment, RosterRun, RosterSource, User
from tutor.outside import oneroster
from tutor.services.rosters import pulling
from tutor.services.rosters.runs import apply_run, preview
from tutor.services.rosters.undoing import undo

pytestmark = pytest.mark.slow

NIGHT = datetime(2026, 11, 29, 2, 30, tzinfo=timezone.get_default_timezone())


@pytest.fixture(scope="module")
def running():
    with RosterServer().running() as server:
        yield server


@pytest.fixture
def server(running):
    running.__init__(address=running.address, page=500)
    running.fill(24, 4)
    return running


@pytest.fixture
def source(db, server, settings) -> RosterSource:
    settings.ONEROSTER_SECRETS = {"north": SECRET}
    return RosterSource.objects.create(
        kind="oneroster",
        name="North",
        slug="north",
        address=server.address,
        token_address=f"{server.address}/token",
        client_id=CLIENT,
    )


@pytest.fixture
def pull(source, admin, django_capture_on_commit_callbacks):
    """Pull as a worker does, and return the run."""

    def run(*, whole: bool = True) -> RosterRun:
        with (
            patch.object(pulling.pull_roster, "delay", pulling.pull_roster),
            patch.object(oneroster.time, "sleep"),
            django_capture_on_commit_callbacks(execute=True),
        ):
            made = pulling.start_pull(source=source, by=admin, whole=whole)
        made.refresh_from_db()
        source.refresh_from_db()
        return made

    return run


def everything_stored() -> str:
    """Return all of the database as text."""
    rows = [str(row) for model in apps.get_models() for row in model._base_manager.values()]
    return "\n".join(rows)


def test_a_server_is_brought_in_and_the_same_again_changes_nothing(pull, source):
    run = pull()
    assert (run.state, run.counts["person_new"], Enrolment.objects.count()) == ("done", 28, 24)
    assert run.about["read"] == {"academicSessions": 1, "users": 28, "classes": 4, "enrollments": 28}
    assert source.whole_at is not None
    assert pull().counts == {}


def test_nothing_else_of_a_person_is_anywhere(pull, caplog):
    caplog.set_level("DEBUG")
    pull()
    held = everything_stored()
    assert "Given student-0" in held
    assert MARK not in held
    assert MARK not in caplog.text
    assert SECRET not in held + caplog.text


def test_a_server_never_takes_over_an_account_by_its_name(pull, server, amira):
    server.held["users"][0] |= {"username": "amira", "email": amira.email}
    pull()
    assert User.objects.count() == 2 + 28


def test_who_left_is_retired_and_comes_back(pull, server):
    pull()
    left = server.held["users"].pop(0), server.held["enrollments"].pop(0)
    assert pull().counts == {"unseated": 1, "person_retired": 1}
    assert User.objects.filter(is_active=False).count() == 1
    server.held["users"].append(left[0])
    server.held["enrollments"].append(left[1])
    assert pull().counts == {"person_back": 1, "seated": 1}


def test_changes_alone_are_read_where_that_is_asked_for(pull, server, source):
    pull()
    later = (timezone.now() + timedelta(hours=1)).isoformat()
    server.held["users"][0] |= {"status": "tobedeleted", "dateLastModified": later}
    server.held["users"][1] |= {"familyName": "Married", "dateLastModified": later}
    run = pull(whole=False)
    assert run.counts == {"person_retired": 1, "person_changed": 1, "unseated": 1}


@pytest.mark.parametrize("name", ["users", "classes", "enrollments"])
def test_a_server_that_breaks_in_the_middle_changes_nothing(pull, server, name):
    pull()
    before = everything_stored().count("\n"), Enrolment.objects.count()
    server.held["users"] = server.held["users"][5:]
    server.faults = lambda path, number: (500, {}, b"") if path == name else None
    run = pull()
    assert (run.state, run.problem, run.wanted) == ("failed", "away", None)
    assert Enrolment.objects.count() == before[1]
    assert not User.objects.filter(is_active=False).exists()


def test_an_empty_server_is_a_mistake(pull, server):
    pull()
    server.held = {name: [] for name in server.held}
    assert pull().problem == "empty"
    assert not User.objects.filter(is_active=False).exists()


def test_a_server_without_memberships_empties_no_class_unasked(pull, server):
    pull()
    server.held["enrollments"] = []
    run = pull()
    assert (run.state, Enrolment.objects.count()) == ("asked", 24)
    assert preview(run).leaving == {"places": 100}


def test_many_leaving_at_once_waits_for_an_administrator(pull, server, source, admin):
    pull()
    server.fill(24, 4, skip=12)
    run = pull()
    assert run.state == "asked"
    assert preview(run).leaving == {"people": 43}
    assert not User.objects.filter(is_active=False).exists()
    # The next night asks anew, and nobody has to answer twice.
    again = pull()
    run.refresh_from_db()
    assert (run.state, run.wanted) == ("dropped", None)
    apply_run(run=again, by=admin, take_others=False, sure=True)
    assert User.objects.filter(is_active=False).count() == 12
    again.refresh_from_db()
    undo(run=again, by=admin)
    assert Enrolment.objects.count() == 24


def test_a_source_is_read_once_at_a_time_and_a_broken_off_reading_ends(source, admin):
    first = pulling.start_pull(source=source, by=admin, whole=True)
    with pytest.raises(pulling.PullRuns):
        pulling.start_pull(source=source, by=admin, whole=True)
    silent = (timezone.now() - timedelta(hours=1)).isoformat()
    RosterRun.objects.filter(pk=first.pk).update(about=first.about | {"told_at": silent})
    pulling.start_pull(source=source, by=admin, whole=True)
    first.refresh_from_db()
    assert (first.state, first.problem) == ("failed", "broken_off")


def test_a_reading_that_nobody_takes_ends_at_once(source, admin, django_capture_on_commit_callbacks):
    away = patch.object(pulling.pull_roster, "delay", side_effect=kombu.exceptions.OperationalError)
    told = pytest.raises(kombu.exceptions.OperationalError)
    with away, told, django_capture_on_commit_callbacks(execute=True):
        pulling.start_pull(source=source, by=admin, whole=True)
    assert RosterRun.objects.get().state == "failed"


def test_the_night_reads_what_is_due(source):
    def due(at: datetime, tried_hours_ago: float | None) -> bool:
        source.tried_at = None if tried_hours_ago is None else at - timedelta(hours=tried_hours_ago)
        with patch.object(timezone, "now", return_value=at):
            return pulling.is_due(source)

    noon = NIGHT + timedelta(hours=10)
    assert [due(NIGHT, hours) for hours in (None, 24, 2)] == [True, True, False]
    assert [due(noon, hours) for hours in (None, 24, 40)] == [False, False, True]
    RosterRun.objects.create(source=source, state="failed")
    assert due(NIGHT, 2)


def test_the_schedule_starts_what_is_due_and_no_other(source):
    RosterSource.objects.create(kind="oneroster", name="Off", slug="off", is_on=False)
    with patch.object(pulling, "is_due", return_value=True):
        pulling.pull_rosters()
        pulling.pull_rosters()
    run = RosterRun.objects.get()
    assert (run.source, run.made_by, run.about["whole"]) == (source, None, True)
