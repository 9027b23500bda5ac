"""Readings lie in a partition a day on PostgreSQL: made ahead, dropped whole, and nobody else notices."""

from datetime import UTC, datetime, time, timedelta

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tutor.models import Reading
from tutor.services import reading_days
from tutor.services.readings import drop_expired_readings

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="needs PostgreSQL: only there are days"
)
BEFORE = ("tutor", "0004_class_sessions")


@pytest.fixture
def today():
    return timezone.now().astimezone(UTC).date()


@pytest.fixture(autouse=True)
def no_days(transactional_db):
    """Begin without days, whatever ran before."""
    for day in reading_days.existing_days():
        assert reading_days.drop_day(day)


def read_at(sitting, day, **fields):
    at = datetime.combine(day, time(12), UTC)
    return Reading.objects.create(sitting=sitting, at=at, known=False, faces_share=0, model="m", **fields)


def table_of(reading):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM tutor_reading WHERE id = %s", [reading.pk])
        return cursor.fetchone()[0]


@on_postgresql
def test_days_are_made_ahead_and_only_once(today):
    assert reading_days.make_days(today=today) == reading_days.DAYS_AHEAD + 1
    assert reading_days.make_days(today=today) == 0
    assert reading_days.existing_days()[0] == today


@on_postgresql
def test_a_reading_lies_in_its_day_and_waits_in_the_rest_until_the_day_is_made(sitting, today):
    early = read_at(sitting, today)
    assert table_of(early) == "tutor_reading_rest"
    reading_days.make_days(today=today)
    late = read_at(sitting, today)
    assert table_of(early) == table_of(late) == f"tutor_reading_{today:%Y%m%d}"
    assert late.pk > early.pk


@on_postgresql
def test_a_day_past_its_time_is_dropped_whole_and_the_rest_row_by_row(sitting, today, settings):
    settings.READING_DAYS = 3
    for age in (2, 3):
        reading_days.make_days(today=today - timedelta(days=age))
        read_at(sitting, today - timedelta(days=age))
    read_at(sitting, today - timedelta(days=9))
    gone = drop_expired_readings()
    assert (gone.days, gone.rows) == (1, 1)
    assert Reading.objects.get().at.date() == today - timedelta(days=2)
    assert reading_days.existing_days()[0] == today - timedelta(days=2)


@on_postgresql
def test_a_day_that_is_being_read_waits_for_the_next_run(today, settings, monkeypatch):
    monkeypatch.setattr(reading_days, "LOCK_TIMEOUT_S", 0.1)
    reading_days.make_days(today=today - timedelta(days=20))
    address = {
        name: connection.get_connection_params()[name]
        for name in ("host", "user", "dbname", "port")
        if name in connection.get_connection_params()
    }
    with psycopg.connect(**address) as reader:
        reader.execute("SELECT count(*) FROM tutor_reading")
        assert drop_expired_readings().days == 0
    assert drop_expired_readings().days == reading_days.DAYS_AHEAD + 1


@on_postgresql
def test_each_day_has_the_indexes_of_the_table(today):
    reading_days.make_days(today=today)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename IN (%s, 'tutor_reading_rest')",
            [f"tutor_reading_{today:%Y%m%d}"],
        )
        kinds = sorted(definition.split(" USING ")[1] for (definition,) in cursor.fetchall())
    brin = "brin (at) WITH (autosummarize='on')"
    assert kinds == [brin] * 2 + ["btree (id, at)"] * 2 + ["btree (sitting_id, at)"] * 2


def test_erasing_a_sitting_takes_its_readings_of_every_day(sitting, today):
    reading_days.make_days(today=today)
    for age in (0, 1):
        read_at(sitting, today - timedelta(days=age))
    sitting.delete()
    assert Reading.objects.count() == 0


@pytest.fixture
def at_migration():
    """Return the readings as of some migrations, once the database is there; at the end it is whole again."""

    def move(targets):
        MigrationExecutor(connection).migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps.get_model("tutor", "Reading")

    yield move
    move(MigrationExecutor(connection).loader.graph.leaf_nodes())


@pytest.mark.slow
@pytest.mark.long
def test_readings_survive_the_migration_there_and_back(sitting, today, at_migration):
    kept = read_at(sitting, today, engaged=0.5, emotions={"neutral": 1.0}, step=sitting.step)
    for targets in ([BEFORE], MigrationExecutor(connection).loader.graph.leaf_nodes()):
        readings = at_migration(targets).objects
        row = readings.get()
        assert (row.pk, row.at, row.emotions, row.step_id) == (kept.pk, kept.at, kept.emotions, kept.step_id)
        row.pk = None
        row.save()
        assert row.pk > kept.pk
        readings.exclude(pk=kept.pk).delete()


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="is about SQLite")
def test_sqlite_has_no_days(today):
    assert reading_days.make_days(today=today) == reading_days.drop_days(before=timezone.now()) == 0
