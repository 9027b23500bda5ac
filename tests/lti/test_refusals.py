"""Every launch that does not hold is refused, in plain words, and the log learns nothing of the token."""

import time

import pytest
from django.core.cache import cache
from lti_tool.models import LtiDeployment, LtiRegistration

from tests.lti.platform import CLAIM, make_key
from tests.people import make_user
from tutor.models import LtiAccount, LtiPlatform, User
from tutor.services.lti import messages
from tutor.services.lti.refusals import WORDS, Reason

pytestmark = pytest.mark.django_db
SAFE = "Nothing was changed, and what you have done in lessons is safe."


def assert_refused(reply, reason: Reason, status: int = 400) -> None:
    page = reply.content.decode()
    assert (reply.status_code, f"<code>{reason.value}</code>" in page) == (status, True), page
    assert SAFE in page
    assert "sessionid" not in reply.cookies


def come_back(client, platform, *, change=None, key=None, kid=None, subject="amira", **said):
    """Launch with something wrong about the token."""
    asked = platform.asked(platform.begin(client))
    claims = platform.claims(subject, nonce=asked["nonce"], **said)
    claims |= change or {}
    claims = {name: value for name, value in claims.items() if value is not None}
    return platform.post(client, state=asked["state"], id_token=platform.sign(claims, key=key, kid=kid))


LONG_AGO, SOON = int(time.time()) - 3600, int(time.time()) + 3600
WRONG = {
    "another-audience": ({"aud": "somebody-else"}, Reason.WRONG_AUDIENCE, 403),
    "several-audiences-and-no-party": (
        {"aud": ["attune-here", "somebody-else"]},
        Reason.WRONG_AUDIENCE,
        403,
    ),
    "several-audiences-and-another-party": (
        {"aud": ["attune-here", "somebody-else"], "azp": "somebody-else"},
        Reason.WRONG_AUDIENCE,
        403,
    ),
    "another-issuer": ({"iss": "https://evil.example"}, Reason.WRONG_ISSUER, 400),
    "expired": ({"exp": LONG_AGO, "iat": LONG_AGO - 60}, Reason.EXPIRED, 400),
    "no-end": ({"exp": None}, Reason.MALFORMED, 400),
    "no-beginning": ({"iat": None}, Reason.MALFORMED, 400),
    "from-the-future": ({"iat": SOON, "exp": SOON + 60}, Reason.NOT_YET, 400),
    "another-nonce": ({"nonce": "guessed"}, Reason.REPLAYED, 400),
    "no-nonce": ({"nonce": None}, Reason.REPLAYED, 400),
    "unknown-deployment": ({f"{CLAIM}deployment_id": "2"}, Reason.UNKNOWN_DEPLOYMENT, 403),
    "no-deployment": ({f"{CLAIM}deployment_id": None}, Reason.MALFORMED, 400),
    "version-1.1": ({f"{CLAIM}version": "1.1.0"}, Reason.WRONG_VERSION, 400),
    "another-message": ({f"{CLAIM}message_type": "LtiSubmissionReviewRequest"}, Reason.WRONG_MESSAGE, 400),
    "no-message": ({f"{CLAIM}message_type": None}, Reason.WRONG_MESSAGE, 400),
    "nobody": ({"sub": None}, Reason.MALFORMED, 400),
    "no-link": ({f"{CLAIM}resource_link": None}, Reason.MALFORMED, 400),
    "long-id": ({"sub": "x" * 256}, Reason.MALFORMED, 400),
    "foreign-target": ({f"{CLAIM}target_link_uri": "https://evil.example/"}, Reason.FOREIGN_TARGET, 400),
    "roles-that-are-none": ({f"{CLAIM}roles": None}, Reason.MALFORMED, 400),
}


@pytest.mark.parametrize(("change", "reason", "status"), WRONG.values(), ids=WRONG)
def test_a_token_that_is_wrong_lets_nobody_in(client, platform, change, reason, status):
    assert_refused(come_back(client, platform, change=change), reason, status)
    assert not User.objects.exists()


def test_a_nonce_works_once(client, platform, lesson):
    asked = platform.asked(platform.begin(client))
    form = {"state": asked["state"], "id_token": platform.sign(platform.claims(nonce=asked["nonce"]))}
    cookies = client.cookies.copy()
    assert platform.post(client, **form).status_code == 302
    client.cookies = cookies
    client.cookies.pop("sessionid", None)
    assert_refused(platform.post(client, **form), Reason.REPLAYED)


