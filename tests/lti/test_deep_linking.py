"""A teacher chooses what an LMS links to; the answer is signed, goes where the launch said, and goes once."""

import json
import re
from types import SimpleNamespace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm

from content.models import Course, Lesson
from tests.lti.platform import make_key
from tests.people import make_user
from tutor.services.lti import deep_links
from tutor.services.lti.keys import published_keys
from tutor.services.lti.platforms import register_platform
from tutor.views.lti.deep_linking import form_target

CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RETURN_URL = "https://lms.example/mod/lti/contentitem_return.php?course=7&id=3"
ASKS = {
    "deep_link_return_url": RETURN_URL,
    "accept_types": ["link", "ltiResourceLink"],
    "accept_presentation_document_targets": ["iframe", "window"],
    "accept_multiple": True,
    "data": "csrf:7",
}


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch) -> None:
    """Sign with one key: making one takes longer than a test."""
    key = make_key()
    monkeypatch.setattr(rsa, "generate_private_key", lambda **wanted: key)


@pytest.fixture
def deployment(db):
    platform = register_platform(
        name="Hill School",
        issuer="https://lms.example",
        client_id="attune",
        auth_url="https://lms.example/auth",
        token_url="https://lms.example/token",
        keyset_url="https://lms.example/keys",
        deployment_ids=("1",),
    )
    return platform.deployments.get()


@pytest.fixture
def asked(client, tariq, lesson, deployment):
    """Sign Tariq in, with a request of the LMS in his session: `asked(accept_multiple=False)` is its page."""
    client.force_login(tariq)

    def ask(**changed: object) -> str:
        session = client.session
        claim = {name: value for name, value in {**ASKS, **changed}.items() if value is not None}
        key = deep_links.remember_asked(session, person=tariq, deployment=deployment, claim=claim)
        session.save()
        return reverse("tutor:lti_links", args=[key])

    return ask


def read_answer(reply) -> dict[str, object]:
    """Return what the form of a page carries, its signature checked with our published keys."""
    page = reply.content.decode()
    token = re.search(r'name="JWT" value="([^"]+)"', page)[1]
    kid = jwt.get_unverified_header(token)["kid"]
    [key] = [key for key in published_keys()["keys"] if key["kid"] == kid]
    return jwt.decode(
        token, RSAAlgorithm.from_jwk(json.dumps(key)), ["RS256"], audience="https://lms.example"
    )


def items_of(reply) -> list[dict[str, object]]:
    return read_answer(reply)[f"{CLAIM}content_items"]


def choose(client: Client, page: str, *picks: str, **more: str):
    return client.post(page, {"pick": picks, "send": "chosen", **more})


def test_what_is_chosen_becomes_links_with_columns(client, asked, lesson):
    reply = choose(client, asked(), f"course-{lesson.course_id}", f"lesson-{lesson.pk}")
    course, taken = items_of(reply)
    launch = "http://testserver" + reverse("tutor:lti_launch")
    assert taken == {
        "type": "ltiResourceLink",
        "title": "A half",
        "text": "Halves",
        "url": launch,
        "custom": {
            "attune_course": "halves",
            "attune_lesson": "a-half",
            "attune_key": f"lesson-{lesson.pk}",
        },
        "lineItem": {
            "label": "A half",
            "scoreMaximum": 100,
            "resourceId": f"attune-lesson-{lesson.pk}",
            "tag": "attune-lesson",
        },
        "window": {"targetName": "attune"},
    }
    assert course["custom"] == {"attune_course": "halves", "attune_key": f"course-{lesson.course.pk}"}
    assert course["lineItem"]["resourceId"] == f"attune-course-{lesson.course_id}"


def test_the_answer_says_who_sends_it_and_brings_back_what_was_sent_along(client, asked, lesson):
    message = read_answer(choose(client, asked(), f"lesson-{lesson.pk}"))
    assert message["iss"] == "attune"
    assert message["aud"] == ["https://lms.example"]
    assert message[f"{CLAIM}data"] == "csrf:7"
    assert message["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == "1"
    assert message["https://purl.imsglobal.org/spec/lti/claim/message_type"] == "LtiDeepLinkingResponse"
    assert message["nonce"]


def test_what_was_not_sent_along_is_not_sent_back(client, asked, lesson):
    assert f"{CLAIM}data" not in read_answer(choose(client, asked(data=None), f"lesson-{lesson.pk}"))


def test_a_lesson_may_wait_for_its_teacher(client, asked, lesson):
    [item] = items_of(choose(client, asked(), f"lesson-{lesson.pk}", led="yes"))
    assert item["custom"]["attune_led"] == "1"
    assert item["title"] == "A half (with the class)"


def test_the_answer_goes_to_the_address_of_the_launch_and_nowhere_else(client, asked, lesson):
    page = asked()
    reply = choose(client, page, f"lesson-{lesson.pk}")
    policy = reply["Content-Security-Policy"]
    assert "form-action https://lms.example/mod/lti/contentitem_return.php;" in f"{policy};"
    assert "script" not in policy
    assert f'action="{RETURN_URL.replace("&", "&amp;")}"' in reply.content.decode()
    assert "form-action 'self'" in client.get(page)["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://lms.example", "https://lms.example/"),
        ("https://lms.example:8443/a?b=c#d", "https://lms.example:8443/a"),
        ("https://lms.example/a;script-src *,b", "https://lms.example/a%3Bscript-src%20*%2Cb"),
        ("https://user@lms.example/a'b\"", "https://lms.example/a%27b%22"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ],
    ids=["bare", "port", "separators", "quotes", "letters"],
)
def test_an_address_is_named_in_a_policy_without_what_would_change_it(address, named):
    assert form_target(address) == named


