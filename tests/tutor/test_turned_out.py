"""Who may be here no longer is turned out of what is open: signed out, shut off, or with another role."""

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests.people import agree
from tests.tutor.sockets import connected, jpeg, knock, open_socket, refusal_of
from tutor.live import sockets
from tutor.live.sockets import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from tutor.messages import events
from tutor.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clips(monkeypatch, amira) -> list:
    """Return what goes to the workers; Amira agreed that it does."""
    agree(amira, "camera")
    sent = []

    async def publish(send, **options):
        sent.append(send)

    monkeypatch.setattr("tutor.live.learner.publish", publish)
    return sent


@pytest.fixture
def checked_always(monkeypatch):
    monkeypatch.setattr(sockets, "CHECK_EVERY_S", 0.0)


async def code_of(socket: WebsocketCommunicator) -> int:
    """Return the code with which an open socket is closed, and leave it."""
    while (message := await socket.receive_output(timeout=5))["type"] == "websocket.send":
        continue
    await socket.disconnect()
    return message["code"]


async def show_a_clip(socket: WebsocketCommunicator) -> None:
    for _ in range(9):
        await socket.send_to(bytes_data=jpeg())


@database_sync_to_async
def sign_in(user: User) -> tuple[Client, str]:
    client = Client()
    client.force_login(user)
    return client, f"sessionid={client.cookies['sessionid'].value}"


PAGES = [
    ("amira", "/ws/sittings/{sitting}/"),
    ("tariq", "/ws/classrooms/{classroom}/"),
    ("tariq", "/ws/classrooms/{classroom}/boards/"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "path"), PAGES)
async def test_signing_out_closes_what_that_browser_has_open_and_no_other(classroom, sitting, name, path):
    user = await User.objects.aget(username=name)
    path = path.format(sitting=sitting.pk, classroom=classroom.pk)
    client, cookie = await sign_in(user)
    here, elsewhere = knock(path, cookie), await open_socket(path, user)
    for socket in (here, elsewhere):
        assert (await socket.connect())[0]
    await database_sync_to_async(client.post)(reverse("logout"))
    assert await code_of(here) == CLOSE_UNAUTHENTICATED
    while not await elsewhere.receive_nothing(timeout=0.3):
        assert (await elsewhere.receive_output())["type"] == "websocket.send"
    await elsewhere.disconnect()


async def test_frames_that_come_after_signing_out_are_not_read(sitting, amira, clips):
    client, cookie = await sign_in(amira)
    socket = knock(f"/ws/sittings/{sitting.pk}/", cookie)
    assert (await socket.connect())[0]
    await database_sync_to_async(client.post)(reverse("logout"))
    await show_a_clip(socket)
    assert await code_of(socket) == CLOSE_UNAUTHENTICATED
    assert clips == []


async def test_no_message_holds_a_session_key(monkeypatch, amira):
    sent = []
    monkeypatch.setattr(events, "_send", lambda group, event: sent.append(str(event)))
    client, cookie = await sign_in(amira)
    await database_sync_to_async(client.post)(reverse("logout"))
    assert len(sent) == 1
    assert cookie.removeprefix("sessionid=") not in sent[0]


@pytest.mark.parametrize("how", ["account", "session"])
async def test_the_frames_of_who_was_shut_off_are_not_read(sitting, amira, clips, checked_always, how):
    socket = await connected(amira, sitting)
    if how == "account":
        await User.objects.filter(pk=amira.pk).aupdate(is_active=False)
    else:
        await Session.objects.all().adelete()
    await show_a_clip(socket)
    assert await code_of(socket) == CLOSE_UNAUTHENTICATED
    assert clips == []


async def test_frames_are_read_without_asking_each_time_who_it_is(sitting, amira, clips, monkeypatch):
    asked = []
    monkeypatch.setattr(sockets, "find_person", asked.append)
    socket = await connected(amira, sitting)
    await show_a_clip(socket)
    await socket.disconnect()
    assert (len(clips), asked) == (1, [])


async def test_a_check_that_the_database_cannot_answer_turns_nobody_out(
    sitting, amira, checked_always, monkeypatch
):
    def refuse(scope):
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(sockets, "find_person", refuse)
    socket = await connected(amira, sitting)
    await socket.send_to(text_data="no json")
    assert (await socket.receive_json_from())["code"] == "bad_message"
    await socket.disconnect()


@pytest.mark.parametrize("page", ["", "boards/"])
async def test_who_teaches_no_more_opens_no_page_of_a_class(classroom, tariq, page):
    await User.objects.filter(pk=tariq.pk).aupdate(role="student")
    socket = await open_socket(f"/ws/classrooms/{classroom.pk}/{page}", tariq)
    assert await refusal_of(socket) == CLOSE_FORBIDDEN


@pytest.mark.parametrize("page", ["", "boards/"])
async def test_the_open_page_of_who_teaches_no_more_closes(classroom, tariq, checked_always, page):
    socket = await open_socket(f"/ws/classrooms/{classroom.pk}/{page}", tariq)
    assert (await socket.connect())[0]
    await User.objects.filter(pk=tariq.pk).aupdate(role="student")
    await database_sync_to_async(events.send_prompt_changed)(classroom_id=classroom.pk)
    assert await code_of(socket) == CLOSE_FORBIDDEN
