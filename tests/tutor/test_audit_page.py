"""The administrator finds who looked at whom, page by page, and takes it along as a file."""

import csv
import io
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from tests.people import make_user
from tutor.models import AuditEntry, User
from tutor.services.audit import trail
from tutor.services.audit.acts import note_act
from tutor.services.audit.openings import note_opened


@pytest.fixture
def admin(client, db):
    admin = User.objects.create_superuser("admin", password="pass-for-tests", first_name="Ada")
    client.force_login(admin)
    return admin


@pytest.fixture
def log(client, admin):
    """Return the text of the page for a search."""

    def look(**query: object) -> str:
        return client.get(reverse("tutor:audit"), query).content.decode()

    return look


@pytest.fixture
def tessa(db):
    return make_user("tessa", role="teacher")


def exported(client, **query: object) -> list[dict[str, str]]:
    reply = client.get(reverse("tutor:audit_export"), query)
    text = b"".join(reply.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_an_empty_log_says_what_will_be_here(log):
    QuerySet(AuditEntry).delete()
    assert "it will be here" in log()


def test_the_page_says_who_did_what_to_whom(log, tariq, amira, classroom):
    note_act(actor=tariq, action="password.reset", whose=amira)
    note_opened(actor=tariq, address="tutor:people", parts={"classroom_id": classroom.pk})
    page = log()
    for words in ("set a new password", "Amira", "opened the class’s list of people", "Year 6", "Teacher"):
        assert words in page


def test_old_and_new_values_are_shown(log, tariq, amira):
    note_act(actor=tariq, action="changed", what="tutor.User 1", changes={"role": ["student", "author"]})
    page = log()
    assert "<del>student</del>" in page
    assert "<ins>author</ins>" in page


def test_it_is_searched_by_whose_who_what_and_when(log, tariq, tessa, amira, ben):
    note_act(actor=tariq, action="password.reset", whose=amira, what="alpha")
    note_act(actor=tessa, action="cards.printed", whose=ben, what="omega")
    today, before = timezone.localdate(), timezone.localdate() - timedelta(days=3)
    for query in ({"person": "amira"}, {"actor": "tari"}, {"action": "password.reset"}):
        page = log(**query)
        assert "alpha" in page
        assert "omega" not in page
    assert "omega" in log(first=today, last=today)
    assert "Nothing like that" in log(last=before)


def test_what_was_opened_of_a_class_is_found_by_who_is_in_it(log, tariq, amira, classroom):
    note_opened(actor=tariq, address="tutor:people", parts={"classroom_id": classroom.pk})
    assert "opened the class’s list" in log(person="amira")


def test_days_in_the_wrong_order_are_refused_in_words(client, admin):
    reply = client.get(reverse("tutor:audit"), {"first": "2026-02-02", "last": "2026-01-01"})
    assert reply.status_code == 422
    assert "earlier day first" in reply.content.decode()


def test_older_entries_are_a_page_on_and_none_is_lost_or_twice(client, log, tariq, monkeypatch):
    monkeypatch.setattr(trail, "PAGE", 2)
    now = timezone.now()
    for number in range(5):
        AuditEntry(action="year.ended", what=f"year {number}", at=now, last_at=now).save()
    seen, query = [], {"action": "year.ended"}
    for _ in range(3):
        reply = client.get(reverse("tutor:audit"), query)
        seen += [told["entry"].what for told in reply.context["entries"]]
        query["before"] = reply.context["entries"][-1]["entry"].pk
    assert seen == [f"year {number}" for number in (4, 3, 2, 1, 0)]


def test_a_file_holds_what_was_looked_for_and_is_noted_itself(client, admin, tariq, amira):
    note_act(actor=tariq, action="password.reset", whose=amira)
    rows = exported(client, action="password.reset")
    assert [(row["who"], row["what"], row["whose"]) for row in rows] == [
        ("tariq", "set a new password", "Amira")
    ]
    assert AuditEntry.objects.filter(action="exported", actor=admin).count() == 1


def test_no_name_is_run_as_a_formula(client, admin, amira, tariq):
    User.objects.filter(pk=amira.pk).update(first_name="=cmd|' /C calc'!A0")
    note_act(actor=tariq, action="password.reset", whose=amira)
    assert exported(client, action="password.reset")[0]["whose"].startswith("'=")


@pytest.mark.django_db(transaction=True)
async def test_a_server_hands_a_file_out_part_by_part(async_client, monkeypatch):
    monkeypatch.setattr("tutor.presenters.audit.AT_ONCE", 1)
    admin = await User.objects.acreate(username="ada", is_superuser=True)
    await AuditEntry.objects.abulk_create([AuditEntry(action="year.ended", what=str(n)) for n in range(3)])
    await async_client.aforce_login(admin)
    reply = await async_client.get(reverse("tutor:audit_export"), {"action": "year.ended"})
    parts = [part async for part in reply.streaming_content]
    assert len(parts) == 4
    assert b"ended a school year: 2" in parts[1]


def test_an_erased_person_is_a_number(log, tariq, amira):
    note_act(actor=tariq, action="password.reset", whose=amira)
    key = amira.pk
    amira.delete()
    assert f"somebody erased since (number {key})" in log(person=key)
