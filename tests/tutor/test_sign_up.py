"""Signing up: by a class's code or openly, as a student and nothing else, and without telling who is here."""

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.urls import reverse

from tutor.models import Consent, User
from tutor.services.consents import give, has_agreed, needs_guardian
from tutor.services.people import letters, sign_up
from tutor.services.people.passwords import pupils_of

PASSWORD = {"password1": "otter-lemon-bridge", "password2": "otter-lemon-bridge"}


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


@pytest.fixture
def letters_at_once(monkeypatch):
    monkeypatch.setattr(letters.send_letter, "delay", letters.send_letter)


def send(client, **fields):
    return client.post(reverse("tutor:sign_up"), {**PASSWORD, **fields})


def test_off_there_is_no_such_page(client, settings, db):
    settings.SIGN_UP = "off"
    assert client.get(reverse("tutor:sign_up")).status_code == 404
    assert send(client).status_code == 404


def test_a_code_makes_a_student_and_seats_the_student(client, settings, classroom):
    settings.SIGN_UP = "code"
    code = f" {classroom.join_code[:4].lower()} {classroom.join_code[4:]}"
    reply = send(
        client,
        code=code,
        given_name="Mia",
        username="blue.boat",
        role="teacher",
        is_staff="on",
        is_of_age="on",
        email="a@example.org",
        guardian_email="g@example.org",
    )
    assert reply.status_code == 302
    mia = User.objects.get(username="blue.boat")
    assert (mia.role, mia.is_staff, mia.is_superuser, mia.is_of_age) == ("student", False, False, False)
    assert (mia.email, mia.guardian_email) == ("", "")
    assert classroom.students.filter(pk=mia.pk).exists()
    assert client.session["_auth_user_id"] == str(mia.pk)


@pytest.mark.parametrize("code", ["", "NOSUCH22"])
def test_without_a_right_code_nobody_signs_up_where_one_is_asked(client, settings, classroom, code):
    settings.SIGN_UP = "code"
    before = User.objects.count()
    assert send(client, code=code).status_code == 422
    assert User.objects.count() == before


def test_openly_a_name_is_made_that_is_nobodys(client, db):
    assert send(client).status_code == 302
    assert User.objects.get().username.count("-") == 2
    assert "Your user name is" in client.get(reverse("tutor:courses")).content.decode()


@pytest.mark.parametrize("name", ["amira", "AMIRA"])
def test_of_a_name_that_is_taken_no_more_is_told_than_must_be(client, amira, name):
    reply = send(client, username=name)
    assert reply.status_code == 422
    assert "Please choose another user name" in reply.content.decode()
    assert "Amira" not in reply.content.decode()


@pytest.mark.parametrize(
    "fields", [{"password2": "other"}, {"password1": "123", "password2": "123"}, {"username": "a b<"}]
)
def test_what_is_no_account_is_refused_in_words(client, db, fields):
    reply = send(client, **fields)
    assert reply.status_code == 422
    assert 'role="alert"' in reply.content.decode()
    assert not User.objects.exists()


def test_names_and_codes_cannot_be_asked_about_without_end(client, settings, amira, monkeypatch):
    from tutor.throttling.guesses import Throttle
    from tutor.views.accounts import sign_up as views

    monkeypatch.setattr(views, "SIGN_UPS", Throttle("few", 3))
    found = [send(client, username="amira").status_code for _ in range(4)]
    assert found == [422, 422, 422, 429]
    assert send(client, username="free-name").status_code == 429


def test_a_guardian_is_asked_about_whoever_signed_up(client, settings, db):
    settings.GUARDIAN_CONSENT = True
    send(client)
    mia = User.objects.get()
    assert needs_guardian(mia)
    give(student=mia, purpose=Consent.Purpose.CAMERA, site="http://testserver")
    assert not has_agreed(mia, "camera")


def test_a_name_of_nobody_is_free(amira):
    assert not User.objects.filter(username=sign_up.suggest_username()).exists()


def test_an_address_counts_once_it_is_confirmed(
    client, db, mailoutbox, letters_at_once, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert send(client, username="blue.boat", email="Mia@Example.org").status_code == 302
    assert [letter.to for letter in mailoutbox] == [["mia@example.org"]]
    assert User.objects.get(username="blue.boat").email == ""


@pytest.mark.parametrize("address", ["", "mia@"])
def test_an_address_may_be_left_out_and_a_wrong_one_is_said(client, db, mailoutbox, address):
    assert send(client, email=address).status_code == (422 if address else 302)
    assert mailoutbox == []


def test_no_address_is_asked_where_none_is_confirmed(client, db, settings, mailoutbox):
    settings.EMAIL_CONFIRMATION = False
    assert 'name="email"' not in client.get(reverse("tutor:sign_up")).content.decode()
    assert send(client, email="mia@example.org").status_code == 302
    assert mailoutbox == []


def test_strangers_cannot_have_letters_sent_without_end(
    client, db, mailoutbox, letters_at_once, django_capture_on_commit_callbacks
):
    for _ in range(5):
        with django_capture_on_commit_callbacks(execute=True):
            send(client, email="mia@example.org")
        client.logout()
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("is_confirmed", [False, True])
def test_an_address_nobody_confirmed_keeps_no_teacher_from_helping(classroom, amira, settings, is_confirmed):
    settings.TEACHER_RESETS = "without-email"
    EmailAddress.objects.create(user=amira, email="amria@example.org", verified=is_confirmed)
    assert (amira.pk in pupils_of(classroom)) is not is_confirmed
