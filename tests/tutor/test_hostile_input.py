"""Hostile bytes, words and forms: each is refused with a word, and nothing falls over."""

import json
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emotion.estimate import ClipEstimate, InvalidEstimate
from emotion.frames import MAX_FRAME_BYTES, InvalidFrame, check_frame
from tests.people import agree, cookie_of
from tests.tutor.sockets import connected, knock, open_socket, png, refusal_of
from tutor.domain.frames import ClipBuffer
from tutor.live.cameras import cameras
from tutor.live.device_batches import device_batches
from tutor.live.learner import LearnerConsumer
from tutor.live.limits import CLOSE_TOO_MANY, MAX_SOCKETS
from tutor.live.sockets import CLOSE_FORBIDDEN
from tutor.models import Answer
from tutor.services.consents import CameraConsent
from tutor.services.sittings import open_sitting
from tutor.services.teaching.sessions import start_session

CODES = {"too_large", "not_jpeg", "bad_dimensions", "truncated"}
WORDS = {"bad_message", "no_consent", "camera_off", "too_fast", "read_here", "bad_estimate", *CODES}


def real_frame(seed: int = 0) -> bytes:
    picture = np.random.default_rng(seed).integers(0, 255, (15, 20, 3), dtype=np.uint8)
    return cv2.imencode(".jpg", cv2.resize(picture, (320, 240)))[1].tobytes()


FRAME = real_frame()
# A picture, cut, overwritten, stuffed, prefixed and followed by another file's bytes.
damage = st.builds(
    lambda cut, at, new, head, tail: head + FRAME[:cut][:at] + new + FRAME[:cut][at + len(new) :] + tail,
    cut=st.integers(0, len(FRAME)),
    at=st.integers(0, 700),
    new=st.binary(max_size=12),
    head=st.sampled_from([b"", b"", b"", b"\xff\xd8", b"PK\x03\x04", b"GIF89a"]),
    tail=st.sampled_from([b"", b"\xff\xd9", b"PK\x05\x06" + bytes(18), b"<script>", FRAME]),
)
anything = st.one_of(damage, st.binary(max_size=600), st.binary(max_size=200).map(lambda b: b"\xff\xd8" + b))


def judge(data: bytes) -> None:
    """A frame passes sane, or is refused by one of four words."""
    code = size = None
    try:
        size = check_frame(data)
    except InvalidFrame as error:
        code = error.code
    if size is None:
        assert code in CODES
    else:
        width, height = size
        assert 64 <= min(width, height) <= 480
        assert max(width, height) <= 640


@pytest.mark.slow
@settings(max_examples=1500)
@given(anything)
def test_no_bytes_make_the_check_of_a_frame_fall_over(data):
    judge(data)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
near_estimates = st.fixed_dictionaries(
    {},
    optional={
        "known": json_values,
        "reason": json_values,
        "faces_share": json_values,
        "states": json_values,
        "emotions": json_values,
        "model": json_values,
    },
)


@pytest.mark.slow
@settings(max_examples=500)
@given(json_values | near_estimates)
def test_a_worker_gone_wrong_gets_no_estimate_past_the_check(message):
    try:
        estimate = ClipEstimate.from_message(message)
    except InvalidEstimate:
        return
    assert 0 <= estimate.faces_share <= 1
    assert all(0 <= value <= 1 for value in [*estimate.states.values(), *estimate.emotions.values()])


@pytest.fixture
def page_at_the_socket(monkeypatch, settings) -> SimpleNamespace:
    """A consumer behind its connection: what it says is kept, and what it sends to workers counted."""
    consumer = LearnerConsumer()
    said: list[dict] = []
    clips: list[list[bytes]] = []
    estimates: list[dict] = []
    settings.CAMERA_READS = "auto"

    async def say(message, close=False):
        said.append(message)

    async def publish(send, *, args, **options):
        clips.append(args[0])
        cameras.leave(consumer.channel_name)

    async def note(touched_s):
        assert touched_s is None or touched_s >= 0

    consumer.joined, consumer.complained_at = ["a page"], float("-inf")
    consumer.agreed = CameraConsent(camera=True, frames=True)
    consumer.channel_name, consumer.sitting_id = "a page", 1
    consumer.told_fps, consumer.paced_at = 4.0, float("inf")
    consumer.clips = ClipBuffer(length=8)
    consumer.gate = consumer.device_gate = SimpleNamespace(allow=lambda now: True)
    monkeypatch.setattr(consumer, "send_json", say)
    monkeypatch.setattr("tutor.live.learner.publish", publish)
    monkeypatch.setattr(device_batches, "add", lambda one: estimates.append(one.estimate.to_message()))
    monkeypatch.setattr(consumer, "_note_presence", note)
    monkeypatch.setattr("tutor.live.learner.COMPLAIN_EVERY_S", 0)
    return SimpleNamespace(consumer=consumer, said=said, clips=clips, estimates=estimates)


