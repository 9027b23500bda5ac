"""A frame of a face lives in memory only: after a sitting nothing that was written holds image data."""

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.conftest import give_consent, open_lesson, sign_in, switch_camera_on, wait_for_readings
from tests.e2e.server import run_server

# How a JPEG begins: as bytes, in base64, as a repr, as hexadecimal.
SIGNS = re.compile(rb"\xff\xd8\xff|/9j/4|\\xff\\xd8\\xff|ffd8ffe|ff d8 ff", re.IGNORECASE)


def test_the_signs_are_found_where_there_is_a_picture():
    picture = b"\xff\xd8\xff\xe0\x00\x10JFIF"
    for written in (picture, base64.b64encode(picture), repr(picture).encode(), picture.hex().encode()):
        assert SIGNS.search(b"text " + written)


def test_a_sitting_leaves_no_picture_behind(
    playwright, tmp_path, amira, sitting, make_rule, camera_file, transactional_db
):
    make_rule("camera.coverage", enter=0.5)
    give_consent(amira)
    with run_server(tmp_path, LOG_LEVEL="DEBUG") as server:
        browser = playwright.chromium.launch(
            executable_path=required_chromium(), args=launch_arguments(camera=camera_file("smiling"))
        )
        context = browser.new_context(base_url=server.url)
        context.grant_permissions(["camera"], origin=server.url)
        sign_in(context, amira)
        page = context.new_page()
        open_lesson(page, sitting)
        switch_camera_on(page)
        wait_for_readings(sitting, 3, page, known=True)
        found = {where for where, content in written_by(tmp_path) if SIGNS.search(content)}
        page.click("#camera-switch")
        # A clip's message outlives its worker by seconds at most.
        page.wait_for_timeout(4000)
        browser.close()
        found |= {
            where for where, content in [*written_by(tmp_path), *broker_content()] if SIGNS.search(content)
        }
    assert found == set()


def written_by(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield all that the product has written: database rows, files, logs."""
    for model in apps.get_models():
        # A course's own pictures are meant to be stored.
        if model._meta.label != "content.Image":
            yield model._meta.label, repr(list(model.objects.values())).encode()
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            # By another process: SQLite's locks would fall if this one closed a file of the database.
            yield str(path), subprocess.run(["cat", path], capture_output=True, check=True).stdout
    for path in [*folder.rglob("*"), *Path(settings.MEDIA_ROOT).rglob("*")]:
        if path.is_file():
            yield str(path), path.read_bytes()


def broker_content() -> Iterator[tuple[str, bytes]]:
    """Yield every value the broker still holds."""
    if not settings.REDIS_URL:
        return
    redis = pytest.importorskip("redis").Redis.from_url(settings.REDIS_URL)
    # By each kind's own words: DUMP compresses what it hands out.
    readers = {
        b"string": lambda key: [redis.get(key)],
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
        b"hash": lambda key: [part for pair in redis.hgetall(key).items() for part in pair],
    }
    for key in redis.keys("*"):
        # What has expired since it was listed is of no kind any more.
        read = readers.get(redis.type(key), lambda _: [])
        yield key.decode(errors="replace"), b" ".join(filter(None, read(key)))
