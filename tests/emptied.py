"""PostgreSQL emptied between tests by deleting rows: TRUNCATE makes new files for every table and index.

With a hundred tables that takes most of a second, also where nothing is in them.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from unittest.mock import patch

import psycopg
from django.core.management.color import Style
from django.db import OperationalError
from django.db.backends.postgresql.operations import DatabaseOperations

# Well within the limit of a test, which ends it without a word of who held its rows.
LONGEST_WAIT_S = 30


def sql_delete(
    self: DatabaseOperations, style: Style, tables: Sequence[str], *, reset_sequences: bool = False, **_: bool
) -> list[str]:
    """Return what empties tables, in one transaction; like TRUNCATE it waits for whoever still writes."""
    assert not reset_sequences, "no test asks for its keys to begin at 1"
    quoted = [self.quote_name(table) for table in tables]
    if not quoted:
        return []
    deletions = "; ".join(f"DELETE FROM {table}" for table in quoted)
    return [
        f"SET LOCAL lock_timeout = '{LONGEST_WAIT_S}s'",
        f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE",
        deletions,
    ]


def end_holders(connection: psycopg.Connection) -> str:
    """End whoever is in the middle of a transaction on this database; return what each did, a line each."""
    with psycopg.connect(**{**connection.info.get_parameters(), "password": connection.info.password}) as own:
        rows = own.execute(
            "SELECT state, wait_event, now() - xact_start, query, pg_terminate_backend(pid)"
            " FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL"
            " AND pid NOT IN (pg_backend_pid(), %s)",
            [connection.info.backend_pid],
        ).fetchall()
    return "\n".join(" | ".join(str(value)[:300] for value in row) for row in rows)


@contextmanager
def emptied_by_rows() -> Iterator[None]:
    """Empty databases of PostgreSQL that way; who holds rows for too long is named in a warning, and ended.

    A process that hangs would else fail each test that comes after, and none would say what it did.
    """
    execute = DatabaseOperations.execute_sql_flush

    @wraps(execute)
    def execute_or_end(self: DatabaseOperations, sql_list: list[str]) -> None:
        try:
            execute(self, sql_list)
        except OperationalError as fault:
            if isinstance(fault.__cause__, psycopg.errors.LockNotAvailable):
                held = end_holders(self.connection.connection)
                warnings.warn(f"Rows were held for {LONGEST_WAIT_S} s by\n{held}", stacklevel=2)
            # After a deadlock whoever was in the way has what it asked for, and ends by itself.
            elif not isinstance(fault.__cause__, psycopg.errors.DeadlockDetected):
                raise
            execute(self, sql_list)

    with (
        patch.object(DatabaseOperations, "sql_flush", sql_delete),
        patch.object(DatabaseOperations, "execute_sql_flush", execute_or_end),
    ):
        yield
