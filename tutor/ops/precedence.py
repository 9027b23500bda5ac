"""Requests go first: what a process does beside them waits for a moment without one, and never for long.

A page computes for some ten milliseconds, and the threads of a process share one interpreter. When help for a
whole class is rendered for three hundred sockets, each page in that second would take twice its time; the
sockets do not notice whether theirs came now or a moment later.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Of the time that passes, whoever gives way waits for this much at most: with requests all the time, each of
# the others still has the rest of it to compete with them.
MOST_OF_THE_TIME = 0.5
# At a stretch.
LONGEST_WAIT_S = 0.25


class Precedence:
    """How many requests are answered at the moment, and who waits for a moment without any."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._requests = 0
        self._calm = threading.Event()
        self._calm.set()
        self._own = threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Go first, for as long as a request is answered in this thread."""
        with self._counting:
            self._requests += 1
            self._calm.clear()
        self._own.goes_first = True
        try:
            yield
        finally:
            self._own.goes_first = False
            with self._counting:
                self._requests -= 1
                if not self._requests:
                    self._calm.set()

    def give_way(self) -> None:
        """Wait for a moment without requests, as long as this thread has waited for little of its time."""
        if self._calm.is_set() or getattr(self._own, "goes_first", False):
            return
        now = time.monotonic()
        earned = (now - getattr(self._own, "seen_at", float("-inf"))) * MOST_OF_THE_TIME
        patience = min(getattr(self._own, "patience", 0.0) + earned, LONGEST_WAIT_S)
        self._calm.wait(patience)
        after = time.monotonic()
        self._own.seen_at, self._own.patience = now, patience - (after - now)


precedence = Precedence()
