"""An LMS registers this tool by itself: allowed by an administrator, once, and asked within bounds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lti_tool.models import LtiRegistration
from requests import RequestException

from tests.people import make_user
from tutor.models import AuditEntry, LtiRegistrationLink, User
from tutor.outside.lti_http import BoundedSession, Refused, check_address
from tutor.services.lti.registration import make_link

pytestmark = pytest.mark.django_db
CONNECT = "/admin/lti_tool/ltiregistration/connect/"


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("admin", password="pass-for-tests")


@pytest.fixture
def asked(platform_server, db):
    platform_server.reset()
    platform_server.registration_client_id = platform_server.client_id
    return {"openid_configuration": f"{platform_server.url}/openid", "registration_token": "from-the-lms"}


@pytest.mark.slow
def test_a_link_registers_one_platform_whose_launches_then_open(
    client, admin, asked, platform_server, lesson
):
    client.force_login(admin)
    page = client.post(CONNECT, {"make": "link"}).content.decode()
    address = page.split("<code>http://testserver")[1].split("<")[0]
    stranger = type(client)(enforce_csrf_checks=True)
    assert "Connect 127.0.0.1?" in stranger.get(address, asked).content.decode()
    assert not platform_server.registrations
    reply = stranger.post(address, asked)
    assert "lti_close.js" in reply.content.decode()
    assert "frame-ancestors *" in reply["Content-Security-Policy"]
    platform = LtiRegistration.objects.get()
    assert [each.deployment_id for each in platform.deployments.all()] == ["7"]
    sent = platform_server.registrations[0]
    assert (sent["bearer"], sent["redirect_uris"]) == (
        "Bearer from-the-lms",
        ["http://testserver/lti/launch/"],
    )
    assert "email" not in str(sent)
    said = {"https://purl.imsglobal.org/spec/lti/claim/deployment_id": "7"}
    assert platform_server.launch(stranger, **said).status_code == 302
    assert AuditEntry.objects.filter(action="lti.platform_registered").count() == 1
    assert stranger.post(address, asked).status_code == 404
    assert LtiRegistrationLink.objects.get().token_hash not in address


def test_an_administrator_who_is_signed_in_needs_no_link(client, admin, asked):
    client.force_login(admin)
    assert "Connected" in client.post("/lti/register/", asked).content.decode()
    assert LtiRegistration.objects.get().platform.registered_by == admin


def test_nobody_else_registers_anything(client, asked, platform_server):
    client.force_login(make_user("tariq", role="teacher"))
    assert client.post("/lti/register/", asked).status_code == 403
    assert client.post("/lti/register/guessed/", asked).status_code == 404
    assert platform_server.calls == []


def test_a_link_expires(client, admin, asked, platform_server):
    token = make_link(by=admin)
    LtiRegistrationLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert client.post(f"/lti/register/{token}/", asked).status_code == 404
    assert platform_server.calls == []


def test_a_platform_that_is_known_is_not_overwritten(client, admin, asked, platform_server):
    platform_server.register()
    reply = client.post(f"/lti/register/{make_link(by=admin)}/", asked)
    assert reply.status_code == 400
    assert LtiRegistration.objects.get().deployments.get().deployment_id == "1"
    assert LtiRegistrationLink.objects.get().used_at is None


@pytest.mark.parametrize("path", ["/nothing", "/jwks"])
def test_what_is_no_platform_is_told_plainly(client, admin, asked, platform_server, path):
    asked["openid_configuration"] = f"{platform_server.url}{path}"
    reply = client.post(f"/lti/register/{make_link(by=admin)}/", asked)
    assert (reply.status_code, "Nothing was changed here" in reply.content.decode()) == (400, True)


@pytest.mark.parametrize("address", ["", "ftp://lms.example", "file:///etc/passwd", "http://[", "x"])
def test_an_address_that_is_none_is_not_asked(client, admin, address):
    reply = client.post(f"/lti/register/{make_link(by=admin)}/", {"openid_configuration": address})
    assert reply.status_code == 400


PRIVATE = [
    "127.0.0.1",
    "10.0.0.5",
    "169.254.169.254",
    "192.168.1.1",
    "[::1]",
    "localhost",
    "[::ffff:10.0.0.1]",
]


@pytest.mark.parametrize("host", PRIVATE)
def test_no_private_network_is_asked(settings, host):
    settings.LTI_PRIVATE_NETWORKS = False
    with pytest.raises(Refused):
        check_address(f"https://{host}/")


def test_a_name_that_leads_elsewhere_once_it_was_checked_is_told_nothing(
    settings, platform_server, monkeypatch
):
    """A name server may answer with an outside address first, and with one in here when it is asked again."""
    platform_server.calls.clear()
    settings.LTI_PRIVATE_NETWORKS = False
    monkeypatch.setattr("tutor.outside.lti_http.check_address", lambda address: None)
    with pytest.raises(RequestException):
        BoundedSession().get(f"{platform_server.url}/jwks")
    assert platform_server.calls == []


def test_only_https_is_asked_where_the_site_is_served(settings):
    settings.LTI_PLAIN_HTTP = False
    with pytest.raises(Refused, match="not https"):
        check_address("http://93.184.216.34/")
    check_address("https://93.184.216.34/")


def test_a_reply_that_is_too_long_is_not_read(platform_server, monkeypatch):
    monkeypatch.setattr("tutor.outside.lti_http.LARGEST_REPLY", 10)
    with pytest.raises(Refused, match="too long"):
        BoundedSession().get(f"{platform_server.url}/jwks")


def test_what_an_lms_pastes_is_on_a_page_and_in_json(client):
    page = client.get("/lti/config/").content.decode()
    assert "http://testserver/lti/launch/" in page
    canvas = client.get("/lti/config/canvas.json").json()
    assert canvas["oidc_initiation_url"] == "http://testserver/lti/login/"
    assert canvas["extensions"][0]["privacy_level"] == "name_only"


@pytest.mark.slow
def test_the_admin_shows_no_private_key_and_lets_superusers_give_what_was_asked_for(client, admin, platform):
    client.force_login(admin)
    change = client.get(f"/admin/lti_tool/ltiregistration/{platform.registration.pk}/change/")
    assert "private_key" not in change.content.decode()
    assert client.post(CONNECT, {"key": "new"}).status_code == 200
    assert client.get("/admin/tutor/ltiaccount/").status_code == 200


def test_an_address_that_no_launch_could_ask_is_refused_when_it_is_entered(client, admin, settings):
    settings.LTI_PLAIN_HTTP = False
    client.force_login(admin)
    said = {"name": "Hill School", "issuer": "https://lms.example", "client_id": "1", "is_active": "on"}
    said |= dict.fromkeys(("auth_url", "token_url", "keyset_url"), "http://lms.example/")
    said |= {
        f"{rows}-{what}_FORMS": "0" for rows in ("platform", "deployments") for what in ("TOTAL", "INITIAL")
    }
    page = client.post("/admin/lti_tool/ltiregistration/add/", said).content.decode()
    assert page.count("Give its https address.") == 3
    assert not LtiRegistration.objects.exists()
    said |= dict.fromkeys(("auth_url", "token_url", "keyset_url"), "https://lms.example/")
    client.post("/admin/lti_tool/ltiregistration/add/", said)
    connected = LtiRegistration.objects.get()
    typed = 'name="deployments-0-is_active" id="id_deployments-0-is_active" checked'
    assert typed in client.get("/admin/lti_tool/ltiregistration/add/").content.decode()
    assert f"/admin/lti_tool/ltiregistration/{connected.pk}/change/" in client.get(CONNECT).content.decode()
