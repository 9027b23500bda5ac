"""The learner's socket: who may open it, which frames it takes, what it says."""

import asyncio

import numpy as np
import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from tests.conftest import agree, cookie_of, make_user
from tutor import tasks
from tutor.asgi import application
from tutor.live.sockets import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from tutor.messages import events
from tutor.services import consents
from tutor.services.teaching.co_teachers import remove_teacher

cv2 = pytest.importorskip("cv2")
pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = (b"origin", b"http://localhost")


def jpeg(width: int = 320, height: int = 240) -> bytes:
    noise = np.random.default_rng(0).integers(0, 255, (height // 16, width // 16, 3), dtype=np.uint8)
    ok, data = cv2.imencode(".jpg", cv2.resize(noise, (width, height)))
    assert ok
    return data.tobytes()


def flat_jpeg(width: int, height: int) -> bytes:
    ok, data = cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))
    assert ok
    return data.tobytes()


def png() -> bytes:
    ok, data = cv2.imencode(".png", np.zeros((240, 320, 3), np.uint8))
    assert ok
    return data.tobytes()


def knock(path: str, cookie: str = "", origin=ORIGIN) -> WebsocketCommunicator:
    headers = [origin, (b"host", b"localhost"), (b"cookie", cookie.encode())]
    return WebsocketCommunicator(application, path, headers=headers)


async def open_socket(path: str, user=None, origin=ORIGIN) -> WebsocketCommunicator:
    cookie = "" if user is None else await database_sync_to_async(cookie_of)(user)
    return knock(path, cookie, origin)


async def connected(user, sitting) -> WebsocketCommunicator:
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/", user)
    assert (await socket.connect())[0]
    assert (await socket.receive_json_from())["type"] == "consent"
    assert (await socket.receive_json_from())["type"] == "pace"
    return socket


async def refusal_of(socket: WebsocketCommunicator) -> int:
    """Return the code with which a socket is turned away, and leave as a browser does.

    What is left open at the end of a test is cancelled, and a read from Redis may swallow that.
    """
    await socket.connect()
    code = (await socket.receive_output())["code"]
    await socket.disconnect()
    return code


async def test_a_stranger_is_turned_away(sitting):
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/")
    assert await refusal_of(socket) == CLOSE_UNAUTHENTICATED


async def test_another_student_is_turned_away(sitting, ben):
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/", ben)
    assert await refusal_of(socket) == CLOSE_FORBIDDEN


async def test_a_page_of_another_site_cannot_open_it(sitting, amira):
    socket = await open_socket(
        f"/ws/sittings/{sitting.pk}/", amira, origin=(b"origin", b"https://evil.example")
    )
    assert not (await socket.connect())[0]


async def test_without_consent_no_frame_is_taken(sitting, amira):
    socket = await connected(amira, sitting)
    await socket.send_to(bytes_data=jpeg())
    assert await socket.receive_json_from() == {"type": "error", "code": "no_consent"}
    await socket.disconnect()


@pytest.fixture
def consenting(amira):
    agree(amira, "camera")
    return amira


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\xff\xd8" + b"x" * 70_000, "too_large"),
        (png(), "not_jpeg"),
        (b"GIF89a" + b"x" * 100, "not_jpeg"),
        (flat_jpeg(1280, 720), "bad_dimensions"),
        (jpeg()[:900], "truncated"),
    ],
)
async def test_a_bad_frame_is_refused_with_a_code_and_the_socket_stays_open(sitting, consenting, frame, code):
    socket = await connected(consenting, sitting)
    await socket.send_to(bytes_data=frame)
    assert await socket.receive_json_from() == {"type": "error", "code": code}
    await asyncio.sleep(1.1)
    await socket.send_to(text_data="no json")
    assert await socket.receive_json_from() == {"type": "error", "code": "bad_message"}
    await socket.disconnect()


async def test_a_flood_is_refused_and_the_socket_stays_open(sitting, consenting):
    socket = await connected(consenting, sitting)
    for _ in range(30):
        await socket.send_to(bytes_data=jpeg(64, 64))
    assert await socket.receive_json_from() == {"type": "error", "code": "too_fast"}
    await socket.disconnect()


