"""A forgotten password, and one's own address: letters, links that work once, and the same words for all."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from tests.sign_on.codes import is_signed_in, sign_in
from tutor.services.people import letters
from tutor.throttling.guesses import RESETS_BY_ADDRESS

NEW = "quite-another-horse"


@pytest.fixture(autouse=True)
def at_once():
    """Nobody has asked for a letter yet."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def tasks_at_once(monkeypatch):
    """Letters go out while the test waits."""
    for task in (letters.send_reset_links, letters.send_letter):
        monkeypatch.setattr(task, "delay", task)


@pytest.fixture
def addressed(tariq, tasks_at_once):
    tariq.email = "Tariq@school.example"
    tariq.save()
    return tariq


def ask(client, address="tariq@school.example"):
    return client.post(reverse("account_reset_password"), {"email": address}, follow=True)


def link_in(letter) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", letter.body)
    assert found
    return found[1]


def test_a_link_sets_a_new_password_once(client, addressed, mailoutbox):
    ask(client)
    assert mailoutbox[0].to == ["Tariq@school.example"]
    link = link_in(mailoutbox[0])
    form = client.get(link, follow=True)
    assert link not in form.request["PATH_INFO"]
    done = client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert done.url == reverse("account_reset_password_from_key_done")
    assert not is_signed_in(client)
    client.post(reverse("login"), {"username": "tariq", "password": NEW})
    assert is_signed_in(client)
    client.logout()
    assert "no longer works" in client.get(link, follow=True).content.decode()


def test_the_words_are_the_same_whether_there_is_an_account(client, addressed, mailoutbox):
    pages = [
        re.sub(r"\w{64}", "", ask(client, to).content.decode())
        for to in ("tariq@school.example", "x@y.example")
    ]
    assert pages[0] == pages[1]
    assert len(mailoutbox) == 1


def test_letters_about_one_address_end_and_the_words_stay(client, addressed, mailoutbox):
    for _ in range(RESETS_BY_ADDRESS.limit + 2):
        assert "on its way" in ask(client).content.decode()
    assert len(mailoutbox) == RESETS_BY_ADDRESS.limit


def test_whoever_has_no_address_is_told_whom_to_ask(client, db):
    assert "ask their teacher" in client.get(reverse("account_reset_password")).content.decode()


@override_settings(PASSWORD_RESET=False)
def test_switched_off_nothing_is_sent(client, addressed, mailoutbox):
    page = ask(client)
    assert "ask their teacher" in page.content.decode()
    assert 'name="email"' not in page.content.decode()
    assert mailoutbox == []


def test_a_closed_account_and_one_of_another_service_get_none(client, addressed, amira, mailoutbox):
    addressed.is_active = False
    addressed.save()
    amira.email = "tariq@school.example"
    amira.set_unusable_password()
    amira.save()
    SocialAccount.objects.create(user=amira, provider="school", uid="1")
    ask(client)
    assert mailoutbox == []


def test_a_family_gets_one_letter_with_a_link_for_each(client, addressed, amira, mailoutbox):
    amira.email = addressed.email
    amira.save()
    ask(client)
    assert len(mailoutbox) == 1
    assert len(re.findall("http", mailoutbox[0].body)) == 2


def test_an_address_counts_once_it_is_confirmed(
    client, amira, tasks_at_once, mailoutbox, django_capture_on_commit_callbacks
):
    sign_in(client, "amira")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_email"), {"email": "Amira@home.example"})
    amira.refresh_from_db()
    assert amira.email == ""
    assert "amira@home.example" in client.get(reverse("account_email")).content.decode()
    link = link_in(mailoutbox[0])
    assert "Yes, it is mine" in client.get(link).content.decode()
    client.post(link)
    amira.refresh_from_db()
    assert amira.email == "amira@home.example"
    assert EmailAddress.objects.get(user=amira).verified


def test_nobody_confirms_an_address_that_another_has_confirmed(
    client, amira, ben, tasks_at_once, mailoutbox, django_capture_on_commit_callbacks
):
    EmailAddress.objects.create(user=ben, email="home@x.example", verified=True, primary=True)
    sign_in(client, "amira")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_email"), {"email": "home@x.example"})
    link = link_in(mailoutbox[0])
    assert "belongs to another account" in client.get(link).content.decode()
    client.post(link)
    amira.refresh_from_db()
    assert amira.email == ""


@override_settings(EMAIL_CONFIRMATION=False)
def test_switched_off_there_is_no_page_for_addresses(client, amira):
    sign_in(client, "amira")
    assert client.get(reverse("account_email")).status_code == 404
