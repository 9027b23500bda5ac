"""A frame with a mark in it is sent through the real server, in good days and bad; then the mark is sought.

It is sought in the database, in what the broker holds after a clip's seconds, in results, in logs at debug
level, in temporary and media folders, and in the core of a process that died. Leaks that are planted on
purpose are found by the same search.
"""

import base64
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import websockets.sync.client
from django.conf import settings
from django.core.cache import cache

from tests import faces
from tests.e2e.server import Server, run_server
from tests.e2e.traces import broker_content, places_of, traces, written_by
from tests.people import agree, cookie_of
from tutor.models import Reading, Sitting

MOST_FRAMES = 600
MARK = b"Qx7-marked-frame-of-a-face-7xQ"


def marked(frame: bytes) -> bytes:
    """Return a JPEG with the mark as its comment."""
    return frame[:2] + b"\xff\xfe" + (len(MARK) + 2).to_bytes(2) + MARK + frame[2:]


def forms_of(mark: bytes) -> list[bytes]:
    """Return the mark as bytes, in hexadecimal, and in base64 wherever it may begin."""
    encoded = [base64.b64encode(bytes(shift) + mark)[4:-4] for shift in range(3)]
    return [mark, mark.hex().encode(), mark.hex(" ").encode(), *encoded]


FORMS = re.compile(b"|".join(map(re.escape, forms_of(MARK))), re.IGNORECASE)

SETTINGS = """from tutor.settings.test import *
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = "planted-"
"""
# A process that only reads clips has settings of its own, which are made to agree with those above.
READER = """from django.conf import settings
from tutor import reader
settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = "planted-"
settings.CACHES = {"default": {
    "BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": settings.REDIS_URL
}}
"""
# Put in place of what reads a clip, in whichever process does.
PLANTS = {
    "raises with it": 'raise ValueError(f"cannot read {frames[0]!r}")',
    "raises while it holds it": 'held = bytes(frames[0]); raise MemoryError("too much")',
    "aborts": "import os; os.abort()",
    "logs it": 'import logging; logging.getLogger("planted").debug("read %r", frames[0]); return None',
    "keeps it in a file": "import tempfile; from pathlib import Path; "
    'Path(tempfile.gettempdir(), "kept").write_bytes(frames[0]); return None',
    "keeps it in the cache": "from django.core.cache import cache; cache.set('kept', frames[0], 60)",
}


@contextmanager
def planted_server(folder: Path, plant: str = "") -> Iterator[Server]:
    """Serve at debug level, with a plant in the place of `read_clip`.

    Its queues are its own: another server that still runs beside it would read its clips.
    """
    imports = 'CELERY_IMPORTS = ["planted_tasks"]\n' if plant else ""
    (folder / "planted_settings.py").write_text(SETTINGS + imports)
    variables = {"LOG_LEVEL": "DEBUG", "CAMERA_FPS": "10"}
    variables |= {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "planted_settings"}
    if plant:
        (folder / "planted_tasks.py").write_text(
            f"import emotion.tasks\ndef read_clip(frames):\n    {PLANTS[plant]}\n"
            "emotion.tasks.read_clip = read_clip\n"
        )
    imports = "import planted_tasks\n" if plant else ""
    (folder / "planted_reader.py").write_text(f"{READER}{imports}reader.main()\n")
    with run_server(folder, reader="planted_reader", **variables) as server:
        yield server


def show_face(
    server: Server, sitting: Sitting, *, clips: int, until: Callable[[], bool] = lambda: True
) -> None:
    """Send marked frames over the student's own socket, as a browser would, and go on for what is awaited."""
    frame = marked(faces.clip("smiling")[0])
    with websockets.sync.client.connect(
        f"{server.url.replace('http', 'ws')}/ws/sittings/{sitting.pk}/",
        additional_headers={"Cookie": cookie_of(sitting.student)},
        origin=server.url,
    ) as socket:
        # Once it says how fast, it listens.
        while json.loads(socket.recv(timeout=20))["type"] != "pace":
            continue
        for sent in range(MOST_FRAMES):
            if sent >= 8 * clips and until():
                break
            socket.send(frame)
            time.sleep(0.1)


