"""The days of the readings table on PostgreSQL: made ahead, dropped whole. SQLite has none, and needs none.

A day (UTC) is a partition. To drop one costs the same however much is in it, and leaves nothing to vacuum.
A reading whose day was not made, because the schedule stood still, lands in the partition for the rest;
making the day moves it over.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from django.db import OperationalError, connection, transaction

if TYPE_CHECKING:
    from psycopg.sql import Composed

logger = logging.getLogger(__name__)

TABLE = "tutor_reading"
REST = "tutor_reading_rest"
# A weekend without a schedule is bridged.
DAYS_AHEAD = 3
# To make or drop a day locks the table for milliseconds, but waits for open transactions, and whoever comes
# meanwhile waits behind it. So it gives up soon; the next hour tries again.
LOCK_TIMEOUT_S = 2
# Make a table, move what waits for it in the rest, and only then attach it: the shortest lock.
TO_MAKE: Final = (
    "CREATE TABLE {day} (LIKE {table} INCLUDING DEFAULTS INCLUDING INDEXES)",
    # No reading of the day may land in the rest after the move: attaching would then fail.
    "LOCK TABLE {rest} IN SHARE ROW EXCLUSIVE MODE",
    "WITH moved AS (DELETE FROM {rest} WHERE at >= {first} AND at < {end} RETURNING *)"
    " INSERT INTO {day} SELECT * FROM moved",
    "ALTER TABLE {table} ATTACH PARTITION {day} FOR VALUES FROM ({first}) TO ({end})",
)


def make_days(*, today: date) -> int:
    """Make the partitions of today and of `DAYS_AHEAD` days after it; return how many were missing."""
    if connection.vendor != "postgresql":
        return 0
    there = set(existing_days())
    wanted = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1)]
    return sum(_try(TO_MAKE, day) for day in wanted if day not in there)


def drop_days(*, before: datetime) -> int:
    """Drop the partitions that end at `before` (a midnight in UTC) or earlier; return how many."""
    return sum(drop_day(day) for day in existing_days() if midnight(day) < before)


def drop_day(day: date) -> bool:
    """Drop one day's partition; say whether it went."""
    return _try(["DROP TABLE {day}"], day)


def existing_days() -> list[date]:
    """Return the days that have a partition, the oldest first; none on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [TABLE]
        )
        names = [name for (name,) in cursor.fetchall() if name != REST]
    return sorted(datetime.strptime(name[-8:], "%Y%m%d").replace(tzinfo=UTC).date() for name in names)


def _try(statements: Sequence[str], day: date) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in ("SET LOCAL lock_timeout = {wait}", *statements):
                cursor.execute(_composed(statement, day))
    except OperationalError as error:
        logger.warning("the readings of %s wait for the next run: %s", day, error)
        return False
    return True


def _composed(statement: str, day: date) -> "Composed":
    """Return a statement with names and bounds filled in."""
    # Here and not above: on SQLite nobody comes here, and psycopg is ten megabytes.
    from psycopg.sql import SQL, Identifier, Literal

    return SQL(statement).format(
        day=Identifier(f"{TABLE}_{day:%Y%m%d}"),
        table=Identifier(TABLE),
        rest=Identifier(REST),
        first=Literal(midnight(day)),
        end=Literal(midnight(day + timedelta(days=1))),
        wait=Literal(f"{LOCK_TIMEOUT_S}s"),
    )


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins."""
    return datetime.combine(day, time.min, UTC)
