"""A database backend: Django's for SQLite, where transactions of one process wait for one another in a queue.

SQLite lets one transaction write at a time. Whoever comes meanwhile looks again after a sleep, first of one
millisecond, then of up to a hundred, so that with many students most of the time nobody writes and everybody
sleeps. In this queue the next one wakes when the one before it ends. Other processes are still waited for as
SQLite does it.

A connection that a thread closes waits in a pool for the next thread (tutor/ops/sqlite/pool.py).
"""

import sqlite3
import threading
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from tutor.ops.precedence import precedence
from tutor.ops.sqlite.pool import Opened, place_of, pool_of

# By file: only those who share one wait for each other.
_turns: dict[str, threading.Lock] = {}
_making = threading.Lock()


def _turn_at(name: str) -> threading.Lock:
    with _making:
        return _turns.setdefault(name, threading.Lock())


class DatabaseWrapper(base.DatabaseWrapper):
    """One thread's connection."""

    _turn: "threading.Lock | None" = None
    # `None` for one that is not to be handed on.
    _opened: Opened | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Return a connection that waits in the pool, or else a new one."""
        self._opened = None if self.is_in_memory_db() else pool_of(self._file).take()
        return self._opened.connection if self._opened else self._open(conn_params)

    def _open(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        """Return a new connection, and note on which file: the path may lead to another one later."""
        before = None if self.is_in_memory_db() else place_of(self._file)
        connection: sqlite3.Connection = super().get_new_connection(conn_params)
        after = None if self.is_in_memory_db() else place_of(self._file)
        # Replaced while it was opened, it may be either; where there was none, SQLite made it.
        if after is not None and before in (None, after):
            self._opened = Opened(after, connection)
        return connection

    def cursor(self) -> Any:
        """Return a cursor; who holds nobody up lets requests go first."""
        if self._turn is None and not self.in_atomic_block:
            precedence.give_way()
        return super().cursor()

    def _start_transaction_under_autocommit(self) -> None:
        precedence.give_way()
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            # A commit that failed leaves the transaction open, for a rollback to end.
            if self.connection is None or not self.connection.in_transaction:
                self._give_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _close(self) -> None:
        try:
            if not self._keep():
                super()._close()  # type: ignore[misc]
        finally:
            self._give_turn()

    def _keep(self) -> bool:
        """Put the connection into the pool, unless it is in the midst of something or has failed."""
        opened, self._opened = self._opened, None
        if opened is None or opened.connection is not self.connection:
            return False
        if self.errors_occurred or opened.connection.in_transaction:
            return False
        return pool_of(self._file).give(opened)

    @property
    def _file(self) -> str:
        return str(self.settings_dict["NAME"])

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        turn = _turn_at(self._file)
        if not turn.acquire(timeout=self._patience_s()):
            # As SQLite itself says it: to whoever handles an outage the two are one.
            raise OperationalError("database is locked")
        self._turn = turn

    def _patience_s(self) -> float:
        options: dict[str, Any] = self.settings_dict["OPTIONS"]
        return float(options.get("timeout", 5.0))

    def _give_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()
