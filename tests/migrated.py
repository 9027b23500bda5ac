"""A test database with all migrations behind it, kept between runs: it takes seconds to run them all.

What is kept is named after everything that migrates: a file of SQLite, and on PostgreSQL a database that the
tests' own are copies of. `migrate` still runs on the copy, and finds nothing to do; tests of migrations go
back and forward from there.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from functools import wraps
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import django
from django.apps import apps
from django.db import ProgrammingError
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.sqlite3.creation import DatabaseCreation
from django.db.backends.utils import CursorWrapper
from django.db.utils import OperationalError

KEPT = "attune_migrated_"
# So many checkouts may share a server before the oldest has to migrate anew.
MOST_KEPT = 5


def checksum() -> str:
    """Return a name for the database that the migrations of all apps make."""
    digest = sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").rglob("*.py")):
            digest.update(f"\0{app.label} {path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def copy(source: Path, target: Path) -> None:
    """Copy a database, with what its log still holds, onto a path where nothing is left of another."""
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as origin, closing(sqlite3.connect(target)) as made:
        origin.backup(made)


@contextmanager
def migrated_once(folder: Path) -> Iterator[None]:
    """Make test databases from the one that is kept, or keep the first that is made; SQLite's in `folder`."""
    with ExitStack() as stack:
        stack.enter_context(_from_a_file(folder))
        stack.enter_context(_from_a_database())
        yield


@contextmanager
def _from_a_file(folder: Path) -> Iterator[None]:
    create, kept = DatabaseCreation.create_test_db, folder / f"{checksum()}.sqlite3"

    @wraps(create)
    def create_from_kept(self: DatabaseCreation, *args: object, **options: object) -> str:
        name = Path(self._get_test_db_name())
        if kept.exists():
            copy(kept, name)
            return str(create(self, *args, **options | {"keepdb": True}))
        made = str(create(self, *args, **options))
        # Whole at once, for another process may look for it.
        copy(name, unfinished := kept.with_suffix(f".{os.getpid()}"))
        unfinished.replace(kept)
        return made

    with patch.object(DatabaseCreation, "create_test_db", create_from_kept):
        yield


@contextmanager
def _from_a_database() -> Iterator[None]:
    create, kept = PostgresCreation.create_test_db, f"{KEPT}{checksum()[:16]}"

    @wraps(create)
    def create_from_kept(self: PostgresCreation, *args: object, **options: object) -> str:
        with self._nodb_cursor() as cursor:
            # One process migrates, and the others wait for what it keeps; the lock goes with the connection.
            cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [kept])
            if not self._database_exists(cursor, kept):
                made = str(create(self, *args, **options))
                self.connection.close()
                self.connection.close_pool()
                cursor.execute(f'CREATE DATABASE "{kept}" TEMPLATE "{made}"')
                _drop_older(cursor)
                return made
        with patch.dict(self.connection.settings_dict["TEST"], {"TEMPLATE": kept}):
            return str(create(self, *args, **options))

    with patch.object(PostgresCreation, "create_test_db", create_from_kept):
        yield


def _drop_older(cursor: CursorWrapper) -> None:
    cursor.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s",
        [KEPT, MOST_KEPT],
    )
    for (name,) in cursor.fetchall():
        with suppress(OperationalError, ProgrammingError):  # Another run copies it now, or has dropped it.
            cursor.execute(f'DROP DATABASE "{name}"')
