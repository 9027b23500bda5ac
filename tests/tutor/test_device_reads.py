"""CAMERA_READS: a browser's estimate goes the way of a worker's, and no picture goes where none may."""

import asyncio
import json
import time
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from channels.db import database_sync_to_async
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from emotion.estimate import STATES, ClipEstimate
from tests.people import agree
from tests.privacy import world
from tests.tutor.estimates import ESTIMATE
from tests.tutor.estimates import KNOWN_WORD as KNOWN
from tests.tutor.estimates import UNKNOWN_WORD as UNKNOWN
from tests.tutor.sockets import all_is_handled, connected, jpeg
from tutor import tasks
from tutor.live import learner
from tutor.live.device_batches import DeviceBatches, HandedIn, device_batches
from tutor.models import Adaptation, AffectLesson, AffectSlot, Reading, Sitting, User
from tutor.queries.affect_readings import find_here, find_states, slot_of
from tutor.services import adaptations, affect, consents, readings
from tutor.services.consents import camera_consent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_device(settings):
    settings.CAMERA_READS = "device"


@pytest.fixture
def consenting(amira, on_device):
    agree(amira, "camera")
    return amira


async def say(socket, word: dict) -> dict:
    await socket.send_to(text_data=json.dumps(word))
    return await socket.receive_json_from()


def numbers_of(reading: Reading) -> dict:
    varying = ("id", "_state", "at", "on_device")
    return {name: value for name, value in vars(reading).items() if name not in varying}


@pytest.fixture
def queued(monkeypatch) -> list[dict]:
    """Return the messages to workers, which nobody takes."""
    queued = []
    monkeypatch.setattr(tasks.observe_devices, "apply_async", lambda **options: queued.append(options))
    monkeypatch.setattr(tasks.consider, "apply_async", lambda **options: None)
    return queued


async def hand_in(queued: list[dict], *sockets) -> None:
    """Let pages say what their devices read, and wait until all of it is on its way."""
    before = sum(len(given["args"][0]) for given in queued)
    for socket in sockets:
        await socket.send_to(text_data=json.dumps(KNOWN))
    async with asyncio.timeout(20):
        while sum(len(given["args"][0]) for given in queued) < before + len(sockets):
            await asyncio.sleep(0.01)


async def test_what_a_browser_read_is_kept_and_told_as_what_a_worker_read(sitting, consenting, queued):
    socket = await connected(consenting, sitting)
    await hand_in(queued, socket)
    (given,) = queued
    ((message, sitting_id, captured_at),) = given["args"][0]
    await database_sync_to_async(tasks.observe_devices)(*given["args"])
    told = await socket.receive_json_from()
    await database_sync_to_async(tasks.observe)(message, sitting_id, captured_at)
    told_again = await socket.receive_json_from()
    assert told == told_again
    assert told["states"] == dict(zip(STATES, KNOWN["states"], strict=True))
    by_browser, by_worker = await database_sync_to_async(lambda: list(Reading.objects.order_by("pk")))()
    assert numbers_of(by_browser) == numbers_of(by_worker)
    assert (by_browser.on_device, by_worker.on_device) == (True, False)
    assert by_browser.at == by_worker.at
    await socket.disconnect()


@pytest.fixture
def two_sittings(classroom, lesson, on_device) -> list[Sitting]:
    """Return two students' sittings at the lesson; both agreed to the camera."""
    seated = world.seat(classroom, lesson, ["first", "second"], since=timezone.now())
    for sitting in seated.values():
        agree(sitting.student, "camera")
    return list(seated.values())


async def test_estimates_of_many_pages_are_one_message_and_each_page_hears_of_its_own(two_sittings, queued):
    first, second = [await connected(sitting.student, sitting) for sitting in two_sittings]
    # The first one waits for nobody, and the others for a moment.
    await hand_in(queued, first)
    await hand_in(queued, first, second)
    assert [len(given["args"][0]) for given in queued] == [1, 2]
    # The one who takes the yes back before the worker comes to it has nothing kept, and is told nothing.
    await database_sync_to_async(consents.withdraw)(student=two_sittings[1].student, purpose="camera")
    assert (await second.receive_json_from())["type"] == "consent"
    await database_sync_to_async(tasks.observe_devices)(*queued[1]["args"])
    assert (await first.receive_json_from())["type"] == "estimate"
    assert await second.receive_nothing()
    assert await database_sync_to_async(sittings_kept)() == [two_sittings[0].pk]
    for socket in (first, second):
        await socket.disconnect()


