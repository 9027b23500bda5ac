"""All that the product has written, and all that its broker still holds."""

import re
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.e2e.server import Server

# A clip's message outlives its worker by seconds at most.
CLIP_S = 4.5


def places_of(signs: re.Pattern[bytes], contents: Iterable[tuple[str, bytes]]) -> set[str]:
    """Return where something of the kind is."""
    return {where for where, content in contents if signs.search(content)}


def traces(signs: re.Pattern[bytes], server: Server, folder: Path) -> set[str]:
    """Stop a server; return where it wrote something of the kind, or left it to the broker for too long."""
    written = places_of(signs, written_by(folder))
    server.stop()
    # Nobody is left to write: what is not there now does not come any more.
    written |= places_of(signs, written_by(folder))
    deadline = time.monotonic() + CLIP_S
    while (held := places_of(signs, broker_content())) and time.monotonic() < deadline:
        time.sleep(0.1)
    return written | held


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
