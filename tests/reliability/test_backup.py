"""What docs/deployment.md says about backups, word for word: what is saved comes back whole."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.production.parts import ROOT
from tests.production.stores import NO_POSTGRES, ask, find_postgres_folder, make_postgres

pytestmark = pytest.mark.slow


def documented(number: int) -> str:
    """Return one of the blocks of commands under the heading "Backup and restore"."""
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", text.split("## Backup and restore\n")[1], flags=re.M)[0]
    return re.findall(r"```sh\n(.*?)```", section, re.S)[number]


def run(commands: str, env: dict[str, str], folder: Path) -> None:
    """Run commands as they stand, in a folder, each of which must succeed."""
    done = subprocess.run(["sh", "-eu", "-c", commands], cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def contents(database: str) -> dict[str, int]:
    """Return how many rows each table of a database has."""
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        if database.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    return {
        table: ask(database, f'SELECT count(*) FROM "{table}"')[0][0] for (table,) in ask(database, listing)
    }


@pytest.fixture
def postgres() -> Iterator[str]:
    """A server of our own, with an empty database beside the one that is named."""
    programs = find_postgres_folder()
    if programs is None:
        pytest.skip(NO_POSTGRES)
    with TemporaryDirectory(prefix="attune-site-") as folder:
        part, address = make_postgres(programs, Path(folder))
        part.start()
        try:
            part.wait_until_it_serves()
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("CREATE DATABASE elsewhere")
            yield address
        finally:
            part.stop()


def fill(env: dict[str, str]) -> None:
    """Make the demo, and a file that authors uploaded."""
    command = [sys.executable, "manage.py", "run_demo", "--prepare-only"]
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
    (Path(env["DATA_DIR"]) / "media").mkdir(exist_ok=True)
    (Path(env["DATA_DIR"]) / "media" / "upload.txt").write_text("a picture")


def save_and_restore(tmp_path: Path, old: str, new: str, blocks: tuple[int, int]) -> None:
    """Save what one address holds, restore it at another, and compare."""
    for name in ("old", "new", "backup"):
        (tmp_path / name).mkdir()
    # The commands call what an operator's environment would have in its path.
    path = f"{Path(sys.executable).parent}:{find_postgres_folder()}:{os.environ['PATH']}"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.dev", "PATH": path, "REDIS_URL": ""}
    here = {**env, "DATABASE_URL": old, "DATA_DIR": str(tmp_path / "old")}
    there = {**env, "DATABASE_URL": new, "DATA_DIR": str(tmp_path / "new")}
    fill(here)
    run(documented(blocks[0]), here, tmp_path / "backup")
    run(documented(blocks[1]), there, tmp_path / "backup")
    assert contents(old)["content_step"] > 20
    assert contents(new) == contents(old)
    assert (tmp_path / "new" / "media" / "upload.txt").read_text() == "a picture"


def test_a_backup_of_postgresql_comes_back_whole(tmp_path, postgres):
    save_and_restore(tmp_path, postgres, postgres.removesuffix("postgres") + "elsewhere", (0, 1))


def test_a_backup_of_sqlite_comes_back_whole(tmp_path):
    old, new = (f"sqlite:///{tmp_path}/{name}/attune.sqlite3" for name in ("old", "new"))
    save_and_restore(tmp_path, old, new, (2, 3))
