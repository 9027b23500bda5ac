"""Signing in by OpenID Connect: a real provider, who comes as whom, and what is refused."""

import html
import re
import time

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.sign_on.codes import is_signed_in, set_up_app, sign_in
from tests.sign_on.issuer import SECRET, running_issuer, sign_in_there
from tutor.models import User
from tutor.services.people.second_factor import SESSION_KEY
from tutor.settings.providers import Provider
from tutor.views.accounts.oidc import OidcAdapter

pytestmark = [pytest.mark.process]
BACK = "/accounts/oidc/school/back/"


@pytest.fixture(scope="module")
def issuer():
    with running_issuer(f"http://testserver{BACK}") as address:
        yield address


@pytest.fixture
def school(settings, issuer):
    cache.clear()

    def configure(**fields):
        provider = Provider(
            kind="oidc",
            key="school",
            name="Our school",
            address=issuer,
            client_id="attune",
            secret=SECRET,
            role_claim="groups",
            roles={"teacher": ("staff",)},
            **fields,
        )
        settings.SIGN_ON_PROVIDERS = [provider]

    configure()
    yield configure
    cache.clear()


def way_there(client: Client, **data: str) -> str:
    page = client.post(reverse("openid_connect_login", args=["school"]), data).content.decode()
    found = re.search(r'content="0; url=([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def come_by(client: Client, who: str, **data: str):
    return client.get(sign_in_there(way_there(client, **data), who).removeprefix("http://testserver"))


@pytest.mark.slow
def test_a_new_person_becomes_a_student_and_comes_back_as_the_same(client, school, db):
    reply = come_by(client, "amira-there", next="/learn/")
    assert reply.url == "/learn/"
    person = User.objects.get(email="amira@school.example")
    assert (person.role, person.get_full_name(), person.has_usable_password()) == (
        "student",
        "Amira Haddad",
        False,
    )
    assert SocialAccount.objects.get(user=person).extra_data == {}
    assert client.session["_auth_user_backend"] == "tutor.throttling.ThrottledBackend"
    again = Client()
    come_by(again, "amira-there")
    assert again.session["_auth_user_id"] == str(person.pk)


@pytest.mark.slow
def test_a_group_makes_a_teacher_and_nothing_an_administrator(client, school, db, settings):
    settings.SECOND_FACTOR = "staff-must"
    come_by(client, "tariq-there")
    person = User.objects.get(email="tariq@school.example")
    assert (person.role, person.is_superuser, person.is_staff) == ("teacher", False, False)
    # The other side asks for a second step, or does not.
    assert client.session[SESSION_KEY] == "elsewhere"
    assert client.get("/teach/").status_code == 200


@pytest.mark.slow
def test_an_address_alone_opens_no_account(client, school, tariq):
    tariq.email = "tariq@school.example"
    tariq.save()
    reply = come_by(client, "tariq-there")
    assert "may have an account already" in reply.content.decode()
    assert not is_signed_in(client)
    # An address that the provider did not verify is as if there were none.
    come_by(client, "stranger")
    assert client.session["_auth_user_id"] != str(tariq.pk)
    assert User.objects.get(first_name="Nobody").email == ""


@pytest.mark.slow
def test_its_owner_connects_an_account_once_signed_in(client, school, tariq):
    sign_in(client)
    reply = come_by(client, "tariq-there", process="connect")
    assert reply.url == reverse("socialaccount_connections")
    page = client.get(reply.url).content.decode()
    assert "Disconnect Our school" in page
    other = Client()
    come_by(other, "tariq-there")
    assert other.session["_auth_user_id"] == str(tariq.pk)
    client.post(reply.url, {"account": str(SocialAccount.objects.get().pk)})
    assert not SocialAccount.objects.exists()


@pytest.mark.slow
def test_where_the_operator_trusts_the_addresses_they_do_but_for_administrators(client, school, tariq):
    school(trusts_email=True)
    tariq.email = "tariq@school.example"
    tariq.save()
    come_by(client, "tariq-there")
    assert client.session["_auth_user_id"] == str(tariq.pk)
    assert tariq.check_password("pass-for-tests")
    SocialAccount.objects.all().delete()
    tariq.is_superuser = True
    tariq.save()
    other = Client()
    come_by(other, "tariq-there")
    assert not is_signed_in(other)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fields", [{"takes_new": False}, {"domains": ("elsewhere.example",)}], ids=["none", "domain"]
)
def test_strangers_are_turned_away_where_the_operator_says_so(client, school, db, fields):
    school(**fields)
    assert "no account for you yet" in come_by(client, "amira-there").content.decode()
    assert not User.objects.exists()