def sittings_kept() -> list[int]:
    return list(Reading.objects.values_list("sitting_id", flat=True))


async def test_what_still_waits_when_the_yes_is_taken_back_is_never_sent(two_sittings, queued):
    first, second = [await connected(sitting.student, sitting) for sitting in two_sittings]
    await hand_in(queued, first)
    await second.send_to(text_data=json.dumps(KNOWN))
    await all_is_handled(second)
    await database_sync_to_async(consents.withdraw)(student=two_sittings[1].student, purpose="camera")
    assert (await second.receive_json_from())["type"] == "consent"
    await device_batches.sent()
    assert [sitting for given in queued for _, sitting, _ in given["args"][0]] == [two_sittings[0].pk]
    for socket in (first, second):
        await socket.disconnect()


async def test_what_waited_too_long_for_the_broker_is_never_sent(queued):
    async def tell(estimate: dict) -> None:
        raise AssertionError("nobody kept it")

    batches = DeviceBatches()
    for sitting_id, age_s in ((1, 60.0), (2, 0.5), (3, 60.0)):
        batches.add(HandedIn("page", sitting_id, ESTIMATE, time.time() - age_s, tell))
    await batches.sent()
    assert [sitting for given in queued for _, sitting, _ in given["args"][0]] == [2]


async def test_for_a_page_that_left_meanwhile_no_rule_is_asked(two_sittings, queued, monkeypatch):
    asked = []
    first, second = [await connected(sitting.student, sitting) for sitting in two_sittings]
    await hand_in(queued, first)
    await hand_in(queued, first, second)
    await first.disconnect()
    monkeypatch.setattr(learner.looks, "ask", asked.append)
    await database_sync_to_async(tasks.observe_devices)(*queued[1]["args"])
    assert (await second.receive_json_from())["type"] == "estimate"
    assert asked == [two_sittings[1].pk]
    await second.disconnect()


def test_estimates_that_come_late_are_thrown_away(two_sittings, monkeypatch):
    told = []
    monkeypatch.setattr(tasks.events, "send_kept", lambda **words: told.append(words))
    now = time.time()
    clips = [
        (ESTIMATE.to_message(), sitting.pk, now - age)
        for sitting, age in zip(two_sittings, (9, 0), strict=True)
    ]
    tasks.observe_devices(clips, "specific.x!y", 7)
    assert told == [{"channel": "specific.x!y", "batch": 7, "kept": [1]}]
    assert sittings_kept() == [two_sittings[1].pk]


def test_many_estimates_are_kept_in_as_many_queries_as_one(two_sittings):
    clips = [readings.ReadClip(sitting.pk, ESTIMATE, timezone.now()) for sitting in two_sittings]
    for given in (clips[:1], clips, clips + clips):
        with CaptureQueriesContext(connection) as captured:
            assert readings.record_clips(given, on_device=True) == [True] * len(given)
        asked = [entry["sql"] for entry in captured if entry["sql"].startswith(("SELECT", "INSERT"))]
        assert len(asked) == 2


@pytest.mark.parametrize(
    ("setting", "code"),
    [({"CAMERA_AFFECT": False}, "camera_off"), ({"CAMERA_READS": "server"}, "read_here")],
)
async def test_where_no_browser_reads_its_word_is_refused(sitting, consenting, settings, setting, code):
    for name, value in setting.items():
        setattr(settings, name, value)
    socket = await connected(consenting, sitting)
    assert await say(socket, KNOWN) == {"type": "error", "code": code}
    await socket.disconnect()


async def test_without_a_yes_to_the_camera_nothing_is_taken(sitting, amira):
    socket = await connected(amira, sitting)
    assert await say(socket, KNOWN) == {"type": "error", "code": "no_consent"}
    await socket.disconnect()