def test_nothing_is_sent_by_a_script_within_the_page(client, asked, lesson):
    page = choose(client, asked(), f"lesson-{lesson.pk}").content.decode()
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert "send_at_once.js" in page
    assert re.search(r"<button[^>]*>Continue</button>", page)


def test_who_goes_back_without_a_choice_adds_nothing(client, asked):
    assert items_of(client.post(asked(), {"send": "none"})) == []


def test_an_answer_goes_once(client, asked, lesson):
    page = asked()
    assert choose(client, page, f"lesson-{lesson.pk}").status_code == 200
    again = choose(client, page, f"lesson-{lesson.pk}")
    assert again.status_code == client.get(page).status_code == 404
    assert "sent already" in again.content.decode()
    assert "JWT" not in again.content.decode()


def test_of_two_tabs_that_read_the_session_before_one_answers(client, asked, tariq):
    page = asked()
    key, before, sent = page.split("/")[-2], client.session, []
    found = deep_links.find_asked(before, key=key, person=tariq)
    for _ in range(2):
        try:
            sent.append(deep_links.answer_asked(client.session, asked=found, items=[]))
        except deep_links.Over:
            sent.append(None)
    assert [bool(answer) for answer in sent] == [True, False]


def test_a_request_lasts_an_hour(client, asked, lesson, monkeypatch):
    page = asked()
    later = deep_links.time.time() + deep_links.LASTS_S + 5
    monkeypatch.setattr(deep_links, "time", SimpleNamespace(time=lambda: later))
    reply = choose(client, page, f"lesson-{lesson.pk}")
    assert reply.status_code == 404
    assert "an hour" in reply.content.decode()


def test_a_request_is_its_persons_alone(asked, lesson, deployment):
    page, tessa = asked(), Client()
    tessa.force_login(make_user("tessa", role="teacher"))
    assert choose(tessa, page, f"lesson-{lesson.pk}").status_code == 404


def test_a_session_taken_over_by_another_person_answers_nothing(client, asked, lesson, tariq):
    page = asked()
    with pytest.raises(deep_links.Over):
        deep_links.find_asked(client.session, key=page.split("/")[-2], person=make_user("tessa"))


def test_a_platform_that_was_switched_off_gets_no_answer(client, asked, lesson, deployment):
    page = asked()
    deployment.registration.is_active = False
    deployment.registration.save()
    assert choose(client, page, f"lesson-{lesson.pk}").status_code == 404


def test_students_choose_nothing(client, asked, tariq):
    page = asked()
    tariq.role = "student"
    tariq.save()
    assert client.get(page).status_code == 403


def test_an_unpublished_course_is_not_offered_to_its_author_either(client, asked, lesson, tariq):
    draft = Course.objects.create(slug="thirds", title="Thirds", owner=tariq)
    hidden = Lesson.objects.create(course=draft, slug="a-third", title="A third")
    page = asked()
    assert "A third" not in client.get(page).content.decode()
    for pick in (f"lesson-{hidden.pk}", f"course-{draft.pk}"):
        reply = choose(client, page, f"lesson-{lesson.pk}", pick)
        assert reply.status_code == 422
        assert "not open any more" in reply.content.decode()


def test_nothing_chosen_is_said_and_the_request_stays_open(client, asked, lesson):
    page = asked()
    for picks in ((), ("lesson-x", "lesson-", "step-3")):
        reply = choose(client, page, *picks)
        assert reply.status_code == 422
        assert "Choose at least one" in reply.content.decode()
    assert choose(client, page, f"lesson-{lesson.pk}").status_code == 200


@pytest.mark.parametrize("said", [False, "false", None], ids=["no", "word", "silent"])
def test_an_lms_that_takes_one_gets_one(client, asked, lesson, said):
    page = asked(accept_multiple=said)
    shown = client.get(page).content.decode()
    assert 'type="radio" name="pick"' in shown
    assert "takes one at a time" in shown
    reply = choose(client, page, f"lesson-{lesson.pk}", f"course-{lesson.course_id}")
    assert reply.status_code == 422
    assert f'value="lesson-{lesson.pk}" checked' in reply.content.decode()


