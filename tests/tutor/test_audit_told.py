"""A student reads who opened and changed what about them; what stays when they go leads to nobody."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import make_user
from tutor.models import AuditEntry, Classroom, Enrolment, User
from tutor.services import personal_data
from tutor.services.audit import trail
from tutor.services.audit.acts import note_act
from tutor.services.audit.openings import note_opened
from tutor.services.people.memberships import retire_students


def open_list(actor: User, classroom: Classroom) -> None:
    note_opened(actor=actor, address="tutor:people", parts={"classroom_id": classroom.pk})


def told(person: User) -> list[tuple[str, str, str, int]]:
    return [(line["who"], line["role"], line["what"], line["times"]) for line in trail.tell(person)]


def test_a_student_reads_it_on_the_page_in_plain_words(client, tariq, amira, classroom):
    User.objects.filter(pk=tariq.pk).update(first_name="Ms", last_name="Tariq")
    tariq.refresh_from_db()
    open_list(tariq, classroom)
    client.force_login(amira)
    page = client.get(reverse("tutor:you")).content.decode()
    for words in ("Who looked", "Ms Tariq", "Teacher", "opened the class’s list of people (Year 6)"):
        assert words in page


def test_it_is_in_the_download(client, tariq, amira):
    note_act(actor=tariq, action="password.reset", whose=amira)
    client.force_login(amira)
    packed = zipfile.ZipFile(io.BytesIO(client.get(reverse("tutor:download_mine")).content))
    (line,) = json.loads(packed.read("everything.json"))["looked"]
    assert (line["who"], line["what"], line["times"]) == ("tariq", "set a new password", 1)
    assert "set a new password" in packed.read("everything.html").decode()


def test_the_same_on_one_day_is_one_line(tariq, amira, classroom):
    for _ in range(3):
        open_list(tariq, classroom)
        note_act(actor=tariq, action="cards.printed", classroom=classroom)
    assert {(what, times) for _, _, what, times in told(amira)} == {
        ("opened the class’s list of people (Year 6)", 3),
        ("printed sign-in cards (Year 6)", 3),
    }


def test_others_classes_and_others_accounts_are_not_told(tariq, amira, ben, classroom):
    other = Classroom.objects.create(name="Year 7")
    open_list(tariq, other)
    note_act(actor=tariq, action="password.reset", whose=ben)
    note_act(actor=tariq, action="changed", what="tutor.Classroom 1", classroom=classroom)
    assert told(amira) == []


def test_a_class_is_told_of_while_one_is_in_it(tariq, amira, classroom):
    now = timezone.now()
    Enrolment.objects.update(joined_at=now - timedelta(days=2))
    for days, what in ((3, "before"), (1, "while")):
        at = now - timedelta(days=days)
        AuditEntry(action="cards.printed", what=what, classroom=classroom, at=at, last_at=at).save()
    retire_students(classroom=classroom, student_ids=[amira.pk], reason="teacher")
    note_act(actor=tariq, action="cards.printed", what="after", classroom=classroom)
    assert [what for _, _, what, _ in told(amira)] == ["printed sign-in cards: while (Year 6)"]


def test_whoever_opens_the_list_of_all_people_is_told_to_all(amira):
    note_opened(actor=User.objects.create_superuser("ada"), address="admin:tutor_user_changelist", parts={})
    assert told(amira) == [("ada", "Administrator", "opened the list of all people", 1)]


def test_what_one_does_oneself_is_not_told(amira, tariq):
    note_act(actor=tariq, action="password.reset", whose=tariq)
    assert told(tariq) == []


def test_a_change_tells_a_student_its_fields(amira):
    note_act(
        actor=make_user("ada"),
        action="changed",
        whose=amira,
        what="tutor.User 1",
        changes={"role": ["a", "b"]},
    )
    (line,) = trail.tell(amira)
    assert (line["what"], line["fields"]) == ("changed your account", ["role"])


@pytest.mark.parametrize("with_account", [False, True])
def test_what_stays_of_an_erased_student(tariq, amira, with_account):
    changes = {"first_name": ["Amy", "Amira"]}
    note_act(actor=tariq, action="changed", whose=amira, what="tutor.User 1", changes=changes)
    key = amira.pk
    personal_data.erase(person=amira, with_account=with_account)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.whose_id, entry.changes) == (tariq, key, None if with_account else changes)