async def test_a_word_out_of_shape_is_refused_and_the_socket_stays_open(sitting, consenting):
    socket = await connected(consenting, sitting)
    assert await say(socket, {**KNOWN, "states": [2, 0, 0, 0]}) == {"type": "error", "code": "bad_estimate"}
    await all_is_handled_after_a_while(socket)
    await socket.disconnect()


async def all_is_handled_after_a_while(socket) -> None:
    """Wait as `all_is_handled` does, past the second within which only one complaint is made."""
    await asyncio.sleep(1.1)
    await all_is_handled(socket)


async def test_estimates_come_at_the_pace_of_clips_or_are_refused(sitting, consenting, queued):
    socket = await connected(consenting, sitting)
    for _ in range(20):
        await socket.send_to(text_data=json.dumps(UNKNOWN))
    assert await socket.receive_json_from() == {"type": "error", "code": "too_fast"}
    await device_batches.sent()
    assert sum(len(given["args"][0]) for given in queued) == 2
    await socket.disconnect()


async def test_where_faces_are_read_on_the_device_no_picture_is_taken(sitting, consenting):
    socket = await connected(consenting, sitting)
    await socket.send_to(bytes_data=jpeg())
    assert await socket.receive_json_from() == {"type": "error", "code": "stays_on_device"}
    await socket.disconnect()


async def test_in_auto_a_picture_is_taken_after_the_second_yes_alone_and_until_it_is_taken_back(
    sitting, amira, settings
):
    settings.CAMERA_READS = "auto"
    await database_sync_to_async(agree)(amira, "camera")
    socket = await connected(amira, sitting)
    await socket.send_to(bytes_data=jpeg())
    assert (await socket.receive_json_from())["code"] == "stays_on_device"
    site = {"student": amira, "purpose": "frames"}
    await database_sync_to_async(consents.give)(**site, site="https://school.example")
    assert await socket.receive_json_from() == {"type": "consent", "camera": True, "frames": True}
    await socket.send_to(bytes_data=jpeg())
    assert await socket.receive_nothing()
    await database_sync_to_async(consents.withdraw)(**site)
    assert await socket.receive_json_from() == {"type": "consent", "camera": True, "frames": False}
    await socket.disconnect()


@pytest.mark.parametrize(
    ("reads", "purposes", "allowed"),
    [
        ("server", [], (False, False)),
        ("server", ["camera"], (True, True)),
        ("device", ["camera"], (True, False)),
        ("auto", ["camera"], (True, False)),
        ("auto", ["frames"], (False, False)),
        ("auto", ["camera", "frames"], (True, True)),
    ],
)
def test_what_a_yes_lets_the_camera_do(amira, settings, reads, purposes, allowed):
    settings.CAMERA_READS = reads
    for purpose in purposes:
        agree(amira, purpose)
    agreed = camera_consent(amira)
    assert (agreed.camera, agreed.frames) == allowed


@pytest.mark.parametrize(("second_yes", "by_worker"), [(False, 0), (True, 1)])
def test_in_auto_a_clip_that_a_worker_read_leaves_nothing_without_the_second_yes(
    amira, sitting, settings, second_yes, by_worker
):
    settings.CAMERA_READS = "auto"
    agree(amira, "camera")
    if second_yes:
        agree(amira, "frames")
    kept = {"sitting_id": sitting.pk, "estimate": ESTIMATE, "at": timezone.now()}
    assert readings.record_clip(**kept) is second_yes
    assert readings.record_clip(**kept, on_device=True)
    assert Reading.objects.filter(on_device=False).count() == by_worker


@pytest.mark.parametrize(
    ("reads", "says", "asks"),
    [
        ("server", "server that runs these lessons", False),
        ("device", "pictures never leave it", False),
        ("auto", "only if you say yes to that as well", True),
    ],
)
def test_the_words_say_where_a_face_is_read_and_auto_asks_about_pictures_by_itself(
    client, amira, settings, reads, says, asks
):
    settings.CAMERA_READS = reads
    client.force_login(amira)
    page = client.get(reverse("tutor:consent")).content.decode()
    assert says in page
    assert ('id="frames"' in page) is asks


