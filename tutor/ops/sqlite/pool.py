"""Open connections that wait for the next thread.

Each request has a thread of its own, and so has each piece of a socket's work: a connection opened anew for
each one, with Django's fifty functions and the statements that set it up, cost more than half of the queries
of a page.
"""

import atexit
import os
import sqlite3
import threading
from pathlib import Path
from typing import NamedTuple

MOST_IDLE = 16

_Place = tuple[int, int]


def place_of(name: str) -> _Place | None:
    """Return which file a path leads to now: a backup that was put in place is another one."""
    try:
        found = Path(name).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Opened(NamedTuple):
    """A connection, and the file that it was opened on."""

    place: _Place
    connection: sqlite3.Connection


class Pool:
    """Connections to what a path leads to, with the file that each was opened on."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[Opened] = []
        self._lock = threading.Lock()

    def take(self) -> Opened | None:
        """Return a connection to the file as it is now, the one used last, if one waits."""
        place = place_of(self._name)
        while True:
            with self._lock:
                if not self._idle:
                    return None
                opened = self._idle.pop()
            if opened.place == place:
                return opened
            opened.connection.close()

    def give(self, opened: Opened) -> bool:
        """Keep a connection that is in no transaction; say whether its file is there still, and room."""
        if opened.place != place_of(self._name):
            return False
        with self._lock:
            if len(self._idle) >= MOST_IDLE:
                return False
            self._idle.append(opened)
            return True

    def close(self) -> None:
        """Close those that wait; the last one brings the write-ahead log into the file."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, connection in idle:
            connection.close()

    def forget(self) -> None:
        """Leave those that wait to the process that opened them: SQLite lets none cross a fork."""
        self._lock = threading.Lock()
        _left_to_parent.extend(connection for _, connection in self._idle)
        self._idle = []


# Kept, because a connection that is collected is closed, and its locks are the parent's.
_left_to_parent: list[sqlite3.Connection] = []
_pools: dict[str, Pool] = {}
_making = threading.Lock()


def pool_of(name: str) -> Pool:
    """Return the pool of the connections to a file."""
    with _making:
        if name not in _pools:
            _pools[name] = Pool(name)
        return _pools[name]


def close_all() -> None:
    """Close every connection that waits."""
    for pool in list(_pools.values()):
        pool.close()


def _leave_to_parent() -> None:
    for pool in _pools.values():
        pool.forget()


atexit.register(close_all)
os.register_at_fork(after_in_child=_leave_to_parent)
