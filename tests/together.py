"""Runs two requests at once, on connections of their own."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from unittest.mock import patch

from django.db import connection, transaction

from tests.lock_order import LOCK

WRITES = re.compile(f"{LOCK.pattern}|INSERT INTO", re.S)
# One that has to wait for the other's lock never gets as far as its own second: the other goes on without.
PATIENCE_S = 0.7


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own; return what each returned or raised.

    On PostgreSQL they meet: who has locked or written a first row waits for the others, `PATIENCE_S` at most.
    """
    barrier = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            with connection.execute_wrapper(_Meet(barrier)):
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


class _Meet:
    def __init__(self, barrier: threading.Barrier) -> None:
        self.barrier, self.has_met = barrier, connection.vendor != "postgresql"

    def __call__(self, execute, sql, params, many, context):
        reply = execute(sql, params, many, context)
        if not self.has_met and connection.in_atomic_block and WRITES.match(str(sql)):
            self.has_met = True
            with suppress(threading.BrokenBarrierError):
                self.barrier.wait(PATIENCE_S)
        return reply


def just_before(work: Callable[[], object], meanwhile: Callable[[], object]) -> object:
    """Do `work`, and `meanwhile` in a thread of its own just before the first transaction of `work` begins.

    What `work` has read by then is out of date when it comes to write: on SQLite too, where nobody writes
    beside somebody else.
    """
    done: list[object] = []

    def enter(atomic: transaction.Atomic) -> None:
        if not done and threading.current_thread() is here:
            done.append(None)
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_and_close, meanwhile).result()
        enter_as_ever(atomic)

    here, enter_as_ever = threading.current_thread(), transaction.Atomic.__enter__
    with patch.object(transaction.Atomic, "__enter__", enter):
        reply = work()
    assert done, "it began no transaction"
    return reply


def _and_close(work: Callable[[], object]) -> object:
    try:
        return work()
    finally:
        connection.close()