def test_a_key_that_the_platform_does_not_publish_opens_nothing(client, platform):
    assert_refused(come_back(client, platform, key=make_key("stranger"), kid="stranger"), Reason.WRONG_KEY)


def test_a_stranger_who_names_the_platforms_key_opens_nothing(client, platform):
    assert_refused(come_back(client, platform, key=make_key("stranger")), Reason.TAMPERED)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_token_that_was_changed_on_its_way_opens_nothing(client, platform, part):
    asked = platform.asked(platform.begin(client))
    parts = platform.sign(platform.claims(nonce=asked["nonce"])).split(".")
    parts[part] = parts[part][:20] + ("A" if parts[part][20] != "A" else "B") + parts[part][21:]
    reply = platform.post(client, state=asked["state"], id_token=".".join(parts))
    assert reply.status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "W10.W10.W10", "e30.e30.e30", "é.é.é"])
def test_what_is_no_token_opens_nothing(client, platform, token):
    asked = platform.asked(platform.begin(client))
    assert platform.post(client, state=asked["state"], id_token=token).status_code == 400


def test_a_platform_whose_keys_cannot_be_had_is_told_as_that(client, platform):
    platform.failing = {"/jwks": [503]}
    assert_refused(come_back(client, platform), Reason.NO_KEYS)


def test_a_platform_may_change_its_keys(client, platform, lesson):
    assert platform.launch(client).status_code == 302
    platform.change_key("two")
    assert platform.launch(client).status_code == 302


def test_unknown_keys_are_not_asked_for_again_and_again(client, platform):
    platform.launch(client)
    for _ in range(3):
        come_back(client, platform, key=make_key("stranger"), kid="stranger")
    asked = [path for _, path, _ in platform.calls if path == "/jwks"]
    assert len(asked) == 2


def test_an_unknown_platform_is_refused_before_anything_is_asked(client, platform):
    assert_refused(platform.begin(client, iss="https://unknown.example"), Reason.UNKNOWN_PLATFORM, 403)
    assert_refused(platform.begin(client, client_id="unknown"), Reason.UNKNOWN_PLATFORM, 403)


def test_a_platform_that_was_switched_off_is_refused(client, platform):
    asked = platform.asked(platform.begin(client))
    LtiRegistration.objects.update(is_active=False)
    token = platform.sign(platform.claims(nonce=asked["nonce"]))
    reply = platform.post(client, state=asked["state"], id_token=token)
    assert_refused(reply, Reason.UNKNOWN_PLATFORM, 403)
    assert_refused(platform.begin(client), Reason.UNKNOWN_PLATFORM, 403)


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/lti/"]
)
def test_a_way_in_that_would_lead_elsewhere_does_not_begin(client, platform, target):
    assert_refused(platform.begin(client, target=target), Reason.FOREIGN_TARGET)


def test_a_launch_without_its_cookie_is_refused_and_offers_a_window_of_its_own(client, platform):
    asked = platform.asked(platform.begin(client))
    token = platform.sign(platform.claims(nonce=asked["nonce"]))
    client.cookies.clear()
    reply = platform.post(client, state=asked["state"], id_token=token)
    assert_refused(reply, Reason.NO_COOKIE)
    assert "Open the lesson in a new window" in reply.content.decode()
    assert "login_hint=somebody" in reply.content.decode()


def test_a_launch_that_began_in_another_browser_is_refused(client, platform):
    """Somebody else's way in, put into a form on another site, would sign this browser in as them."""
    asked = platform.asked(platform.begin(client))
    other = type(client)()
    platform.begin(other)
    token = platform.sign(platform.claims(nonce=asked["nonce"]))
    assert_refused(platform.post(other, state=asked["state"], id_token=token), Reason.NO_COOKIE)


def test_a_state_that_expired_is_refused(client, platform, monkeypatch):
    asked = platform.asked(platform.begin(client))
    monkeypatch.setattr(messages, "STATE_S", -1)
    token = platform.sign(platform.claims(nonce=asked["nonce"]))
    assert_refused(platform.post(client, state=asked["state"], id_token=token), Reason.NO_STATE)


def test_a_state_that_somebody_made_up_is_refused(client, platform):
    asked = platform.asked(platform.begin(client))
    name, state = next(cookie for cookie in client.cookies.items() if cookie[0].startswith("lti-"))
    other = "B" if state.value.endswith("A") else "A"
    for made_up in (f"{state.value[:-1]}{other}", state.value.replace("state-", "state-9"), "state-1.x", "x"):
        client.cookies[name] = made_up
        token = platform.sign(platform.claims(nonce=asked["nonce"]))
        assert_refused(platform.post(client, state=made_up, id_token=token), Reason.NO_STATE)


