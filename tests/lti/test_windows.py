"""A lesson opens in a window of its own, with nothing inline, and with cookies as browsers keep them."""

import re

import pytest

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    rb"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style\b|\sstyle\s*=|\son[a-z]+\s*=", re.I
)
IN_FRAME = {"Sec-Fetch-Dest": "iframe"}


def in_frame(client, platform):
    said = {"iss": platform.issuer, "client_id": platform.client_id, "login_hint": "somebody"}
    said |= {"target_link_uri": "http://testserver/lti/launch/", "lti_message_hint": "4 & 2"}
    return client.post("/lti/login/", said, headers=IN_FRAME)


def test_in_a_frame_a_page_offers_a_window_of_its_own(client, platform):
    reply = in_frame(client, platform)
    page = reply.content.decode()
    assert reply.status_code == 200
    assert 'target="_blank"' in page
    assert "Location" not in reply
    assert not {name for name in reply.cookies if name.startswith(("lti-", "sessionid"))}


def test_that_window_begins_the_same_way_in_without_a_cookie_of_the_frame(client, platform, lesson):
    page = in_frame(client, platform).content.decode()
    address = re.search(r'href="(/lti/login/[^"]+)"', page)[1].replace("&amp;", "&")
    reply = type(client)().get(address, headers={"Sec-Fetch-Dest": "document"})
    asked = platform.asked(reply)
    assert (asked["login_hint"], asked["lti_message_hint"]) == ("somebody", "4 & 2")


def test_that_page_may_be_framed_and_no_other_may(client, platform, lesson):
    framed = in_frame(client, platform)
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    for address in ("/lti/wait/", platform.launch(client)["Location"]):
        reply = client.get(address)
        assert "frame-ancestors 'none'" in reply["Content-Security-Policy"]
        assert reply["X-Frame-Options"] == "DENY"


def test_no_reply_of_the_door_holds_anything_inline(client, platform, lesson):
    replies = [
        in_frame(client, platform),
        platform.begin(client),
        platform.launch(client),
        client.get("/lti/wait/"),
        client.get("/lti/account/"),
        client.get("/lti/launch/"),
        client.get("/lti/jwks/"),
    ]
    for reply in replies:
        assert not INLINE.search(reply.content), reply.content
        policy = reply["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_over_https_the_state_comes_back_with_a_form_of_another_site(client, platform):
    said = {"iss": platform.issuer, "client_id": platform.client_id, "login_hint": "somebody"}
    target = "https://testserver/lti/launch/"
    reply = client.get("/lti/login/", {**said, "target_link_uri": target}, secure=True)
    cookie = next(value for name, value in reply.cookies.items() if name.startswith("__Host-lti-"))
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"]) == ("None", True, True)
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert platform.asked(reply)["redirect_uri"] == target


def test_on_one_machine_without_https_the_browsers_default_does(client, platform):
    cookie = next(iter(platform.begin(client).cookies.values()))
    assert (cookie["samesite"], cookie["secure"]) == ("", "")


def test_two_lessons_may_be_opened_at_once(client, platform, lesson):
    first, second = platform.asked(platform.begin(client)), platform.asked(platform.begin(client))
    for asked in (first, second):
        token = platform.sign(platform.claims(nonce=asked["nonce"]))
        assert platform.post(client, state=asked["state"], id_token=token).status_code == 302


def test_a_launch_ends_the_session_of_whoever_was_signed_in_before(client, platform, lesson, ben):
    client.force_login(ben)
    platform.launch(client)
    assert client.session["_auth_user_id"] != str(ben.pk)
    assert client.session["signed_in_by"] == "lti"
