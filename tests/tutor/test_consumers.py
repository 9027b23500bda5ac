"""The learner's socket: who may open it, which frames it takes, what it says."""

import time
from unittest.mock import AsyncMock, patch

import pytest
from asgiref.sync import SyncToAsync
from channels.db import database_sync_to_async

from emotion.estimate import ClipEstimate
from tests.people import agree, make_user
from tests.tutor.sockets import all_is_handled, connected, flat_jpeg, jpeg, open_socket, png, refusal_of
from tutor import tasks
from tutor.live import learner
from tutor.live.learner import LearnerConsumer
from tutor.live.looks import Looks
from tutor.live.sockets import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from tutor.messages import events
from tutor.services import consents
from tutor.services.teaching.co_teachers import remove_teacher

pytestmark = pytest.mark.django_db(transaction=True)


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
async def test_a_bad_frame_is_refused_with_a_code_and_the_socket_stays_open(
    sitting, consenting, monkeypatch, frame, code
):
    monkeypatch.setattr("tutor.live.learner.COMPLAIN_EVERY_S", 0.0)
    socket = await connected(consenting, sitting)
    await socket.send_to(bytes_data=frame)
    assert await socket.receive_json_from() == {"type": "error", "code": code}
    await all_is_handled(socket)
    await socket.disconnect()


async def test_a_frame_takes_no_trip_to_the_thread_of_the_database(sitting, consenting):
    socket = await connected(consenting, sitting)
    with patch.object(SyncToAsync, "__call__", AsyncMock()) as trip:
        await socket.send_to(bytes_data=jpeg(64, 64))
        await socket.send_to(bytes_data=png())
        assert await socket.receive_json_from() == {"type": "error", "code": "not_jpeg"}
    assert not trip.called
    await socket.disconnect()


async def test_a_flood_is_refused_once_and_the_socket_stays_open(sitting, consenting, monkeypatch):
    monkeypatch.setattr("tutor.live.learner.COMPLAIN_EVERY_S", 60.0)
    socket = await connected(consenting, sitting)
    for _ in range(30):
        await socket.send_to(bytes_data=jpeg(64, 64))
    assert await socket.receive_json_from() == {"type": "error", "code": "too_fast"}
    assert await socket.receive_nothing()
    await socket.disconnect()


@pytest.mark.parametrize(
    "text", ["x", "[]", "{}", '{"type": 3}', '{"type": "camera", "on": "yes"}', "[" * 5000]
)
async def test_a_word_that_makes_no_sense_is_refused(sitting, amira, text):
    socket = await connected(amira, sitting)
    await socket.send_to(text_data=text)
    assert (await socket.receive_json_from())["code"] == "bad_message"
    await socket.disconnect()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("told", "seconds"),
    [("4", 4), ("null", None), ("-1", None), ('"4"', None), ("true", None), ("Infinity", None)],
)
async def test_the_page_tells_when_it_was_last_touched(sitting, amira, told, seconds):
    socket = await connected(amira, sitting)
    await socket.send_to(text_data=f'{{"type": "here", "touched_s": {told}}}')
    await all_is_handled(socket)
    before = sitting.seen_at
    await sitting.arefresh_from_db()
    assert sitting.seen_at > before
    touched_at = sitting.touched_at
    assert (touched_at and (sitting.seen_at - touched_at).total_seconds()) == seconds
    await socket.disconnect()


@pytest.mark.parametrize("camera_reads", [True, False])
async def test_the_policy_is_asked_by_an_estimate_or_else_by_a_sign_of_life(
    sitting, amira, monkeypatch, camera_reads
):
    asked = []
    monkeypatch.setattr(tasks.consider, "apply_async", lambda **options: asked.append(options["args"]))
    monkeypatch.setattr(learner, "looks", Looks())
    socket = await connected(amira, sitting)
    if camera_reads:
        estimate = ClipEstimate(known=True, reason=None, faces_share=1.0)
        await database_sync_to_async(events.send_estimate)(
            sitting_id=sitting.pk, estimate=estimate, captured_at=time.time()
        )
        assert (await socket.receive_json_from())["type"] == "estimate"
        await learner.looks.sent()
        assert asked == [([sitting.pk],)]
    await socket.send_to(text_data='{"type": "here"}')
    await all_is_handled(socket)
    await learner.looks.sent()
    assert asked == [([sitting.pk],)]
    await socket.disconnect()


async def test_consent_withdrawn_while_a_socket_opens_is_heard(sitting, consenting, monkeypatch):
    join = LearnerConsumer.join

    async def withdraw_and_join(self, *groups):
        await database_sync_to_async(consents.withdraw)(student=consenting, purpose="camera")
        await join(self, *groups)

    monkeypatch.setattr(LearnerConsumer, "join", withdraw_and_join)
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/", consenting)
    assert (await socket.connect())[0]
    assert await socket.receive_json_from() == {"type": "consent", "camera": False, "frames": False}
    assert (await socket.receive_json_from())["type"] == "pace"
    await socket.send_to(bytes_data=jpeg())
    assert await socket.receive_json_from() == {"type": "error", "code": "no_consent"}
    await socket.disconnect()


async def test_withdrawn_consent_stops_an_open_socket(sitting, consenting):
    socket = await connected(consenting, sitting)
    await database_sync_to_async(consents.withdraw)(student=consenting, purpose="camera")
    assert await socket.receive_json_from() == {"type": "consent", "camera": False, "frames": False}
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
