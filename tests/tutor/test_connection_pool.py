"""On SQLite a connection that one thread closes serves the next, if it is whole and its file is there."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection

from tutor.ops.sqlite.base import DatabaseWrapper
from tutor.ops.sqlite.pool import MOST_IDLE, close_all, pool_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has a pool of its own"),
]


@pytest.fixture
def file(tmp_path) -> Iterator[Path]:
    yield tmp_path / "pooled.sqlite3"
    close_all()


def wrapper_at(file: Path) -> DatabaseWrapper:
    return DatabaseWrapper({**connection.settings_dict, "NAME": str(file)}, alias="pooled")


def in_a_thread(file: Path, work: Callable[[DatabaseWrapper], object]) -> sqlite3.Connection:
    """Let another thread work and close; return the connection that it had."""
    had = []

    def run() -> None:
        wrapper = wrapper_at(file)
        wrapper.ensure_connection()
        had.append(wrapper.connection)
        work(wrapper)
        wrapper.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)
    return had[0]


def ask(wrapper: DatabaseWrapper) -> None:
    with wrapper.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)


def test_the_next_thread_gets_the_connection_of_the_one_before(file):
    assert in_a_thread(file, ask) is in_a_thread(file, ask)


def test_two_at_a_time_have_a_connection_each(file):
    had = []
    first = in_a_thread(file, lambda wrapper: had.append(in_a_thread(file, ask)))
    assert first is not had[0]


def test_a_connection_closed_within_its_transaction_is_not_handed_on(file):
    def break_off(wrapper: DatabaseWrapper) -> None:
        wrapper.ensure_connection()
        wrapper._start_transaction_under_autocommit()

    broken = in_a_thread(file, break_off)
    assert in_a_thread(file, ask) is not broken


def test_a_connection_that_failed_is_not_handed_on(file):
    def fail(wrapper: DatabaseWrapper) -> None:
        with pytest.raises(DatabaseError), wrapper.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
        assert wrapper.errors_occurred

    failed = in_a_thread(file, fail)
    assert in_a_thread(file, ask) is not failed


def test_a_file_that_was_put_in_place_of_the_other_is_opened(file, tmp_path):
    def write(wrapper: DatabaseWrapper) -> None:
        with wrapper.cursor() as cursor:
            cursor.execute("CREATE TABLE seen (word)")

    before = in_a_thread(file, write)
    restored = tmp_path / "restored.sqlite3"
    sqlite3.connect(restored).close()
    shutil.move(restored, file)
    assert in_a_thread(file, ask) is not before


def test_a_file_that_was_replaced_while_it_was_in_use_is_opened(file, tmp_path):
    def replace(wrapper: DatabaseWrapper) -> None:
        ask(wrapper)
        restored = tmp_path / "restored.sqlite3"
        sqlite3.connect(restored).close()
        shutil.move(restored, file)

    before = in_a_thread(file, replace)
    assert in_a_thread(file, ask) is not before


def test_no_more_wait_than_are_of_use(file):
    wrappers = [wrapper_at(file) for _ in range(MOST_IDLE + 3)]
    for wrapper in wrappers:
        ask(wrapper)
    opened = [wrapper.connection for wrapper in wrappers]
    for wrapper in wrappers:
        wrapper.close()
    pool = pool_of(str(file))
    waiting = []
    while (one := pool.take()) is not None:
        waiting.append(one.connection)
    assert len(waiting) == MOST_IDLE
    assert set(waiting) < set(opened)
    for one in waiting:
        one.close()
