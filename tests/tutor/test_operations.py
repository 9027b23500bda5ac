"""Ready or not, and the numbers for an operator."""

import asyncio
import shutil
import time
from types import SimpleNamespace

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError
from django.urls import reverse

from emotion.frames import CLIP_LENGTH
from emotion.tasks import analyse_clip
from tests.people import agree
from tests.tutor.sockets import connected, jpeg
from tutor.celery import app
from tutor.live.cameras import cameras
from tutor.models import Adaptation
from tutor.ops import metrics
from tutor.views import operations


def test_ready_when_all_parts_answer(client, db):
    reply = client.get("/readyz")
    assert (reply.status_code, set(reply.json().values())) == (200, {True})


@pytest.mark.parametrize("part", sorted(operations.CHECKS))
def test_a_part_that_is_away_is_named_and_nothing_else_is_told(client, db, monkeypatch, part):
    def fail():
        raise OperationalError("postgres://attune:secret@db.internal")

    monkeypatch.setitem(operations.CHECKS, part, fail)
    reply = client.get("/readyz")
    assert reply.status_code == 503
    assert [name for name, up in reply.json().items() if not up] == [part]
    assert b"secret" not in reply.content


def test_a_disk_that_is_full_is_not_ready(client, db, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "not" / "made yet"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    free = shutil.disk_usage(tmp_path).free
    monkeypatch.setattr(operations, "LEAST_FREE_BYTES", 2 * free + 1)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["disk"], reply.json()["database"]) == (503, False, True)


def test_metrics_open_by_the_token(client, db, settings):
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 403
    assert client.get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 403
    reply = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    assert b'attune_queue_messages{queue="emotion"}' in reply.content


def test_without_a_token_nothing_counts_as_one(client, db, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403


def test_metrics_name_nobody(client, admin_client, amira, sitting):
    client.force_login(amira)
    client.get(reverse("tutor:courses"))
    assert b"amira" not in admin_client.get("/metrics").content.lower()


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/privacy/"])
def test_no_page_allows_anything_inline_and_the_admin_only_frames_of_its_own(admin_client, path):
    policy = admin_client.get(path, follow=True)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert ("frame-ancestors 'self'" in policy) == path.startswith("/admin/")


def value_of(page: bytes, name: str) -> float:
    (line,) = [line for line in page.decode().splitlines() if line.startswith(name)]
    return float(line.split()[-1])


@pytest.fixture
def waiting():
    """A queue in which something waits that no worker takes."""
    channel = app.connection_for_write().default_channel
    channel.queue_purge("emotion")
    yield channel
    channel.queue_purge("emotion")


def test_the_age_of_a_queue_is_that_of_its_oldest_message(admin_client, waiting, monkeypatch):
    assert value_of(admin_client.get("/metrics").content, 'attune_queue_age_seconds{queue="emotion"}') == 0
    now = time.time()
    for back in (30, 10):
        monkeypatch.setattr("tutor.celery.time.time", lambda back=back: now - back)
        analyse_clip.apply_async(args=([b"x"],))
    monkeypatch.undo()
    page = admin_client.get("/metrics").content
    assert value_of(page, 'attune_queue_messages{queue="emotion"}') == 2
    assert 30 <= value_of(page, 'attune_queue_age_seconds{queue="emotion"}') < 40


def test_rules_are_counted_by_what_fired(admin_client, sitting):
    for kind in ("hint", "visual"):
        Adaptation.objects.create(
            sitting=sitting, step=sitting.step, rule_key="7", rule_name="Lost", kind=kind, sentence="Because."
        )
    page = admin_client.get("/metrics").content
    name = 'attune_rule_firings_last_hour{kind="hint",rule="7",scope="learner"}'
    assert value_of(page, name) == 1


@pytest.mark.django_db(transaction=True)
async def test_a_clip_that_brings_no_estimate_in_time_counts_as_dropped(sitting, amira, monkeypatch):
    await database_sync_to_async(agree)(amira, "camera")
    sent = []

    async def publish(send, **options):
        sent.append(options)

    monkeypatch.setattr("tutor.live.learner.publish", publish)
    monkeypatch.setattr(
        "tutor.live.learner.RateGate", lambda **rates: SimpleNamespace(allow=lambda now: True)
    )
    monkeypatch.setattr(cameras.turns, "patience_s", 0.0)
    before = metrics.LOST._value.get()
    socket = await connected(amira, sitting)
    # With the next frame the clip counts as lost, and with the one after it goes once more.
    for _ in range(CLIP_LENGTH + 2):
        await socket.send_to(bytes_data=jpeg(64, 64))
    async with asyncio.timeout(5):
        while len(sent) < 2:
            await asyncio.sleep(0.01)
    await socket.disconnect()
    assert metrics.LOST._value.get() == before + 1
