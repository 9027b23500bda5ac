"""What nobody uses goes after the days of the settings, told beforehand; staff never go by themselves."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.utils import timezone

from tests.people import make_user
from tutor.models import AuditEntry, Classroom, User
from tutor.services import ageing
from tutor.services.audit.acts import note_act
from tutor.settings.environment import read_days

NOW = timezone.now()


def ago(days: int):
    return NOW - timedelta(days=days)


def use_last(*people: User, days: int) -> None:
    keys = [person.pk for person in people]
    User.objects.filter(pk__in=keys).update(date_joined=ago(days), last_login=ago(days))


@pytest.fixture(autouse=True)
def days(settings):
    settings.ACCOUNT_DAYS, settings.CLOSED_DAYS, settings.CLASS_DAYS, settings.AUDIT_DAYS = 400, 30, 500, 365


@pytest.fixture
def unused(amira):
    use_last(amira, days=401)
    return amira


@pytest.fixture
def forfeited(amira):
    use_last(amira, days=431)
    User.objects.filter(pk=amira.pk).update(is_active=False, closed_at=ago(31))
    return amira


def due() -> dict[str, int]:
    return {found.setting: found.count for found in ageing.count_due(now=NOW)}


def test_nothing_but_the_log_goes_unless_asked_for(settings, unused, classroom):
    settings.ACCOUNT_DAYS = settings.CLASS_DAYS = 0
    Classroom.objects.update(archived_at=ago(5000))
    assert not any(due().values())


def test_an_unused_account_is_closed_first_and_its_owner_told(unused, django_capture_on_commit_callbacks):
    User.objects.filter(pk=unused.pk).update(email="amira@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        ageing.age_out(now=NOW)
    unused.refresh_from_db()
    assert (unused.is_active, unused.closed_at) == (False, NOW)
    ageing.tell_closed(unused.pk)
    assert "open it again before" in mail.outbox[-1].body
    assert AuditEntry.objects.get(whose=unused).action == "aged_out"


def test_whoever_is_on_the_list_of_a_class_at_work_is_not_unused(unused, classroom):
    assert due()["ACCOUNT_DAYS"] == 0
    Classroom.objects.update(archived_at=NOW)
    assert due()["ACCOUNT_DAYS"] == 1


@pytest.mark.parametrize("role", ["teacher", "author", "student with rights", "superuser"])
def test_staff_never_go_by_themselves(role, db):
    person = make_user("sam", role=role if role in ("teacher", "author") else "student")
    User.objects.filter(pk=person.pk).update(is_superuser=role == "superuser", is_staff="rights" in role)
    use_last(person, days=4000)
    ageing.age_out(now=NOW)
    assert User.objects.get(pk=person.pk).is_active
    User.objects.filter(pk=person.pk).update(is_active=False, closed_at=ago(4000))
    ageing.age_out(now=NOW)
    assert User.objects.filter(pk=person.pk).exists()


def test_a_closed_account_is_erased_when_its_days_are_over(forfeited):
    ageing.age_out(now=NOW - timedelta(days=2))
    assert User.objects.filter(pk=forfeited.pk).exists()
    ageing.age_out(now=NOW)
    assert not User.objects.filter(pk=forfeited.pk).exists()


def test_a_leavers_account_is_kept_as_long_as_any_other(amira):
    use_last(amira, days=399)
    User.objects.filter(pk=amira.pk).update(is_active=False, closed_at=ago(398))
    ageing.age_out(now=NOW)
    assert User.objects.filter(pk=amira.pk).exists()
    ageing.age_out(now=NOW + timedelta(days=2))
    assert not User.objects.filter(pk=amira.pk).exists()


def test_an_account_that_was_opened_again_stays(forfeited):
    User.objects.filter(pk=forfeited.pk).update(is_active=True, last_login=NOW)
    ageing.age_out(now=NOW)
    forfeited.refresh_from_db()
    assert forfeited.closed_at is None


def test_an_account_that_staff_shut_is_not_erased_for_it(amira):
    use_last(amira, days=4000)
    User.objects.filter(pk=amira.pk).update(is_active=False)
    ageing.age_out(now=NOW)
    assert User.objects.filter(pk=amira.pk).exists()


def test_classes_go_by_the_day_they_were_archived(classroom, amira):
    Classroom.objects.update(archived_at=ago(499))
    ageing.age_out(now=NOW)
    assert Classroom.objects.exists()
    Classroom.objects.update(archived_at=ago(501))
    ageing.age_out(now=NOW)
    assert not Classroom.objects.exists()
    assert User.objects.filter(pk=amira.pk).exists()


def test_the_log_goes_by_age_in_more_than_one_go(tariq, monkeypatch):
    monkeypatch.setattr(ageing, "ENTRIES_AT_ONCE", 2)
    for at in (ago(366), ago(367), ago(368), ago(364)):
        AuditEntry(action="year.ended", at=at, last_at=at).save()
    ageing.age_out(now=NOW)
    assert [entry.at for entry in AuditEntry.objects.all()] == [ago(364)]


def test_a_dry_run_tells_by_kind_and_changes_nothing(unused, tariq, capsys):
    note_act(actor=tariq, action="year.ended")
    call_command("age_out", dry_run=True)
    told = capsys.readouterr().out
    assert "1 unused accounts, to be closed (ACCOUNT_DAYS: after 400 days)" in told
    assert "0 entries of the audit log" in told
    unused.refresh_from_db()
    assert unused.is_active


def test_the_command_does_what_it_told(unused):
    call_command("age_out")
    unused.refresh_from_db()
    assert not unused.is_active


@pytest.mark.parametrize("value", ["5", "-1", "soon", "90.5"])
def test_days_that_make_no_sense_are_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("ACCOUNT_DAYS", value)
    with pytest.raises(ImproperlyConfigured, match="ACCOUNT_DAYS"):
        read_days("ACCOUNT_DAYS", 0, low=90)
