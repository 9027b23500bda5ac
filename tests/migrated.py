"""A test database with all migrations behind it, kept between runs: SQLite needs seconds to run them all.

What is kept is a file named after everything that migrates. `migrate` still runs on the copy, and finds
nothing to do; tests of migrations go back and forward from there.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import wraps
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import django
from django.apps import apps
from django.db.backends.sqlite3.creation import DatabaseCreation


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
    """Make test databases of SQLite from the one kept in `folder`, or keep the first that is made."""
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