@pytest.mark.slow
def test_a_way_back_leads_to_the_browser_that_asked_and_once(client, school, db):
    back = sign_in_there(way_there(client), "amira-there").removeprefix("http://testserver")
    assert "did not work" in Client().get(back).content.decode()
    client.get(back)
    assert is_signed_in(client)
    client.logout()
    client.get(back)
    assert not is_signed_in(client)


@pytest.mark.slow
def test_a_closed_account_stays_closed(client, school, tariq):
    sign_in(client)
    come_by(client, "tariq-there", process="connect")
    tariq.is_active = False
    tariq.save()
    other = Client()
    assert come_by(other, "tariq-there").url == reverse("account_inactive")
    assert not is_signed_in(other)


def test_only_a_form_of_ours_leads_there(client, school, db):
    address = reverse("openid_connect_login", args=["school"])
    assert client.get(address).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert client.post(reverse("openid_connect_login", args=["other"])).status_code == 404


def test_whoever_asks_names_neither_where_to_land_nor_what_is_asked(client, school, db):
    address = reverse("openid_connect_login", args=["school"])
    evil = "auth_params=redirect_uri%3Dhttps%3A%2F%2Fevil.example&scope=offline_access&process=redirect"
    page = client.post(f"{address}?{evil}", {"next": "https://evil.example/"}).content.decode()
    assert "evil" not in page
    assert "offline_access" not in page
    (state, *_), *others = client.session["socialaccount_states"].values()
    assert others == []
    assert state["process"] == "login"
    assert "next" not in state


KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FAULTS = {
    "wrong nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "wrong audience": {"aud": "another"},
    "others in the audience": {"aud": ["attune", "another"]},
    "wrong issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 600},
    "without an end": {"exp": None},
    "about somebody else": {"sub": "tariq-there"},
}


@pytest.fixture
def forged(client, school, db, monkeypatch, issuer):
    """Come back with a token signed by the right key that says what it should, but for some claims."""

    def come_back(*, algorithm="RS256", key=KEY, **changed):
        address = way_there(client)
        nonce = re.search("nonce=([^&]+)", address)[1]
        state = re.search("state=([^&]+)", address)[1]
        now = int(time.time())
        right = {
            "iss": issuer,
            "aud": "attune",
            "sub": "amira-there",
            "nonce": nonce,
            "iat": now,
            "exp": now + 60,
        }
        claims = {name: value for name, value in {**right, **changed}.items() if value is not None}
        token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "one"})
        reply = {"access_token": "x", "id_token": token}
        monkeypatch.setattr(OidcAdapter, "get_access_token_data", lambda *args, **kwargs: reply)
        monkeypatch.setattr(OidcAdapter, "_key_of", lambda *args: KEY.public_key())
        monkeypatch.setattr(OidcAdapter, "_fetch_user_info", lambda *args: {"sub": "amira-there"})
        return client.get(BACK, {"state": state, "code": "x"})

    return come_back


def test_a_right_token_is_taken(forged, client):
    forged()
    assert is_signed_in(client)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_token_with_a_fault_is_refused(forged, client, fault, caplog):
    reply = forged(**FAULTS[fault])
    assert reply.status_code == 403
    assert "cannot accept" in reply.content.decode()
    assert not is_signed_in(client)
    assert "amira" not in caplog.text


def test_a_token_signed_with_a_shared_key_or_none_is_refused(forged, client):
    assert forged(algorithm="HS256", key="a shared key that is long enough to sign").status_code == 403
    assert forged(algorithm="none", key=None).status_code == 403
    assert not is_signed_in(client)


def test_a_second_step_of_our_own_is_not_asked_after_another_service(client, school, tariq):
    sign_in(client)
    set_up_app(client)
    come_by(client, "tariq-there", process="connect")
    other = Client()
    come_by(other, "tariq-there")
    assert is_signed_in(other)