def test_whoever_agreed_to_one_way_of_reading_is_asked_about_another(consenting, settings):
    assert consents.has_agreed(consenting, "camera")
    settings.CAMERA_READS = "auto"
    assert not consents.has_agreed(consenting, "camera")


# What a forged estimate can bring about.

OTHERS = [f"s{number}" for number in range(12)]


def figures_of(classroom, lesson, *, forged: str, now) -> tuple[list[dict[str, int]], list[Counter[str]]]:
    """Return what is told of a class whose one page lies of itself again and again, and what counts."""
    since = now - timedelta(seconds=100)
    sittings = world.seat(classroom, lesson, [*OTHERS, "forger"], since=since)
    world.show_faces(
        sittings,
        {name: ("confused", "engaged")[n % 2] for n, name in enumerate(OTHERS)},
        first=since,
        last=now,
    )
    agree(sittings["forger"].student, "camera")
    states = {name: float(name == forged) for name in STATES}
    lie = ClipEstimate(True, None, 1.0, states, ESTIMATE.emotions, "f")
    for second in range(100):
        at = since + timedelta(seconds=second)
        assert readings.record_clip(sitting_id=sittings["forger"].pk, estimate=lie, at=at, on_device=True)
    affect.update_ledger(classroom, now=now, rng=Random(7))
    told = [row.told["column"] for row in AffectSlot.objects.order_by("slot") if row.told.get("column")]
    slots = range(slot_of(since) + 1, slot_of(now))
    members = {sitting.student_id: number for number, sitting in enumerate(sittings.values())}
    here = find_here([classroom.pk], members=members, slots=slots)
    states = find_states(here, members=members, slots=slots)
    return told, [Counter(states[slot].values()) for slot in slots]


def test_a_forged_estimate_moves_a_figure_of_a_class_by_one_student_at_most(classroom, lesson):
    now = timezone.now()
    now -= timedelta(seconds=(now.timestamp() - 6) % 20)
    told, counted = {}, {}
    for forged in ("engaged", "frustrated"):
        told[forged], counted[forged] = figures_of(classroom, lesson, forged=forged, now=now)
        forget_class()
    assert told["engaged"]
    moved = [
        abs(one[name] - other[name])
        for one, other in zip(told["engaged"], told["frustrated"], strict=True)
        for name in one
        if name in STATES
    ]
    assert max(moved) <= 1
    # Before what is told is rounded down: a hundred lies count as one student.
    for honest, lying in zip(counted["engaged"], counted["frustrated"], strict=True):
        assert honest == {"confused": 6, "engaged": 7}
        assert lying == {"confused": 6, "engaged": 6, "frustrated": 1}


def forget_class() -> None:
    # Readings and slots go with them.
    AffectLesson.objects.all().delete()
    User.objects.filter(username__in=[*OTHERS, "forger"]).delete()


@pytest.mark.parametrize(("asks_the_face_alone", "helped"), [(False, 0), (True, 1)])
def test_a_forged_estimate_alone_brings_no_help_under_the_default_rules(
    amira, sitting, asks_the_face_alone, helped
):
    call_command("load_rules", "content/courses/default_rules.yaml", verbosity=0)
    if asks_the_face_alone:
        rule = Rule.objects.create(slug="face", name="Face", effects=["visual"], cooldown_s=0)
        Condition.objects.create(rule=rule, signal="camera.confused", enter=0.9, leave=0.9)
    agree(amira, "camera")
    states = {"engaged": 0.0, "bored": 0.0, "confused": 1.0, "frustrated": 1.0}
    lie = ClipEstimate(True, None, 1.0, states, {"neutral": 1.0}, "f")
    for second in range(0, 120, 2):
        at = timezone.now() - timedelta(seconds=second)
        readings.record_clip(sitting_id=sitting.pk, estimate=lie, at=at, on_device=True)
    adaptations.consider(sitting_id=sitting.pk)
    assert Adaptation.objects.filter(sitting=sitting).count() == helped
