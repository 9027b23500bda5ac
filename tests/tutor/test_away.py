"""A part of the site is away for a moment: pages say so, sockets close in words, nobody is shut out later."""

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError
from django.test import Client

from tests.tutor.sockets import connected, open_socket
from tutor.live import learner
from tutor.live.limits import MAX_SOCKETS
from tutor.live.sockets import CountedConsumer
from tutor.messages.outage import CLOSE_TRY_LATER, close_on_outage, connection_lost
from tutor.views import pages


def refuse(*args, **kwargs):
    raise OperationalError("the database system is starting up")


@pytest.fixture
def no_database(monkeypatch):
    """Requests and sockets meet a database that refuses them, as one that restarts does."""
    monkeypatch.setattr(pages.progress, "practice_sets", refuse)
    monkeypatch.setattr(learner, "_is_open", refuse)
    monkeypatch.setattr(learner, "_join_in", refuse)


def test_a_page_without_its_database_says_when_to_come_back(amira, no_database):
    client = Client(raise_request_exception=False)
    client.force_login(amira)
    reply = client.get("/learn/")
    assert (reply.status_code, reply["Retry-After"]) == (503, "3")
    assert b'http-equiv="refresh"' in reply.content


def test_a_mistake_of_ours_is_still_a_500(amira, monkeypatch):
    monkeypatch.setattr(pages.progress, "practice_sets", lambda *args, **kwargs: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(amira)
    reply = client.get("/learn/")
    assert (reply.status_code, b"Something broke" in reply.content) == (500, True)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_cannot_be_served_is_never_taken_for_a_connection(sitting, amira, no_database):
    for _ in range(2 * MAX_SOCKETS):
        socket = await open_socket(f"/ws/sittings/{sitting.pk}/", amira)
        # With Redis, letting go of the channel takes a second of its own.
        assert not (await socket.connect(timeout=5))[0]
        await socket.disconnect()
    assert CountedConsumer._open[amira.pk] == 0


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_outlives_a_missed_sign_of_life(sitting, amira, monkeypatch):
    monkeypatch.setattr(learner.sittings, "note_presence", refuse)
    socket = await connected(amira, sitting)
    await socket.send_to(text_data='{"type": "here"}')
    await socket.send_to(text_data="no json")
    assert (await socket.receive_json_from())["code"] == "bad_message"
    await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_that_misses_an_event_asks_the_page_to_come_back(sitting, amira, request):
    socket = await connected(amira, sitting)
    request.getfixturevalue("no_database")
    await database_sync_to_async(learner.events.send_hand_changed)(sitting_id=sitting.pk)
    assert (await socket.receive_output())["code"] == CLOSE_TRY_LATER
    await socket.disconnect()
    assert CountedConsumer._open[amira.pk] == 0


@pytest.mark.django_db(transaction=True)
async def test_every_open_socket_asks_its_page_to_come_back_where_redis_was_lost(sitting, amira):
    sockets = [await connected(amira, sitting), await connected(amira, sitting)]
    connection_lost.send(sender=None)
    for socket in sockets:
        assert (await socket.receive_output())["code"] == CLOSE_TRY_LATER
        await socket.disconnect()
    assert CountedConsumer._open[amira.pk] == 0
    assert not CountedConsumer._in_groups


async def test_a_socket_that_closed_itself_in_an_outage_is_not_closed_again():
    sent = []

    async def application(scope, receive, send):
        await send({"type": "websocket.close", "code": CLOSE_TRY_LATER})
        raise ConnectionError

    async def send(message):
        sent.append(message["type"])

    await close_on_outage(application)({}, None, send)
    assert sent == ["websocket.close"]
