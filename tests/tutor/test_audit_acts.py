"""An act of staff is noted once, in the doing's own transaction, and is never rewritten."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from tutor.models import AuditEntry
from tutor.presenters.audit import present_entry
from tutor.services import personal_data
from tutor.services.audit import trail
from tutor.services.audit.acts import note_act


def test_an_act_says_who_did_what_to_whom(tariq, amira, django_assert_num_queries):
    with django_assert_num_queries(1):
        note_act(actor=tariq, action="password.reset", whose=amira, what="by hand")
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.whose, entry.action, entry.what) == (tariq, amira, "password.reset", "by hand")
    assert (entry.actor_name, entry.actor_role) == ("tariq", "teacher")


def test_who_asks_is_who_acts(tariq):
    request = RequestFactory().post("/")
    request.user = tariq
    note_act(actor=None, action="cards.printed", request=request)
    assert AuditEntry.objects.get().actor == tariq


def test_an_act_that_nobody_has_named_is_refused(tariq):
    with pytest.raises(ValueError, match="looked-away"):
        note_act(actor=tariq, action="looked-away")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_done(tariq):
    with transaction.atomic():
        note_act(actor=tariq, action="roster.imported")
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


@pytest.fixture
def entry(tariq, amira):
    note_act(actor=tariq, action="changed", whose=amira, what="User", changes={"role": ["student", "author"]})
    return AuditEntry.objects.get()


def test_nothing_in_the_code_rewrites_an_entry(entry):
    for rewrite in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(TypeError):
            rewrite()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(action="opened")


@pytest.mark.parametrize(
    "rewritten",
    ["actor_id = NULL", "action = 'opened'", "whose_id = 0", "changes = '{}'", "what = 'Group'", "count = 0"],
)
def test_the_database_refuses_to_rewrite_an_entry(entry, rewritten):
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        connection.cursor().execute(f"UPDATE tutor_auditentry SET {rewritten}")


def test_the_database_lets_an_entry_be_counted_and_be_emptied(entry):
    connection.cursor().execute("UPDATE tutor_auditentry SET count = 2, changes = NULL, what = ''")
    assert AuditEntry.objects.get().count == 2


def test_an_entry_outlives_the_accounts_and_the_class_it_is_about(tariq, amira, classroom):
    note_act(actor=tariq, action="password.reset", whose=amira, classroom=classroom)
    amira.delete()
    classroom.delete()
    entry = AuditEntry.objects.prefetch_related("whose", "classroom").get()
    assert (entry.actor_name, entry.whose, entry.classroom) == ("tariq", None, None)
    assert entry.whose_id


def test_the_log_keeps_no_name_of_a_student_who_did_something(amira, tariq):
    note_act(actor=amira, action="password.forgotten", whose=amira)
    note_act(actor=tariq, action="password.reset", whose=amira)
    own, reset = AuditEntry.objects.order_by("pk")
    number = amira.pk
    assert trail.name_of(own) == amira.display_name
    personal_data.erase(person=amira, with_account=True)
    told = [present_entry(entry) for entry in trail.find_entries(trail.Wanted())]
    assert [one["who"] for one in told] == [
        tariq.display_name,
        f"somebody erased since (number {number})",
    ]
    own.refresh_from_db()
    assert (own.actor_name, reset.actor_name) == ("", tariq.display_name)