# What a page says of a clip that it read itself.
CLIP = json.dumps(
    {
        "type": "clip",
        "age_s": 0.1,
        "model": "15a3",
        "faces_share": 1,
        "reason": None,
        "states": [0.5, 0.25, 0.25, 0.25],
        "emotions": [0.125] * 8,
    }
)
texts = st.one_of(
    st.text(max_size=100),
    json_values.map(str),
    st.builds(
        '{{"type": "{}", "on": {}, "touched_s": {}}}'.format, st.text(max_size=8), json_values, json_values
    ),
    st.builds(
        '{{"type": "here", "touched_s": {}}}'.format,
        st.sampled_from(["1e999", "-1", "NaN", "[]", '"x"', "3"]),
    ),
    st.fixed_dictionaries(
        {"type": st.just("clip"), "age_s": st.sampled_from([0, 1.5, -1, 4, True]), "model": st.just("15a3")},
        optional={
            "faces_share": st.sampled_from([0, 0.5, 1, 2, "1"]),
            "reason": st.sampled_from([None, "no_face", "?", 7]),
            "states": st.lists(st.sampled_from([0, 0.25, 1, -1, None]), max_size=5),
            "emotions": st.lists(st.sampled_from([0.125, 1, 2, "x"]), max_size=9),
            "more": json_values,
        },
    ).map(json.dumps),
    st.just(CLIP),
    st.sampled_from(["[" * 900, "x" * 100_000, '{"type": "camera"}', '{"type": {}}', "null"]),
)


