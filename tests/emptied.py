"""PostgreSQL emptied between tests by deleting rows: TRUNCATE makes new files for every table and index.

With a hundred tables that takes most of a second, also where nothing is in them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from django.core.management.color import Style
from django.db.backends.postgresql.operations import DatabaseOperations


def sql_delete(
    self: DatabaseOperations, style: Style, tables: Sequence[str], *, reset_sequences: bool = False, **_: bool
) -> list[str]:
    """Return what empties tables, in one transaction; like TRUNCATE it waits for whoever still writes."""
    assert not reset_sequences, "no test asks for its keys to begin at 1"
    quoted = [self.quote_name(table) for table in tables]
    if not quoted:
        return []
    deletions = "; ".join(f"DELETE FROM {table}" for table in quoted)
    return [f"LOCK TABLE {', '.join(quoted)} IN ACCESS EXCLUSIVE MODE", deletions]


@contextmanager
def emptied_by_rows() -> Iterator[None]:
    """Empty databases of PostgreSQL that way."""
    with patch.object(DatabaseOperations, "sql_flush", sql_delete):
        yield
