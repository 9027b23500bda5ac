"""Every migration goes back and forward again on data, and takes along only what it had brought."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddField, CreateModel
from django.utils import timezone

from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from tutor.models import Adaptation, ClassSession, Reading
from tutor.services import answers, consents, readings

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

APPS = ("content", "tutor")
# Django's own, which it fills and counts by itself.
NOT_OURS = ("django_migrations", "django_content_type", "auth_permission", "sqlite_sequence")
Rows = list[dict[str, Any]]


def our_migrations() -> list[Migration]:
    """Return the migrations that can be undone with something left, the newest first."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    ours = [migration for migration, _ in plan if migration.app_label in APPS and not migration.initial]
    return list(reversed(ours))


def migrate(*targets: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate(list(targets))


def leaves() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def what_is_there() -> dict[str, Rows]:
    """Return every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in NOT_OURS:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
                names = [column[0] for column in cursor.description]
                found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def lost(before: dict[str, Rows], after: dict[str, Rows]) -> list[str]:
    """Return what `after`, which may know fewer tables and columns, says otherwise than `before`."""
    differences = []
    for table in sorted(set(before) & set(after)):
        if len(before[table]) != len(after[table]):
            differences.append(f"{table}: {len(before[table])} rows, then {len(after[table])}")
        for old, new in zip(before[table], after[table], strict=False):
            differences += [f"{table}.{name}" for name in old.keys() & new.keys() if old[name] != new[name]]
    return sorted(set(differences))


@pytest.fixture
def lived_in(sitting, classroom, lesson) -> Iterator[dict[str, Rows]]:
    """A database in which somebody has learned; back at its newest state when the test is over."""
    now = timezone.now()
    question = lesson.steps.get(slug="ask").questions.get()
    consents.give(student=sitting.student, purpose="camera", site="http://localhost")
    response = {"number": ["4"]}
    answers.record_answer(sitting=sitting, question=question, submission_id="0" * 31 + "1", response=response)
    answers.take_hint(sitting=sitting, question=question, number=1)
    answers.record_self_report(sitting=sitting, feeling="lost", submission_id="0" * 31 + "2")
    states, emotions = dict.fromkeys(STATES, 0.5), dict.fromkeys(EMOTIONS, 0.125)
    readings.record_reading(
        sitting=sitting, at=now, estimate=ClipEstimate(True, None, 1.0, states, emotions, "m")
    )
    Adaptation.objects.create(
        sitting=sitting,
        step=sitting.step,
        rule_key="1",
        rule_name="r",
        kind="hint",
        sentence="s",
        state="shown",
    )
    ClassSession.objects.create(classroom=classroom, lesson=lesson)
    try:
        yield what_is_there()
    finally:
        migrate(*leaves())


def test_the_check_sees_a_lost_row_and_a_changed_value(lived_in):
    Reading.objects.all().delete()
    ClassSession.objects.update(message="Otherwise.")
    assert lost(lived_in, what_is_there()) == ["tutor_classsession.message", "tutor_reading: 1 rows, then 0"]


# A yes to words that a state does not know is a yes to its first words: another number, and asked again.
MEANT = {"tutor_consent.version"}


@pytest.mark.timeout(600)  # A minute of PostgreSQL's work on two free cores.
def test_each_migration_goes_back_and_forward_on_data(lived_in):
    """One by one, the newest first: what an older state knows is whole there, and after the way back up."""
    walked = []
    for migration in our_migrations():
        parents = [parent for parent in migration.dependencies if parent[0] == migration.app_label]
        migrate(*parents)
        older = what_is_there()
        assert set(lost(lived_in, older)) <= MEANT, f"going back before {migration}"
        walked.append((migration, older))
    migrate(*leaves())
    assert len(walked) >= 6
    assert set(lost(walked[-1][1], what_is_there())) <= MEANT
    assert set(what_is_there()) == set(lived_in)


# Upgrades migrate first and exchange processes afterwards: until then the version before writes rows too.
LAST_OF_0_1 = 20


def test_the_version_before_can_still_write_rows():
    """A column that came since, to a table that it knows, is empty or filled by the database."""
    loader = MigrationExecutor(connection).loader
    numbered = [
        (int(name[:4]), migration)
        for (app, name), migration in loader.disk_migrations.items()
        if app == "tutor"
    ]
    known = {
        operation.name_lower
        for number, migration in numbered
        if number <= LAST_OF_0_1
        for operation in migration.operations
        if isinstance(operation, CreateModel)
    }
    missed = [
        f"{migration.name}: {operation.model_name}.{operation.name}"
        for number, migration in numbered
        if number > LAST_OF_0_1
        for operation in migration.operations
        if isinstance(operation, AddField)
        and operation.model_name_lower in known
        and not (operation.field.null or operation.field.has_db_default())
    ]
    assert missed == []