@pytest.mark.slow
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(anything | texts | st.just(FRAME), max_size=12))
def test_whatever_a_page_sends_is_answered_with_a_word_and_kept_small(page_at_the_socket, sent):
    page_at_the_socket.said.clear()
    page_at_the_socket.clips.clear()
    page_at_the_socket.estimates.clear()
    for message in sent:
        kind = {"bytes_data": message} if isinstance(message, bytes) else {"text_data": message}
        async_to_sync(page_at_the_socket.consumer.receive)(**kind)
    assert {message["code"] for message in page_at_the_socket.said} <= WORDS
    assert len(page_at_the_socket.clips) >= min(1, sent.count(FRAME) // 8)
    frames = [frame for clip in page_at_the_socket.clips for frame in clip]
    assert all(len(frame) <= MAX_FRAME_BYTES for frame in frames)
    assert all(len(clip) <= 8 for clip in page_at_the_socket.clips)
    assert len(page_at_the_socket.estimates) >= sent.count(CLIP)
    for estimate in map(ClipEstimate.from_message, page_at_the_socket.estimates):
        assert all(0 <= value <= 1 for value in [*estimate.states.values(), *estimate.emotions.values()])


@pytest.mark.django_db(transaction=True)
async def test_one_student_opens_so_many_sockets_and_others_get_in(sitting, amira, classroom, tariq):
    path = f"/ws/sittings/{sitting.pk}/"
    open_now = [await connected(amira, sitting) for _ in range(MAX_SOCKETS)]
    one_more = await open_socket(path, amira)
    assert await refusal_of(one_more) == CLOSE_TOO_MANY
    teacher = await open_socket(f"/ws/classrooms/{classroom.pk}/", tariq)
    assert (await teacher.connect())[0]
    await teacher.disconnect()
    for socket in open_now:
        await socket.disconnect()
    again = await connected(amira, sitting)
    await again.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_more_sockets_of_one_session_are_refused_without_a_query(sitting, amira, monkeypatch):
    door = f"/ws/sittings/{sitting.pk}/", await database_sync_to_async(cookie_of)(amira)
    open_now = [knock(*door) for _ in range(MAX_SOCKETS)]
    for socket in open_now:
        assert (await socket.connect(timeout=5))[0]
    asked = []
    monkeypatch.setattr("channels.auth.get_user", lambda scope: asked.append(scope))
    one_more = knock(*door)
    assert (await one_more.connect())[0]
    assert (await one_more.receive_output())["code"] == CLOSE_TOO_MANY
    assert asked == []
    monkeypatch.undo()
    await open_now.pop().disconnect()
    again = knock(*door)
    assert (await again.connect(timeout=5))[0]
    for socket in [*open_now, one_more, again]:
        await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_a_bad_frame_of_one_student_is_nothing_to_another(sitting, amira, ben, lesson):
    await database_sync_to_async(agree)(amira, "camera")
    bens = await database_sync_to_async(open_sitting)(student=ben, lesson=lesson)
    one, other = await connected(amira, sitting), await connected(ben, bens)
    await one.send_to(bytes_data=png())
    assert (await one.receive_json_from())["code"] == "not_jpeg"
    assert await other.receive_nothing()
    await one.disconnect()
    await other.disconnect()


HUGE = 10**30
TEACHERS_ADDRESSES = [
    ("get", "{huge}/"),
    ("get", "{own}/reports/{huge}/"),
    ("get", "{own}/reports/lessons/{huge}/"),
    ("get", "{own}/reports/lessons/{huge}/xlsx/"),
    ("get", "{own}/reports/compare/?session={huge}&session=1"),
    ("post", "{own}/students/{huge}/remove/"),
    ("post", "{own}/teachers/{huge}/remove/"),
    ("post", "{own}/hands/{huge}/lower/"),
    ("post", "{own}/suggestions/{huge}/dismiss/"),
    ("post", "{own}/boards/{huge}/close/"),
    ("post", "{own}/posts/{huge}/remove/"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("method", "address"), TEACHERS_ADDRESSES)
def test_a_number_longer_than_any_key_names_nothing(client, tariq, classroom, method, address):
    client.force_login(tariq)
    reply = getattr(client, method)(f"/teach/{address.format(own=classroom.pk, huge=HUGE)}")
    assert reply.status_code == (422 if "compare" in address else 404)


FORMS_WITH_KEYS = [
    ("session/start/", {"lesson": HUGE, "pacing": "self"}),
    ("session/lead/", {"step": HUGE}),
    ("act/", {"action": "visual", "suggestion": HUGE}),
    ("boards/start/", {"words": "x", "minutes": 5, "way": "random", "step": HUGE, "suggestion": HUGE}),
]


@pytest.mark.parametrize(("address", "data"), FORMS_WITH_KEYS)
def test_a_form_with_such_a_number_is_refused(client, tariq, classroom, lesson, address, data):
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(tariq)
    assert client.post(f"/teach/{classroom.pk}/{address}", data).status_code in (302, 404, 422)
    session.refresh_from_db()
    assert session.step == lesson.steps.first()


@pytest.mark.django_db(transaction=True)
async def test_a_socket_of_such_a_number_is_refused(amira):
    assert await refusal_of(await open_socket(f"/ws/sittings/{HUGE}/", amira)) == CLOSE_FORBIDDEN


form_values = st.dictionaries(
    st.sampled_from(["number", "choice", "text", "order", "submission_id", "\x00", "match-0", "x" * 300]),
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(["1e400", "NaN", "-0", "9" * 5000, "1/0", "٣", "\x00", "½", "1_0", "0x10", "inf"]),
    ),
    max_size=4,
)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form_values, st.booleans())
def test_no_answer_makes_a_page_fall_over(client, amira, sitting, values, has_id):
    client.force_login(amira)
    question = sitting.lesson.steps.all()[1].questions.get()
    data = {
        **values,
        **({"submission_id": "7d6f4051-0000-4000-8000-000000000000", "tries": 0} if has_id else {}),
    }
    reply = client.post(
        reverse("tutor:answer", args=[sitting.pk, question.pk]), data, headers={"HX-Request": "true"}
    )
    has_nul = any("\0" in text for field in data.items() for text in map(str, field))
    assert reply.status_code in ((400,) if has_nul else (200, 422))
    Answer.objects.all().delete()
