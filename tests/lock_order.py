"""Watches in which order transactions lock rows, and names every one that goes against the order.

The order is that of `tutor.services.locks`, by table; within one table, rows are locked by key, which is not
seen here. Only PostgreSQL has such locks.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

ORDER = (
    "tutor_user",
    "tutor_consent",
    "tutor_classroom",
    "tutor_classsession",
    "tutor_sitting",
    "tutor_stepvisit",
    "tutor_suggestion",
    "tutor_groupprompt",
    "the rest",
)
LOCK = re.compile(
    r'SELECT .*? FROM "(tutor_\w+)".* FOR (?:NO KEY )?UPDATE|(?:UPDATE|DELETE FROM) "(tutor_\w+)"', re.S
)


class Watch:
    """The tables that the transaction under way has locked, and what went against the order so far."""

    def __init__(self) -> None:
        self.depth, self.locked, self.inversions = 0, [], []

    def __call__(self, execute, sql, params, many, context):
        reply = execute(sql, params, many, context)
        self.see(str(sql), rows=context["cursor"].rowcount)
        return reply

    def see(self, sql: str, *, rows: int) -> None:
        """Take note of one statement, which has been executed and met so many rows."""
        if sql.startswith("SAVEPOINT"):
            self.depth += 1
        elif sql.startswith("RELEASE"):
            # Also after it was rolled back.
            self.depth -= 1
        if self.depth == 0:
            self.locked = []
        elif rows and (found := LOCK.match(sql)):
            self._lock(found[1] or found[2])

    def _lock(self, table: str) -> None:
        if table in self.locked:
            return
        later = [other for other in self.locked if rank(other) > rank(table)]
        if later:
            self.inversions.append(f"{table} after {', '.join(later)}")
        self.locked.append(table)


def rank(table: str) -> int:
    """Return where a table stands in the order."""
    return ORDER.index(table if table in ORDER else "the rest")


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch this thread's connection. A service's transaction is a savepoint within the test's own."""
    watch = Watch()
    with connection.execute_wrapper(watch):
        yield watch
