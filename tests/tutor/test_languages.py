"""In which language a page speaks, and what keeps it: the browser, the account, the letter."""

import re
from pathlib import Path

import pytest
from allauth.mfa.adapter import DefaultMFAAdapter
from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.people import cookie_of, make_user
from tests.tutor.sockets import knock
from tutor.models import Adaptation
from tutor.ops.catalogues import ENDINGS, LOCALE, language_of
from tutor.presenters.lessons import because_of
from tutor.services.people.languages import speaking_to
from tutor.services.people.letters import send_reset_links
from tutor.views.accounts.adapters import AccountAdapter

TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def language_on(page):
    return re.search(r'<html lang="([\w-]+)"', page.content.decode())[1]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_language_on_offer_has_all_catalogues(code):
    found = {language_of(path): path.parent for path in LOCALE.glob("*/LC_MESSAGES/django.po")}
    assert all((Path(found[code]) / f"{name}.po").exists() for name in ENDINGS)
    assert set(found) == set(TRANSLATED)


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("es-MX,es;q=0.9", "es"), ("ar-EG", "ar"), ("tlh", "en-gb"), ("tlh,es;q=0.5", "es")],
)
def test_a_stranger_reads_what_their_browser_asks_for(client, db, asked, spoken):
    page = client.get(reverse("tutor:home"), headers={"accept-language": asked})
    assert language_on(page) == spoken
    assert page["Content-Language"] == spoken
    assert "Accept-Language" in page["Vary"]


def test_arabic_is_written_from_the_right(client, db):
    page = client.get(reverse("tutor:home"), headers={"accept-language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page.content.decode()
    page = client.get(reverse("tutor:home"), headers={"accept-language": "es"})
    assert '<html lang="es">' in page.content.decode()


def test_the_switch_counts_more_than_the_browser_and_is_kept_in_the_account(client, amira):
    client.force_login(amira)
    here = reverse("tutor:privacy")
    reply = client.post(reverse("set_language"), {"language": "es", "next": here})
    assert (reply.status_code, reply["Location"]) == (302, here)
    assert language_on(client.get(here, headers={"accept-language": "ar"})) == "es"
    amira.refresh_from_db()
    assert (amira.language, amira.has_chosen_language) == ("es", True)


def test_the_switch_leads_back_to_the_page_that_asked(client, amira):
    here = "http://testserver" + reverse("tutor:privacy") + "?from=foot"
    reply = client.post(reverse("set_language"), {"language": "es"}, headers={"referer": here})
    assert reply["Location"] == here


@pytest.mark.parametrize("code", ["xx", "", "en-gb' --"])
def test_an_unknown_language_changes_nothing(client, amira, code):
    client.force_login(amira)
    client.post(reverse("set_language"), {"language": code, "next": "/"})
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    amira.refresh_from_db()
    assert amira.language == "en-gb"


def test_the_switch_leads_to_no_other_site(client, db):
    reply = client.post(reverse("set_language"), {"language": "es", "next": "https://elsewhere.example/"})
    assert reply["Location"] == "/"


def test_looking_at_the_switch_changes_nothing(client, amira):
    client.force_login(amira)
    client.get(reverse("set_language"), {"language": "es"})
    amira.refresh_from_db()
    assert amira.language == "en-gb"


def test_an_account_brings_its_language_to_another_browser(db):
    make_user("maria", language="es", has_chosen_language=True)
    elsewhere = Client()
    form = {"username": "maria", "password": "pass-for-tests"}
    elsewhere.post(reverse("login"), form, headers={"accept-language": "ar"})
    assert language_on(elsewhere.get(reverse("tutor:privacy"), headers={"accept-language": "ar"})) == "es"


def test_an_account_without_one_keeps_the_language_it_signs_in_by(db):
    person = make_user("nina")
    form = {"username": "nina", "password": "pass-for-tests"}
    Client().post(reverse("login"), form, headers={"accept-language": "es-ES,es;q=0.8"})
    person.refresh_from_db()
    assert person.language == "es"


def test_what_a_browser_asked_for_is_no_choice_for_another_browser(db):
    person = make_user("nina", language="es")
    elsewhere = Client()
    form = {"username": "nina", "password": "pass-for-tests"}
    elsewhere.post(reverse("login"), form, headers={"accept-language": "ar"})
    assert language_on(elsewhere.get(reverse("tutor:privacy"), headers={"accept-language": "ar"})) == "ar"
    person.refresh_from_db()
    assert (person.language, person.has_chosen_language) == ("ar", False)


def test_the_next_page_speaks_its_own_language_again(client, db):
    client.get(reverse("tutor:home"), headers={"accept-language": "ar"})
    assert language_on(client.get(reverse("tutor:home"))) == "en-gb"


def test_a_letter_is_written_in_the_language_of_its_reader(db, settings):
    make_user("maria", email="maria@school.example", language="es")
    make_user("john", email="john@school.example")
    for address in ("maria@school.example", "john@school.example"):
        send_reset_links(address, "https://attune.example")
    spanish, english = (letter.subject for letter in mail.outbox)
    assert english == "A new password for Attune"
    with translation.override("es"):
        assert spanish == translation.gettext("A new password for Attune") != english


def test_speaking_to_somebody_ends_with_the_block(db):
    with speaking_to(make_user("maria", language="ar")):
        assert translation.get_language() == "ar"
    assert translation.get_language() == settings.LANGUAGE_CODE


def bring_help(sitting):
    Adaptation.objects.create(
        sitting=sitting,
        step=sitting.step,
        rule_key="1",
        rule_name="Lost",
        kind="hint",
        evidence=[{"signal": "said.lost", "comparison": "at_least", "value": 1}],
        state="shown",
        variant=sitting.step.variants.get(kind="hint"),
    )


async def help_on_socket(person, sitting, language_cookie):
    cookie = await database_sync_to_async(cookie_of)(person)
    socket = knock(f"/ws/sittings/{sitting.pk}/", f"{cookie}{language_cookie}")
    assert (await socket.connect())[0]
    told = [await socket.receive_json_from() for _ in range(3)]
    await socket.disconnect()
    return next(message["html"] for message in told if "html" in message)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("cookie", "account", "spoken"),
    [("; language=ar", "es", "ar"), ("", "ar", "ar"), ("; language=xx", "ar", "ar"), ("", "", "en-gb")],
)
async def test_help_on_the_socket_is_in_the_language_of_its_page(sitting, amira, cookie, account, spoken):
    await database_sync_to_async(bring_help)(sitting)
    amira.language, amira.has_chosen_language = account, bool(account)
    await amira.asave()
    html = await help_on_socket(amira, sitting, cookie)
    with translation.override(spoken):
        assert translation.gettext("Go back") in html
        assert because_of(await Adaptation.objects.aget()).sentence in html


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_wrong_with_a_password_is_said_in_the_readers_language(code, db):
    with translation.override(code), pytest.raises(ValidationError) as refused:
        validate_password("1234", make_user("1234567"))
    told = refused.value.messages
    assert len(told) >= 3
    assert not [message for message in told if "password" in message.lower()], told


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_is_wrong_with_a_code_or_an_address_is_said_in_the_readers_language(code):
    told = {**AccountAdapter.error_messages, **DefaultMFAAdapter.error_messages}
    english = {name: str(message) for name, message in told.items()}
    with translation.override(code):
        assert [name for name, message in told.items() if str(message) == english[name]] == []
