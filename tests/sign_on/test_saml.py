"""Signing in by SAML: a real identity provider, who comes as whom, and what is refused."""

import base64
import html
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.peers import need_program, python_environment
from tests.sign_on.codes import is_signed_in, sign_in
from tutor.models import User
from tutor.settings.providers import Provider

pytestmark = [pytest.mark.process, pytest.mark.slow]
SCRIPT = Path(__file__).with_name("identity_provider.py")
BACK = "http://testserver/accounts/saml/district/back/"
ATTRIBUTES = {"givenName": ["Amira"], "sn": ["Haddad"], "mail": ["amira@school.example"]}


@pytest.fixture(scope="module")
def provider(tmp_path_factory):
    """The running identity provider: a function from what is asked to the form that it has a browser post."""
    need_program("xmlsec1")
    python = python_environment("saml-idp")
    folder = tmp_path_factory.mktemp("idp")
    process = subprocess.Popen(
        [str(python), "-W", "ignore", str(SCRIPT), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    assert process.stdout.readline() == "ready\n"

    def ask(**asked: Any) -> dict[str, str]:
        process.stdin.write(json.dumps(asked) + "\n")
        process.stdin.flush()
        answer: dict[str, str] = json.loads(process.stdout.readline())
        return answer

    ask.metadata = str(folder / "idp.xml")
    yield ask
    process.terminate()
    process.wait(10)


@pytest.fixture
def district(settings, provider):
    cache.clear()

    def configure(**fields):
        given = {"role_claim": "eduPersonAffiliation", "roles": {"teacher": ("staff",)}, **fields}
        settings.SIGN_ON_PROVIDERS = [
            Provider(kind="saml", key="district", name="The district", address=provider.metadata, **given)
        ]

    configure()
    yield configure
    cache.clear()


@pytest.fixture
def form(client, district, provider):
    """What the provider has the browser post, after the test's client was sent there."""

    def make(by: Client = client, process: str = "login", **asked: Any) -> dict[str, str]:
        metadata = by.get(reverse("saml_metadata", args=["district"])).content.decode()
        page = by.post(reverse("saml_login", args=["district"]), {"process": process}).content.decode()
        address = html.unescape(re.search(r'content="0; url=([^"]+)"', page)[1])
        said = {"attributes": ATTRIBUTES, "subject": "number-1", "back": BACK, **asked}
        return provider(metadata=metadata, address=address, **said)

    return make


def browser(**options: Any) -> Client:
    """Return a client that names the host it asks, as browsers do and Django's client does not."""
    return Client(HTTP_HOST="testserver", **options)


@pytest.fixture
def client():
    return browser()


def post(client: Client, form: dict[str, str]):
    """Post as a browser does from another site: without the session's cookie; then go on with it."""
    session = client.cookies.pop("sessionid", None)
    reply = browser(enforce_csrf_checks=True).post(BACK.removeprefix("http://testserver"), form)
    if session is not None:
        client.cookies["sessionid"] = session.value
    client.cookies.update(reply.cookies)
    return client.get(reply.url)


def test_a_new_person_becomes_a_student_and_comes_back_as_the_same(client, form, db):
    assert post(client, form()).status_code == 302
    person = User.objects.get()
    assert (person.role, person.get_full_name(), person.email) == ("student", "Amira Haddad", "")
    other = browser()
    post(other, form(other, attributes={}))
    assert other.session["_auth_user_id"] == str(person.pk)


def test_a_group_makes_a_teacher_and_a_trusted_address_counts(client, form, district, db):
    district(trusts_email=True)
    post(client, form(attributes={**ATTRIBUTES, "eduPersonAffiliation": ["staff", "member"]}))
    person = User.objects.get()
    assert (person.role, person.email, person.is_superuser) == ("teacher", "amira@school.example", False)


def test_its_owner_connects_an_account(client, form, amira):
    sign_in(client, "amira")
    assert post(client, form(process="connect")).url == reverse("socialaccount_connections")
    assert SocialAccount.objects.get().user == amira


WRONG = {
    "unsigned": {"unsigned": True},
    "signed with a broken hash": {"sha1": True},
    "for another site": {"audience": "https://another.example/metadata"},
    "expired": {"lasts_min": -30},
    "unasked for": {"unasked": True},
    "a name that does not stay": {"transient": True},
    "sent to another address": {"back": "http://testserver/elsewhere/"},
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_is_refused(client, form, db, fault, caplog):
    reply = post(client, form(**WRONG[fault]))
    assert reply.status_code == 403
    assert "cannot accept" in reply.content.decode()
    assert not is_signed_in(client)
    assert not User.objects.exists()
    assert "Haddad" not in caplog.text
    assert "number-1" not in caplog.text


def test_an_assertion_counts_once_and_for_the_browser_that_asked(client, form, db):
    sent = form()
    stranger = browser()
    assert post(stranger, sent).status_code == 403
    assert post(client, sent).status_code == 403
    fresh = form()
    post(client, fresh)
    assert is_signed_in(client)
    client.logout()
    assert post(client, fresh).status_code == 403
    assert not is_signed_in(client)


def test_a_name_changed_on_the_way_is_refused(client, form, db):
    sent = form()
    changed = base64.b64decode(sent["SAMLResponse"]).replace(b"number-1", b"number-2")
    assert post(client, {"SAMLResponse": base64.b64encode(changed).decode()}).status_code == 403
    assert not User.objects.exists()


def test_the_metadata_names_where_to_come_back_and_no_place_to_sign_out(client, district, db):
    text = client.get(reverse("saml_metadata", args=["district"])).content.decode()
    assert BACK in text
    assert 'WantAssertionsSigned="true"' in text
    assert "SingleLogout" not in text
