"""Requests go first: what a process does beside them waits for a moment without one, and never for long."""

import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from tests.people import make_user
from tutor import tasks
from tutor.models import User
from tutor.ops import precedence as module
from tutor.ops.precedence import Precedence
from tutor.services.sittings import open_sitting


@pytest.fixture
def precedence(monkeypatch):
    """A precedence of this test's own, in which nobody waits for longer than 5 seconds."""
    own = Precedence()
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 5.0)
    for place in ("tutor.ops.sqlite.base", "tutor.ops.one_thread"):
        monkeypatch.setattr(f"{place}.precedence", own)
    return own


class Request:
    """A request in a thread of its own, which is answered until it is told to end."""

    def __init__(self, precedence: Precedence) -> None:
        self.ended_at = 0.0
        began, self._may_end = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._answer, args=(precedence, began), daemon=True)
        self._thread.start()
        assert began.wait(5)

    def _answer(self, precedence: Precedence, began: threading.Event) -> None:
        with precedence.taken():
            began.set()
            self._may_end.wait(10)
            self.ended_at = time.monotonic()

    def end(self) -> None:
        self._may_end.set()
        self._thread.join(10)

    def end_in(self, seconds: float) -> None:
        threading.Timer(seconds, self._may_end.set).start()


def waited(precedence: Precedence) -> float:
    began = time.monotonic()
    precedence.give_way()
    return time.monotonic() - began


def test_nobody_waits_where_there_is_no_request(precedence):
    Request(precedence).end()
    assert waited(precedence) < 0.1


@pytest.mark.slow
def test_a_moment_without_requests_is_waited_for_and_not_the_end_of_one(precedence):
    first, second = Request(precedence), Request(precedence)
    first.end_in(0.05)
    second.end_in(0.3)
    precedence.give_way()
    assert time.monotonic() >= second.ended_at > first.ended_at > 0


def test_a_request_gives_way_to_no_other(precedence):
    other = Request(precedence)
    with precedence.taken():
        assert waited(precedence) < 0.1
    other.end()


@pytest.mark.slow
def test_with_requests_all_the_time_half_of_it_is_left(precedence, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_WAIT_S", 0.1)
    request = Request(precedence)
    began = time.monotonic()
    spent = 0.0
    while time.monotonic() < began + 1.0:
        spent += waited(precedence)
        time.sleep(0.001)
    request.end()
    # The first wait is granted, and half of the time since.
    assert 0.3 < spent < 0.75


@pytest.fixture
def given(precedence, monkeypatch):
    """Counts how often somebody gives way, and notes whether that held the database up."""
    seen = []
    monkeypatch.setattr(precedence, "give_way", lambda: seen.append(connection.in_atomic_block))
    return seen


sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="on PostgreSQL nobody waits so")


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_look_at_many_lets_requests_pass_before_each_question(lesson, given):
    sittings = [open_sitting(student=make_user(f"s{number}"), lesson=lesson).pk for number in range(2)]
    given.clear()
    tasks.consider(sittings)
    assert len(given) >= 8
    assert not any(given)


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_who_writes_gives_way_before_and_not_within(given):
    with transaction.atomic():
        User.objects.count()
        make_user("amira")
    assert given == [False]


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_a_question_waits_for_the_request_under_way(precedence, amira):
    with ExitStack() as stack:
        request = Request(precedence)
        stack.callback(request.end)
        request.end_in(0.2)
        assert User.objects.count() == 1
        assert time.monotonic() >= request.ended_at > 0