@pytest.mark.parametrize(
    "text", ["x", "[]", "{}", '{"type": 3}', '{"type": "camera", "on": "yes"}', "[" * 5000]
)
async def test_a_word_that_makes_no_sense_is_refused(sitting, amira, text):
    socket = await connected(amira, sitting)
    await socket.send_to(text_data=text)
    assert (await socket.receive_json_from())["code"] == "bad_message"
    await socket.disconnect()


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("4", 4), ("null", None), ("-1", None), ('"4"', None), ("true", None), ("Infinity", None)],
)
async def test_the_page_tells_when_it_was_last_touched(sitting, amira, told, seconds):
    socket = await connected(amira, sitting)
    await socket.send_to(text_data=f'{{"type": "here", "touched_s": {told}}}')
    before = sitting.seen_at
    while sitting.seen_at == before:
        await asyncio.sleep(0.05)
        await sitting.arefresh_from_db()
    touched_at = sitting.touched_at
    assert (touched_at and (sitting.seen_at - touched_at).total_seconds()) == seconds
    await socket.disconnect()


@pytest.mark.parametrize("camera_reads", [True, False])
async def test_the_policy_is_asked_by_a_sign_of_life_only_where_no_estimate_asks_it(
    sitting, amira, monkeypatch, camera_reads
):
    asked = []
    monkeypatch.setattr(tasks.consider, "apply_async", lambda **options: asked.append(options["args"]))
    socket = await connected(amira, sitting)
    if camera_reads:
        await database_sync_to_async(events.send_estimate)(sitting_id=sitting.pk, estimate={"known": True})
        assert (await socket.receive_json_from())["type"] == "estimate"
    await socket.send_to(text_data='{"type": "here"}')
    before = sitting.seen_at
    while sitting.seen_at == before:
        await asyncio.sleep(0.05)
        await sitting.arefresh_from_db()
    await asyncio.sleep(0.2)
    assert asked == ([] if camera_reads else [(sitting.pk,)])
    await socket.disconnect()


async def test_withdrawn_consent_stops_an_open_socket(sitting, consenting):
    socket = await connected(consenting, sitting)
    await database_sync_to_async(consents.withdraw)(student=consenting, purpose="camera")
    assert await socket.receive_json_from() == {"type": "consent", "camera": False}
    await socket.send_to(bytes_data=jpeg())
    assert (await socket.receive_json_from())["code"] == "no_consent"
    await socket.disconnect()


async def test_with_the_feature_off_no_frame_is_taken(sitting, consenting, settings):
    settings.CAMERA_AFFECT = False
    socket = await connected(consenting, sitting)
    await socket.send_to(bytes_data=jpeg())
    assert (await socket.receive_json_from())["code"] == "camera_off"
    await socket.disconnect()


async def test_only_a_teacher_of_the_class_opens_its_socket(classroom, amira, tariq):
    for user, code in ((amira, CLOSE_FORBIDDEN), (None, CLOSE_UNAUTHENTICATED)):
        socket = await open_socket(f"/ws/classrooms/{classroom.pk}/", user)
        assert await refusal_of(socket) == code
    socket = await open_socket(f"/ws/classrooms/{classroom.pk}/", tariq)
    assert (await socket.connect())[0]
    await socket.disconnect()


async def test_a_removed_teachers_open_pages_close_and_a_colleagues_stay(classroom, tariq):
    olga = await database_sync_to_async(make_user)("olga", role="teacher")
    await database_sync_to_async(classroom.teachers.add)(olga)
    path = f"/ws/classrooms/{classroom.pk}/"
    pages = [await open_socket(path, olga), await open_socket(f"{path}boards/", olga)]
    stays = await open_socket(path, tariq)
    for page in [*pages, stays]:
        assert (await page.connect())[0]
    await database_sync_to_async(remove_teacher)(classroom=classroom, teacher_id=olga.pk)
    for page in pages:
        while (message := await page.receive_output(timeout=5))["type"] == "websocket.send":
            continue
        assert message["code"] == CLOSE_FORBIDDEN
        await page.disconnect()
    assert await stays.receive_nothing()
    await stays.disconnect()
