"""On SQLite the writers of one process stand in a queue; whatever ends one, the next gets its turn."""

import threading
import time

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.people import make_user
from tutor.models import Enrolment, Sitting, User
from tutor.services.adaptations import consider
from tutor.services.teaching.sessions import start_session, take_seat

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite lets one write at a time"),
]


class Other(threading.Thread):
    """Somebody else's transaction, on a connection of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.began, self.may_end = threading.Event(), threading.Event()
        self.start()

    def run(self) -> None:
        with transaction.atomic():
            self.began.set()
            self.may_end.wait(10)
        connection.close()


def other_gets_its_turn() -> bool:
    other = Other()
    other.may_end.set()
    other.join(10)
    return other.began.is_set()


@pytest.mark.slow
def test_one_waits_for_the_other_without_asking_sqlite_again_and_again(amira, monkeypatch):
    other, asked = Other(), []
    assert other.began.wait(5)
    waiting = threading.Timer(0.2, other.may_end.set)
    waiting.start()

    def count(execute, sql, params, many, context):
        began = time.monotonic()
        reply = execute(sql, params, many, context)
        asked.append((str(sql), time.monotonic() - began))
        return reply

    with connection.execute_wrapper(count), transaction.atomic():
        pass
    waiting.join()
    # It waited in the queue: to SQLite itself it came when nobody wrote.
    assert [sql for sql, _ in asked] == ["BEGIN IMMEDIATE"]
    assert asked[0][1] < 0.1


def fail_in_python() -> None:
    with transaction.atomic():
        raise ZeroDivisionError


def fail_at_commit() -> None:
    with transaction.atomic():
        Enrolment.objects.create(classroom_id=10**6, student=User.objects.get())


def fail_in_sql() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM tutor_user")


def roll_back() -> None:
    with transaction.atomic():
        transaction.set_rollback(True)


def close_within() -> None:
    with transaction.atomic():
        connection.close()


ENDS = {
    "commit": (lambda: make_user("ben"), None),
    "error": (fail_in_python, ZeroDivisionError),
    "refused at its commit": (fail_at_commit, IntegrityError),
    "refused by SQLite": (fail_in_sql, DatabaseError),
    "rolled back": (roll_back, None),
    "closed": (close_within, None),
}


@pytest.mark.parametrize(("work", "error"), ENDS.values(), ids=ENDS)
def test_whatever_ends_a_transaction_the_next_gets_its_turn(amira, work, error):
    if error is None:
        work()
    else:
        with pytest.raises(error):
            work()
    assert other_gets_its_turn()
    assert User.objects.filter(username="amira").exists()


def test_who_waits_too_long_hears_that_the_database_is_locked(amira, monkeypatch):
    other = Other()
    assert other.began.wait(5)
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        pass
    other.may_end.set()
    other.join(5)
    assert other_gets_its_turn()


def writes_of(work) -> int:
    """Return how many transactions a piece of work begins."""
    begun = []

    def count(execute, sql, params, many, context):
        begun.append(str(sql)) if str(sql).startswith("BEGIN") else None
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        work()
    return len(begun)


def test_a_look_that_decides_nothing_holds_nobody_up(sitting):
    assert writes_of(lambda: consider(sitting_id=sitting.pk)) == 0


def test_who_has_a_seat_holds_nobody_up(sitting, classroom):
    start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    assert writes_of(lambda: take_seat(sitting=Sitting.objects.get())) == 0
