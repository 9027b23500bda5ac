"""What an LMS may answer to a request of ours, and what is made of it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cryptography.hazmat.primitives import serialization
from django.core.cache import cache
from pylti1p3.registration import Registration

from tests.lti.platform import make_key
from tests.lti.rude import Rude
from tutor.outside import lti_http
from tutor.outside import lti_services as services
from tutor.outside.lti_services import Platform
from tutor.outside.replies import asked_wait_s

SCORE = {"userId": "amira", "scoreGiven": 1, "scoreMaximum": 1}


@pytest.fixture(scope="module")
def server():
    server = Rude()
    yield server
    server.close()


@pytest.fixture
def rude(server):
    server.reset()
    cache.clear()
    return server


def registration(rude: Rude, *, client_id: str = "one", token: str = "/token") -> Registration:
    key = make_key()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    made = Registration().set_issuer("https://lms.example").set_client_id(client_id)
    made.set_auth_token_url(rude.url + token).set_tool_private_key(private)
    return made.set_tool_public_key(public.decode())


@pytest.fixture
def platform(rude):
    return Platform(registration(rude))


def members(platform: Platform, rude: Rude) -> list[str]:
    return [member["user_id"] for page in platform.members(f"{rude.url}/members") for member in page]


def page_of(*subjects: str, link: str = "") -> tuple:
    return 200, {"members": [{"user_id": subject} for subject in subjects]}, {"link": link} if link else {}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, services.Refused),
        (403, services.Forbidden),
        (404, services.NotThere),
        (409, services.Outdated),
        (410, services.NotThere),
        (422, services.Refused),
        (429, services.Busy),
        (500, services.Away),
        (503, services.Away),
    ],
)
def test_each_refusal_has_a_name(platform, rude, status, error):
    rude.replies["/column/scores"] = [(status, {}, {})]
    with pytest.raises(error) as caught:
        platform.send_score(f"{rude.url}/column", SCORE)
    assert type(caught.value) is error
    assert rude.url not in str(caught.value)


def test_a_score_that_is_older_may_be_refused_with_400(platform, rude):
    rude.replies["/column/scores"] = [
        (400, {"error": "Score timestamp can only be updated to a later point"}, {})
    ]
    with pytest.raises(services.Outdated):
        platform.send_score(f"{rude.url}/column", SCORE)


def test_a_token_that_expired_is_replaced_and_the_request_sent_again(platform, rude):
    rude.replies["/column/scores"] = [(200, {}, {}), (401, {}, {}), (200, {}, {})]
    platform.send_score(f"{rude.url}/column", SCORE)
    platform.send_score(f"{rude.url}/column", SCORE)
    used = [token for path, token in rude.asked if path == "/column/scores"]
    assert used == ["Bearer token-1", "Bearer token-1", "Bearer token-2"]


def test_a_platform_that_refuses_a_new_token_as_well_forbids(platform, rude):
    rude.replies["/column/scores"] = [(401, {}, {})]
    with pytest.raises(services.Forbidden):
        platform.send_score(f"{rude.url}/column", SCORE)
    assert len(rude.tokens) == 2


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param((400, {"error": "invalid_client"}, {}), services.NoToken, id="unknown"),
        pytest.param((401, {}, {}), services.NoToken, id="key"),
        pytest.param((500, {}, {}), services.Away, id="broken"),
        pytest.param((429, {}, {}), services.Busy, id="busy"),
        pytest.param((200, b"<html>", {}), services.Garbled, id="page"),
        pytest.param((200, {}, {}), services.Garbled, id="empty"),
        pytest.param((200, [], {}), services.Garbled, id="list"),
    ],
)
def test_without_a_token_nothing_is_sent(platform, rude, reply, error):
    rude.replies["/token"] = [reply]
    with pytest.raises(error):
        platform.send_score(f"{rude.url}/column", SCORE)
    assert [path for path, _ in rude.asked if path != "/token"] == []


def test_registrations_of_one_issuer_do_not_share_a_token(rude):
    for client_id, token in (("one", "/token"), ("two", "/token"), ("one", "/other/token")):
        rude.replies["/column/scores"] = [(200, {}, {})]
        Platform(registration(rude, client_id=client_id, token=token)).send_score(f"{rude.url}/column", SCORE)
    used = [token for path, token in rude.asked if path == "/column/scores"]
    assert used == ["Bearer token-1", "Bearer token-2", "Bearer token-3"]


def test_a_token_is_asked_for_once(platform, rude):
    rude.replies["/column/scores"] = [(200, {}, {})]
    for _ in range(3):
        platform.send_score(f"{rude.url}/column", SCORE)
    assert len(rude.tokens) == 1


@pytest.mark.parametrize("lasts", [0, None, "soon", -5, 30], ids=["0", "none", "word", "negative", "short"])
def test_a_token_that_lasts_no_time_is_not_kept(platform, rude, lasts):
    token = {"access_token": "x", "expires_in": lasts}
    rude.replies["/token"] = [(200, token, {})]
    rude.replies["/column/scores"] = [(200, {}, {})]
    platform.send_score(f"{rude.url}/column", SCORE)
    before = len(rude.asked)
    platform.send_score(f"{rude.url}/column", SCORE)
    assert ("/token", "") in rude.asked[before:]


def test_a_score_that_is_taken_with_a_word_is_taken(platform, rude):
    rude.replies["/column/scores"] = [(200, b"OK", {})]
    platform.send_score(f"{rude.url}/column", SCORE)


def test_scores_go_below_the_columns_path_and_keep_its_query():
    assert services.scores_url("https://a/b/lineitem?type_id=1") == "https://a/b/lineitem/scores?type_id=1"


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"members": 3}', b"\xff"])
def test_a_list_of_members_that_is_none_is_not_taken_for_an_empty_one(platform, rude, body):
    rude.replies["/members"] = [(200, body, {})]
    with pytest.raises(services.Garbled):
        members(platform, rude)


def test_who_is_in_a_class_is_read_to_the_last_page(platform, rude):
    rude.replies["/members"] = [page_of("a", link=f'<{rude.url}/members2>; rel="next"')]
    rude.replies["/members2"] = [page_of("b")]
    assert members(platform, rude) == ["a", "b"]


@pytest.mark.parametrize(
    "link",
    [
        "<{url}/members2>; rel=next",
        '<{url}/members2>; title="more"; rel="next"',
        '<{url}/members?page=last>; rel="last", <{url}/members2>; rel="next"',
        '</members2>; rel="next"',
        '<{url}/members2>; REL="Next"',
    ],
    ids=["plain", "after-another", "second", "relative", "capitals"],
)
def test_the_next_page_is_found_however_its_header_is_written(platform, rude, link):
    rude.replies["/members"] = [page_of("a", link=link.format(url=rude.url))]
    rude.replies["/members2"] = [page_of("b")]
    assert members(platform, rude) == ["a", "b"]


@pytest.mark.parametrize(
    "link", ["https://elsewhere.example/m", "http://127.0.0.1:1/m", "//elsewhere.example/m", "http://[bad/m"]
)
def test_a_next_page_at_another_place_gets_no_token(platform, rude, link):
    rude.replies["/members"] = [page_of("a", link=f'<{link}>; rel="next"')]
    with pytest.raises(services.Garbled):
        members(platform, rude)


def test_pages_that_lead_in_a_circle_end(platform, rude):
    rude.replies["/members"] = [page_of("a", link=f'<{rude.url}/members>; rel="next"')]
    with pytest.raises(services.Garbled):
        members(platform, rude)


def test_a_redirect_is_not_followed_and_is_no_success(platform, rude):
    rude.replies["/column/scores"] = [(302, {}, {"Location": "http://elsewhere.example/"})]
    with pytest.raises(services.Garbled):
        platform.send_score(f"{rude.url}/column", SCORE)


def test_a_platform_that_does_not_answer_is_away(platform, rude, monkeypatch):
    monkeypatch.setattr(lti_http, "READ_S", 0.05)
    rude.sleep_s = 0.3
    with pytest.raises(services.Away):
        platform.send_score(f"{rude.url}/column", SCORE)


def test_a_platform_that_is_not_there_is_away(rude):
    gone = Rude()
    gone.close()
    with pytest.raises(services.Away):
        Platform(registration(rude)).send_score(f"{gone.url}/column", SCORE)


def test_an_answer_without_end_is_not_read_to_it(platform, rude, monkeypatch):
    monkeypatch.setattr(lti_http, "LARGEST_REPLY", 1000)
    rude.replies["/members"] = [(200, b" " * 2000, {})]
    with pytest.raises(services.Garbled):
        members(platform, rude)


@pytest.mark.parametrize(
    ("header", "wait_s"),
    [("120", 120), ("0", 1), ("999999999", services.LONGEST_WAIT_S), ("soon", None), ("", None)],
    ids=["seconds", "none", "years", "word", "empty"],
)
def test_how_long_to_wait_is_read(platform, rude, header, wait_s):
    rude.replies["/column/scores"] = [(429, {}, {"Retry-After": header})]
    with pytest.raises(services.Busy) as caught:
        platform.send_score(f"{rude.url}/column", SCORE)
    assert caught.value.again_in_s == wait_s


@pytest.mark.parametrize("zone", ["GMT", "-0000"])
def test_until_when_to_wait_is_read(zone):
    at = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    assert 290 < asked_wait_s(at.replace("GMT", zone)) <= 300


def test_a_wait_without_end_is_cut_short(platform, rude):
    rude.replies["/column/scores"] = [(429, {}, {"Retry-After": "9" * 400})]
    with pytest.raises(services.Busy) as caught:
        platform.send_score(f"{rude.url}/column", SCORE)
    assert caught.value.again_in_s == services.LONGEST_WAIT_S


def test_a_platform_that_is_down_for_a_while_is_busy(platform, rude):
    rude.replies["/column/scores"] = [(503, {}, {"Retry-After": "60"})]
    with pytest.raises(services.Busy):
        platform.send_score(f"{rude.url}/column", SCORE)
