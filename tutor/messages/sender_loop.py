"""The event loop of a process's messages to sockets, for tasks and services, which have none of their own."""

import asyncio
import os
import threading
from collections.abc import Coroutine
from typing import Any

# Nobody waits longer for a channel layer that does not answer.
TIMEOUT_S = 10.0


class SenderLoop:
    """A loop in a thread that stays, so that connections to Redis stay open from one message to the next.

    `async_to_sync` makes a thread, a loop and a connection for each message; measured in docs/scaling.md.
    """

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pid = 0

    def run(self, message: Coroutine[Any, Any, None]) -> None:
        """Send, and wait until it is sent.

        Raises:
            TimeoutError: it took longer than `TIMEOUT_S`.
        """
        asyncio.run_coroutine_threadsafe(message, self._running_loop()).result(TIMEOUT_S)

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            # A worker that was forked has its parent's loop without the thread that runs it.
            if self._loop is None or self._pid != os.getpid():
                self._loop, self._pid = asyncio.new_event_loop(), os.getpid()
                threading.Thread(target=self._loop.run_forever, name="sender", daemon=True).start()
            return self._loop
