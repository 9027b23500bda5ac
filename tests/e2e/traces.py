"""All that the product has written, and all that its broker still holds."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection


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
