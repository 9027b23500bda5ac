"""Passwords: changed by their owners, given anew by a teacher, and what the teacher cannot reach by that."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.lti.rows import account_of
from tests.people import make_user
from tests.tutor.account_steps import NEW, change, give_password, sign_in
from tutor.models import AccountNotice, AccountState, AuditEntry, Classroom, Enrolment, OpenDevice, User
from tutor.services.people import passwords

NOT_YOURS = (
    "Nothing was changed: this student has left the class, or gets in another way. "
    "See whom you can let in under “Accounts”."
)
# Whether each takes a student's key.
OF_OPEN_CLASSES = {
    **{"make_accounts": False, "print_cards": False, "revoke_cards": False, "open_device": False},
    **{"give_password": True, "give_pictures": True},
}


@pytest.fixture(autouse=True)
def counted_anew():
    """Wrong tries are counted by keys of rows, which the next test has again."""
    cache.clear()


@pytest.mark.slow
def test_a_password_is_changed_by_who_knows_the_old_one(amira):
    here, elsewhere = sign_in("amira", "pass-for-tests"), sign_in("amira", "pass-for-tests")
    assert change(here, old_password="pass-for-tests").status_code == 302
    assert here.get(reverse("tutor:you")).status_code == 200
    assert elsewhere.get(reverse("tutor:you")).status_code == 302
    sign_in("amira", NEW)


@pytest.mark.parametrize(
    "fields", [{}, {"old_password": "wrong"}, {"old_password": "pass-for-tests", "new_password2": "other"}]
)
def test_a_password_stays_where_the_old_one_is_wrong_or_the_new_ones_differ(amira, fields):
    client = sign_in("amira", "pass-for-tests")
    assert change(client, **fields).status_code == 422
    sign_in("amira", "pass-for-tests")


@pytest.mark.slow
def test_guessing_the_old_password_is_slowed_down(amira):
    client = sign_in("amira", "pass-for-tests")
    statuses = [change(client, old_password="wrong").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert change(client, old_password="pass-for-tests").status_code == 429


def test_who_has_no_password_is_told_so(client, amira):
    amira.set_unusable_password()
    amira.save()
    client.force_login(amira)
    assert "You need no password" in client.get(reverse("tutor:change_password")).content.decode()
    assert change(client).status_code == 200
    amira.refresh_from_db()
    assert not amira.has_usable_password()


@pytest.mark.slow
def test_a_given_password_has_to_be_changed_before_anything_else(tariq, classroom, amira, sitting):
    before = sign_in("amira", "pass-for-tests")
    password = give_password(tariq, classroom, amira)
    assert before.get(reverse("tutor:courses")).status_code == 302
    client = sign_in("amira", password)
    for address in (reverse("tutor:you"), reverse("tutor:step", args=[sitting.pk, 1])):
        assert client.get(address)["Location"] == reverse("tutor:change_password")
    reply = client.get(reverse("tutor:courses"), headers={"HX-Request": "true"})
    assert reply["HX-Redirect"] == reverse("tutor:change_password")
    assert change(client).status_code == 302
    assert client.get(reverse("tutor:courses")).status_code == 200
    assert not Client().login(username="amira", password=password)


@pytest.mark.slow
def test_a_given_password_is_noted_and_told(tariq, classroom, amira):
    password = give_password(tariq, classroom, amira)
    entry = AuditEntry.objects.get(action="password.reset")
    assert (entry.actor_id, entry.whose_id) == (tariq.pk, amira.pk)
    client = sign_in("amira", password)
    assert "tariq gave you a new password" in client.get(reverse("tutor:change_password")).content.decode()
    change(client)
    # Whoever signed in by that password may be the teacher: the student is told again.
    mine = sign_in("amira", NEW)
    assert "tariq gave you a new password" in mine.get(reverse("tutor:courses")).content.decode()
    again = sign_in("amira", NEW)
    assert "tariq gave you a new password" not in again.get(reverse("tutor:courses")).content.decode()
    assert "tariq gave you a new password" in again.get(reverse("tutor:you")).content.decode()


def of_age_elsewhere(tariq: User, classroom: Classroom) -> dict[str, User]:
    """Everybody in and about a class whom its teacher must not let in."""
    people = {
        "own address": make_user("own", email="own@example.org"),
        "author": make_user("author", role="author"),
        "staff": make_user("staff", is_staff=True),
        "superuser": make_user("root", is_superuser=True),
        "closed": make_user("closed", is_active=False),
    }
    for person in people.values():
        Enrolment.objects.create(classroom=classroom, student=person)
    return {**people, "stranger": make_user("stranger"), "himself": tariq}


def test_a_teacher_lets_in_pupils_of_the_class_without_another_way_in_and_nobody_else(
    tariq, classroom, amira
):
    people = of_age_elsewhere(tariq, classroom)
    client = Client()
    client.force_login(tariq)
    found = {
        name: client.post(reverse("tutor:give_password", args=[classroom.pk, person.pk]), follow=True)
        for name, person in people.items()
    }
    told = {name: [str(one) for one in page.context["messages"]] for name, page in found.items()}
    assert told == {name: [NOT_YOURS] for name in people}
    assert not AccountNotice.objects.exists()
    assert set(passwords.pupils_of(classroom)) == set(
        classroom.students.filter(username__in=["amira", "ben"]).values_list("pk", flat=True)
    )


def test_whoever_comes_from_an_lms_has_another_way_in(client, tariq, classroom, amira):
    account_of(amira)
    assert amira.pk not in passwords.pupils_of(classroom)
    client.force_login(tariq)
    address = reverse("tutor:give_password", args=[classroom.pk, amira.pk])
    assert client.post(address).status_code == 302


@pytest.mark.parametrize(("setting", "status"), [("off", 302), ("without-email", 302), ("all", 200)])
def test_the_operator_says_whom_teachers_let_in(client, settings, tariq, classroom, amira, setting, status):
    settings.TEACHER_RESETS = setting
    User.objects.filter(pk=amira.pk).update(email="amira@example.org")
    client.force_login(tariq)
    reply = client.post(reverse("tutor:give_password", args=[classroom.pk, amira.pk]))
    assert reply.status_code == status


def test_nobody_of_an_archived_class_is_let_in(client, tariq, classroom, amira):
    Classroom.objects.filter(pk=classroom.pk).update(archived_at=timezone.now())
    client.force_login(tariq)
    people = reverse("tutor:people", args=[classroom.pk])
    for name, args in OF_OPEN_CLASSES.items():
        args = [amira.pk] if args else []
        reply = client.post(reverse(f"tutor:{name}", args=[classroom.pk, *args]), follow=True)
        assert reply.redirect_chain == [(people, 302)]
        said = [str(one) for one in reply.context["messages"]]
        assert said == ["This class is archived. Restore it first."]
    assert not AccountNotice.objects.exists()
    assert not OpenDevice.objects.exists()
    assert reply.wsgi_request.user == tariq


@pytest.mark.parametrize("name", ["give_password", "give_pictures"])
def test_of_a_student_who_was_removed_meanwhile_the_page_says_so(client, tariq, classroom, amira, name):
    client.force_login(tariq)
    client.post(reverse("tutor:remove_student", args=[classroom.pk, amira.pk]), follow=True)
    page = client.post(reverse(f"tutor:{name}", args=[classroom.pk, amira.pk]), follow=True)
    assert [str(one) for one in page.context["messages"]] == [NOT_YOURS]
    assert not AccountNotice.objects.exists()


def test_a_password_by_letter_is_the_persons_own(tariq, classroom, amira):
    passwords.give_password(classroom=classroom, student_id=amira.pk, by=tariq)
    amira.refresh_from_db()
    passwords.now_own(person=amira)
    state = AccountState.objects.get(person=amira)
    assert not state.must_change_password
    assert state.affect_hidden_before > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize(
    ("confirmed", "given_before", "is_hidden"),
    [(True, False, False), (False, False, True), (True, True, True)],
    ids=["own address", "address set by staff", "address after a given password"],
)
def test_a_letter_shows_what_a_camera_saw_to_none_but_its_owner(amira, confirmed, given_before, is_hidden):
    amira.email = "amira@home.example"
    amira.save()
    EmailAddress.objects.create(user=amira, email=amira.email, verified=confirmed)
    before = timezone.now() - timedelta(days=3)
    AccountState.objects.create(person=amira, affect_hidden_before=before if given_before else None)
    passwords.now_own(person=amira)
    hidden = AccountState.objects.get(person=amira).affect_hidden_before
    assert (hidden is not None and hidden > before + timedelta(days=2)) == is_hidden
