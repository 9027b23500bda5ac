"""The broker of the single-process deployment: a worker sleeps until there is something to do.

Kombu's in-memory broker is asked anew every few milliseconds by each worker, whether anything came or not.
"""

import threading
import weakref
from math import inf
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import memory

# What makes a message due without anybody telling, if there is such a thing, waits no longer than this.
LONGEST_SLEEP_S = 1.0


class Channel(memory.Channel):
    """A channel that wakes whoever takes messages from a queue."""

    # Nothing but memory lies between: bytes may stay what they are, and a clip is 70 KB of them.
    body_encoding = ""

    def _put(self, queue: str, message: Any, **options: Any) -> None:
        super()._put(queue, message, **options)  # type: ignore[no-untyped-call]
        _wake(queue)

    def _put_fanout(self, exchange: str, message: Any, routing_key: Any = None, **options: Any) -> None:
        for queue in self._lookup(exchange, routing_key):  # type: ignore[no-untyped-call]
            self._put(queue, message, **options)

    def basic_ack(self, delivery_tag: Any, multiple: bool = False) -> None:
        """Acknowledge a message, which may make room for the next one."""
        super().basic_ack(delivery_tag, multiple)  # type: ignore[no-untyped-call]
        self.connection.news.set()


class Transport(memory.Transport):
    """Kombu's in-memory transport, which waits instead of asking again and again."""

    Channel = Channel
    cycle: Any

    def __init__(self, client: Any, **options: Any) -> None:
        super().__init__(client, **options)  # type: ignore[no-untyped-call]
        self.news = threading.Event()
        with _lock:
            _transports.add(self)

    def takes_from(self, queue: str) -> bool:
        """Say whether messages of a queue are delivered here."""
        return queue in self._callbacks

    def drain_events(self, connection: Any, timeout: float | None = None, **options: Any) -> None:
        """Deliver one message, as soon as there is one.

        Raises:
            TimeoutError: nothing came within `timeout` seconds.
        """
        end = inf if timeout is None else monotonic() + timeout
        while True:
            # First, so that what comes after the look below is heard.
            self.news.clear()
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                left = end - monotonic()
                if left <= 0:
                    raise TimeoutError from None
                self.news.wait(min(left, LONGEST_SLEEP_S))
            else:
                return


# One that is closed and collected is woken no more.
_transports: weakref.WeakSet[Transport] = weakref.WeakSet()
_lock = threading.Lock()


def _wake(queue: str) -> None:
    with _lock:
        awake = [transport for transport in _transports if transport.takes_from(queue)]
    for transport in awake:
        transport.news.set()
