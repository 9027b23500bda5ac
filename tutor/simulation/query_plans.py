"""The queries that touch readings, as the product asks them, with the plans PostgreSQL makes for them."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from content.policy.signals import SIGNALS
from tutor.celery import app
from tutor.models import Classroom, ClassSession, Sitting
from tutor.ops.metrics import StoredNumbers
from tutor.presenters.class_overview import overview_of
from tutor.queries.observations import class_taps, events_at_step
from tutor.services import personal_data, reading_days, readings
from tutor.services.reports.class_reports import gather_report

REPEATS = 5
Statement = tuple[str, Any]


def hot_reads() -> dict[str, Callable[[], object]]:
    """Return what pages, rules, reports and the schedule ask, each about a class that is learning now."""
    session = ClassSession.objects.order_by("-started_at").select_related("classroom")[0]
    classroom: Classroom = session.classroom
    sittings = list(Sitting.objects.filter(seats__session=session).select_related("student", "step"))
    pks, now = [sitting.pk for sitting in sittings], max(sitting.seen_at for sitting in sittings)
    first = sittings[0]
    return {
        "a student's signals": lambda: events_at_step(first, now=now, span_s=120.0, asked=set(SIGNALS)),
        "a class's signals": lambda: class_taps(pks, now=now, span_s=120.0),
        "the teacher's page": lambda: overview_of(
            classroom, session=session, min_group=settings.MIN_GROUP, now=now
        ),
        "the report of a session": lambda: gather_report(session),
        "a student's download": lambda: personal_data.gather(first.student),
        "the operator's metrics": lambda: list(StoredNumbers(app).collect()),
        "what has aged out": readings.count_expired_readings,
    }


def measure(read: Callable[[], object]) -> dict[str, Any]:
    """Return the median time of a read, and the plan of each of its queries on readings."""
    with _captured() as statements:
        read()
    times = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        read()
        times.append((time.perf_counter() - started) * 1000)
    plans = [_explain(sql, params) for sql, params in statements if "tutor_reading" in sql]
    return {"ms": round(statistics.median(times), 1), "queries": len(statements), "on_readings": plans}


@contextmanager
def _captured() -> Iterator[list[Statement]]:
    statements: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


def _explain(sql: str, params: Any) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql, params)
        plan = cursor.fetchone()[0][0]
    nodes = list(_nodes(plan["Plan"]))
    return {
        "planning_ms": round(plan["Planning Time"], 2),
        "execution_ms": round(plan["Execution Time"], 2),
        "rows": plan["Plan"]["Actual Rows"],
        "buffers": plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"],
        "scans": sorted({_describe(node) for node in nodes if "tutor_reading" in _described(node)}),
    }


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _described(node: dict[str, Any]) -> str:
    return str(node.get("Relation Name", node.get("Index Name", "")))


def _describe(node: dict[str, Any]) -> str:
    index = node.get("Index Name", "")
    return f"{node['Node Type']} {_described(node)}" + (f" by {index}" if index else "")


def measure_ageing() -> dict[str, float]:
    """Return the time to delete one day's readings row by row, and to drop that day; the day is gone then."""
    day = _fullest_day()
    bounds = [reading_days.midnight(day), reading_days.midnight(day + timedelta(days=1))]
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tutor_reading WHERE at >= %s AND at < %s", bounds)
        rows, deleted = cursor.rowcount, time.perf_counter() - started
        transaction.set_rollback(True)
    started = time.perf_counter()
    reading_days.drop_day(day)
    return {"rows": rows, "delete_s": round(deleted, 3), "drop_s": round(time.perf_counter() - started, 3)}


def _fullest_day() -> date:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right(relname, 8) FROM pg_class WHERE relname ~ '^tutor_reading_[0-9]{8}$'"
            " ORDER BY pg_table_size(oid) DESC LIMIT 1"
        )
        return datetime.strptime(cursor.fetchone()[0], "%Y%m%d").replace(tzinfo=UTC).date()


def sizes() -> dict[str, float]:
    """Return how many rows there are, and how large their table and its indexes are, in MB."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(c.reltuples), sum(pg_table_size(c.oid)) / 1e6, sum(pg_indexes_size(c.oid)) / 1e6"
            " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            " WHERE i.inhparent = 'tutor_reading'::regclass"
        )
        rows, table, indexes = cursor.fetchone()
    return {"rows": int(rows), "table_mb": round(float(table), 1), "indexes_mb": round(float(indexes), 1)}
