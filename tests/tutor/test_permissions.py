"""Every address and socket against every kind of person; one without a row fails here."""

import re
from dataclasses import replace

import pytest
from channels.testing import WebsocketCommunicator
from django.urls import get_resolver

from tests.tutor.permission_matrix import PEOPLE, ROWS, SOCKETS, Row
from tests.tutor.permission_world import ask, patterns, sign_in
from tutor.asgi import application
from tutor.live.sockets import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from tutor.routing import websocket_urlpatterns

ALL = list(patterns(get_resolver()))


def test_every_address_has_its_row_and_every_row_its_address():
    keys = [key for key, _, _ in ALL]
    assert sorted(set(keys)) == sorted(ROWS)
    assert len(keys) == len(set(keys))


def test_every_socket_has_its_row():
    assert {str(found.pattern) for found in websocket_urlpatterns} == set(SOCKETS)


@pytest.mark.slow
@pytest.mark.parametrize("person", PEOPLE)
def test_each_address_opens_for_those_it_should_and_for_nobody_else(world, person):
    """One test for all rows of a person: the world is built once."""
    session, place = sign_in(world.people[person]), PEOPLE.index(person)
    found = {key: ask(key, row, world, session) for key, row in ROWS.items()}
    assert found == {key: row.outcome[place] for key, row in ROWS.items()}


@pytest.mark.slow
def test_whoever_comes_by_get_to_where_a_form_is_sent_is_led_to_its_page(world, sessions):
    """As a browser does that loads a reply anew, or had to sign in between."""
    forms = {key: row for key, row in ROWS.items() if row.method == "POST" and key.startswith("tutor:")}
    found = {key: ask(key, replace(row, method="GET"), world, sessions[-1]) for key, row in forms.items()}
    own = {key: ask(key, replace(row, method="GET"), world, sessions[1]) for key, row in forms.items()}
    assert len(found) > 30
    assert {key: told for key, told in found.items() if told not in "YN"} == {}
    assert {key: told for key, told in own.items() if told not in "YNF"} == {}


@pytest.mark.slow
def test_a_draft_and_its_pictures_are_seen_by_its_authors_alone(world, sessions, sitting):
    sitting.lesson.course.is_published = False
    sitting.lesson.course.save()
    image = Row("NNNNNYNY", args=("image", "image_name"))
    lesson = Row("LNNNNYNY", args=("course_slug", "lesson_slug"))
    for key, row in (("content:image", image), ("tutor:lesson", lesson)):
        assert "".join(ask(key, row, world, session) for session in sessions) == row.outcome


def test_no_view_escapes_the_check_against_forged_requests():
    views = {key: found.callback for key, found, _ in ALL}
    assert len(views) > 50
    # Platforms send the first two from their own origin; a state and a cookie of the way in stand for the
    # token. The third is shown in a frame of a platform, without cookies, and its address is the secret. What
    # a SAML identity provider posts to the last is signed, and answers a request of this browser.
    theirs = {"tutor:lti_login", "tutor:lti_launch", "tutor:lti_register_by_link", "saml_acs"}
    assert {key for key, view in views.items() if getattr(view, "csrf_exempt", False)} == theirs


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", SOCKETS)
async def test_a_socket_opens_for_those_it_should_and_for_nobody_else(world, sessions, route):
    row = SOCKETS[route]
    path = "/" + re.sub(r"<[^>]+>", world.args[row.args[0]], route)
    assert "".join([await knock(path, session) for session in sessions]) == row.outcome


async def knock(path: str, session: str) -> str:
    """Open a socket and return how it went, as the matrix writes it."""
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    headers.append((b"cookie", f"sessionid={session}".encode()))
    socket = WebsocketCommunicator(application, path, headers=headers)
    await socket.connect()
    outcome = "Y"
    if not await socket.receive_nothing(timeout=0.3, interval=0.01):
        first = await socket.receive_output()
        if first["type"] == "websocket.close":
            outcome = {CLOSE_UNAUTHENTICATED: "L", CLOSE_FORBIDDEN: "F"}[first["code"]]
    await socket.disconnect()
    return outcome