@pytest.mark.parametrize("types", [["link"], [], None], ids=["links", "none", "silent"])
def test_an_lms_that_takes_no_tools_is_refused_in_words(asked, types):
    with pytest.raises(deep_links.NotServed, match="Nothing was changed"):
        asked(accept_types=types)


@pytest.mark.parametrize(
    "address",
    [None, "", "javascript:alert(1)", "/here", "https://", "https://[", "https://a..b/", "https://a:b/", 7],
    ids=str,
)
def test_an_answer_without_a_place_to_go_is_refused(asked, address):
    with pytest.raises(deep_links.NotServed, match="where your choice is to go"):
        asked(deep_link_return_url=address)


def test_what_the_lms_cannot_use_is_left_out(client, asked, lesson):
    page = asked(accept_lineitem=False, accept_presentation_document_targets=["iframe"])
    shown = client.get(page).content.decode()
    assert "makes no column" in shown
    assert "window of its own" in shown
    [item] = items_of(choose(client, page, f"lesson-{lesson.pk}"))
    assert not {"lineItem", "window"} & set(item)


def test_a_long_title_fits_the_column_and_stays_whole_in_the_link(client, asked, lesson):
    lesson.title = "Halves " * 20
    lesson.save()
    [item] = items_of(choose(client, asked(), f"lesson-{lesson.pk}"))
    assert len(item["lineItem"]["label"]) <= 100 < len(item["title"])


def test_a_search_finds_by_words_and_keeps_what_is_chosen(client, asked, lesson):
    page = asked()
    assert "Search by title" not in client.get(page).content.decode()
    more = [
        Lesson(course=lesson.course, slug=f"part-{number}", title=f"Part {number} of a pie", position=number)
        for number in range(2, 90)
    ]
    Lesson.objects.bulk_create(more)
    assert "29 more are not shown" in client.get(page).content.decode()
    shown = client.post(
        page, {"words": "PIE 77", "search": "yes", "pick": f"lesson-{lesson.pk}"}
    ).content.decode()
    assert re.findall(r'value="lesson-\d+"( checked)?', shown) == [" checked", ""]
    assert "Part 77 of a pie" in shown


def test_a_site_without_courses_says_what_will_be_here(client, asked, lesson):
    Course.objects.update(is_published=False)
    page = client.get(asked()).content.decode()
    assert "Lessons to link to will be here" in page
    assert 'value="none"' in page


def test_an_answer_goes_back_through_the_frame_of_the_lms_without_a_session(client, asked, lesson):
    sent = choose(client, asked(), f"lesson-{lesson.pk}")
    back = re.search(r'data-back="([^"]+)"', sent.content.decode())[1]
    framed = Client().get(back)
    assert items_of(framed) == items_of(sent)
    policy = framed["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "form-action https://lms.example/mod/lti/contentitem_return.php" in policy
    assert "X-Frame-Options" not in framed
    assert "data-back" not in framed.content.decode()
    assert "frame-ancestors 'none'" in sent["Content-Security-Policy"]


def test_nothing_comes_of_a_way_back_that_was_guessed(client, db):
    reply = client.get(reverse("tutor:lti_links_back", args=["guessed"]))
    assert reply.status_code == 404
    assert "JWT" not in reply.content.decode()


def test_the_window_and_the_frame_that_opened_it_know_of_each_other(client, asked, lesson):
    page = asked()
    for reply in (client.get(page), choose(client, page), choose(client, page, f"lesson-{lesson.pk}")):
        assert reply["Cross-Origin-Opener-Policy"] == "unsafe-none"
    assert client.get("/teach/")["Cross-Origin-Opener-Policy"] == "same-origin"


def launch(platform, client, *, role: str = "Instructor", **said: object):
    settings = {"deep_link_return_url": f"{platform.url}/deep_links", **ASKS, **said}
    claims = {f"{CLAIM}deep_linking_settings": settings}
    return platform.launch(client, "tariq", roles=(role,), message="LtiDeepLinkingRequest", **claims)


def test_a_teacher_comes_from_the_lms_to_the_page_and_back(client, platform, lesson):
    reply = launch(platform, client, deep_link_return_url=f"{platform.url}/deep_links")
    assert reply["Cross-Origin-Opener-Policy"] == "unsafe-none"
    sent = choose(client, reply["Location"], f"lesson-{lesson.pk}")
    assert f'action="{platform.url}/deep_links"' in sent.content.decode()
    message = platform.read(re.search(r'name="JWT" value="([^"]+)"', sent.content.decode())[1])
    assert message["iss"] == platform.client_id
    assert message["aud"] == [platform.issuer]


def test_a_student_who_is_sent_to_choose_comes_home(client, platform, lesson):
    assert launch(platform, client, role="Learner")["Location"] == "/"


def test_what_cannot_be_served_is_said_at_once(client, platform, lesson):
    reply = launch(platform, client, accept_types=["file"])
    assert reply.status_code == 400
    assert "Nothing was changed" in reply.content.decode()