def places_of_the_mark(server: Server, folder: Path) -> set[str]:
    """Stop the server, and return where the mark is when a clip's seconds are over."""
    return {Path(where).name for where in traces(FORMS, server, folder)}


@pytest.fixture
def watched(sitting, transactional_db) -> Sitting:
    agree(sitting.student, "camera")
    return sitting


def test_the_mark_is_found_in_every_dress():
    frame = marked(faces.clip("smiling")[0])
    for shift in range(3):
        assert FORMS.search(base64.b64encode(frame[shift:]))
    assert FORMS.search(repr(frame).encode())
    assert FORMS.search(frame.hex().encode())
    assert not FORMS.search(faces.clip("smiling")[0])


def test_a_clip_that_is_read_leaves_numbers_and_no_mark(tmp_path, watched):
    with planted_server(tmp_path) as server:
        # A worker's first clip waits for the networks to load.
        show_face(server, watched, clips=3, until=Reading.objects.exists)
        limits = [
            Path(f"/proc/{process.pid}/limits").read_text()
            for process in server.processes.values()
            if Path("/proc/self/limits").exists()
        ]
        places = places_of_the_mark(server, tmp_path)
    assert places == set()
    assert Reading.objects.filter(sitting=watched).exists()
    assert all(re.search(r"core file size +0 +0 ", limit) for limit in limits)


@pytest.mark.parametrize("plant", ["raises with it", "raises while it holds it", "aborts"])
def test_a_worker_that_fails_with_a_frame_in_hand_leaves_no_mark(tmp_path, watched, plant):
    if plant == "aborts" and not settings.REDIS_URL:
        pytest.skip("one process alone has nobody to outlive it")
    with planted_server(tmp_path, plant) as server:

        def has_failed() -> bool:
            if plant == "aborts":
                return server.processes["emotion"].poll() is not None
            return any(error in server.log.read_text() for error in ("MemoryError", "ValueError"))

        show_face(server, watched, clips=2, until=has_failed)
        places = places_of_the_mark(server, tmp_path)
        log = server.log.read_text()
    assert places == set()
    assert not Reading.objects.exists()
    assert ("MemoryError" in log) is (plant == "raises while it holds it")
    assert ("ValueError" in log) is (plant == "raises with it")


LEAKS = {"logs it": "server.log", "keeps it in a file": "kept"}


@pytest.mark.parametrize("plant", LEAKS)
def test_a_leak_that_is_planted_is_found(tmp_path, watched, plant):
    with planted_server(tmp_path, plant) as server:
        show_face(server, watched, clips=2, until=lambda: bool(places_of(FORMS, written_by(tmp_path))))
        assert places_of_the_mark(server, tmp_path) == {LEAKS[plant]}


@pytest.mark.skipif(not settings.REDIS_URL, reason="only Redis outlives a process")
def test_a_leak_into_redis_is_found(tmp_path, watched):
    with planted_server(tmp_path, "keeps it in the cache") as server:
        show_face(server, watched, clips=2, until=lambda: "kept" in cache)
        places = places_of_the_mark(server, tmp_path)
    cache.delete("kept")
    assert any("kept" in place for place in places)


@pytest.mark.skipif(not settings.REDIS_URL, reason="one process has its worker with it")
def test_without_a_worker_clips_go_from_redis_by_themselves(tmp_path, watched):
    with planted_server(tmp_path) as server:
        worker = server.processes["emotion"]
        worker.terminate()
        worker.wait(timeout=15)
        # Waits for a clip that is there: how soon one is sent is the machine's affair.
        looks = []

        def is_there() -> bool:
            looks.append(bool(places_of(FORMS, broker_content())))
            return looks[-1]

        show_face(server, watched, clips=2, until=is_there)
        assert looks[-1]
        assert places_of_the_mark(server, tmp_path) == set()