def test_whoever_begins_again_and_again_takes_no_room_in_the_cache(client, platform, monkeypatch):
    """Throttles are in the same cache, and whoever filled it would be rid of them."""
    monkeypatch.setattr(messages, "MOST_LOGINS", 3)
    kept = set()
    monkeypatch.setattr(messages.cache, "set", lambda key, *_: kept.add(key))
    for _ in range(20):
        platform.begin(client)
    platform.begin(client, lti_message_hint="x" * 5000)
    assert len(kept) == 3


def test_a_way_in_holds_though_the_cache_lost_everything(client, platform, lesson):
    asked = platform.asked(platform.begin(client))
    cache.clear()
    token = platform.sign(platform.claims(nonce=asked["nonce"]))
    assert platform.post(client, state=asked["state"], id_token=token).status_code == 302


def test_a_platform_that_says_no_is_told_as_that(client, platform):
    asked = platform.asked(platform.begin(client))
    reply = platform.post(client, state=asked["state"], error="login_required")
    assert_refused(reply, Reason.PLATFORM_SAID_NO)


def test_whoever_opens_the_launch_page_itself_is_told_where_to_begin(client, platform):
    assert_refused(client.get("/lti/launch/"), Reason.NO_LAUNCH)
    assert_refused(client.get("/lti/login/"), Reason.NO_LAUNCH)


def test_a_deployment_that_is_new_waits_to_be_allowed(client, platform, lesson):
    said = {"change": {f"{CLAIM}deployment_id": "2"}}
    assert come_back(client, platform, **said).status_code == 403
    waiting = LtiDeployment.objects.get(deployment_id="2")
    assert not waiting.is_active
    LtiDeployment.objects.filter(pk=waiting.pk).update(is_active=True)
    assert come_back(client, platform, **said).status_code == 302


def test_a_platform_that_is_trusted_with_it_brings_new_deployments(client, platform, lesson):
    LtiPlatform.objects.update(accepts_new_deployments=True)
    assert come_back(client, platform, change={f"{CLAIM}deployment_id": "2"}).status_code == 302


def test_a_closed_account_stays_closed(client, platform, lesson):
    platform.launch(client)
    User.objects.update(is_active=False)
    client.logout()
    assert_refused(platform.launch(client), Reason.ACCOUNT_CLOSED, 403)


def test_an_administrator_never_comes_in_by_an_lms(client, platform, lesson):
    platform.launch(client)
    User.objects.update(is_superuser=True)
    client.logout()
    assert_refused(platform.launch(client), Reason.ADMINISTRATOR, 403)


def test_the_log_says_why_and_nothing_of_the_token(client, platform, caplog):
    come_back(client, platform, change={"aud": "somebody-else"})
    said = [record.getMessage() for record in caplog.records if "LTI launch refused" in record.getMessage()]
    assert said == [f"LTI launch refused: wrong-audience, platform {platform.registration.pk}"]
    assert "Khan" not in caplog.text
    assert "amira" not in caplog.text


def test_every_reason_has_its_words():
    assert set(WORDS) == set(Reason)
    assert all(
        str(words.happened).endswith(".") and str(words.to_do).endswith(".") for words in WORDS.values()
    )


def test_optional_claims_of_the_wrong_kind_fail_no_launch(client, platform, lesson):
    odd = {
        f"{CLAIM}context": "maths",
        f"{CLAIM}custom": ["x"],
        f"{CLAIM}launch_presentation": None,
        "given_name": 7,
        "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint": "x",
        "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice": {"context_memberships_url": None},
    }
    assert come_back(client, platform, change=odd).status_code == 302
    assert LtiAccount.objects.count() == 1


def test_our_client_id_may_be_any_of_several_where_it_is_the_authorised_party(client, platform, lesson):
    several = {"aud": ["somebody-else", "attune-here"], "azp": "attune-here"}
    assert come_back(client, platform, change=several).status_code == 302


def test_clocks_may_differ_a_little(client, platform, lesson):
    ahead = int(time.time()) + 20
    assert come_back(client, platform, change={"iat": ahead, "exp": ahead + 60}).status_code == 302


def test_one_account_of_somebody_else_is_never_touched(client, platform, lesson):
    ben = make_user("ben", email="amira@school.example")
    platform.launch(client)
    assert not ben.lti_accounts.exists()
