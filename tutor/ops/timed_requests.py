"""Requests that do not end: uvicorn waits for the rest of one for ever, this waits for a while.

A head has to be whole within `HEAD_S` and `MOST_HEAD_BYTES`. A body has to move: no pause longer than
`PAUSE_S`, and after a grace of `GRACE_S` at least `LEAST_BYTES_A_S` on average, so that a slow line may take
its time and a connection that sends a letter now and then may not. A reply that nobody reads ends likewise.
"""

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 10.0
MOST_HEAD_BYTES = 64 * 1024
PAUSE_S = 15.0
GRACE_S = 20.0
LEAST_BYTES_A_S = 2_000
UNREAD_S = 60.0
_LOOK_S = 1.0


class TimedProtocol(HttpToolsProtocol):
    """Uvicorn's HTTP protocol with an end to waiting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: TimerHandle | None = None
        self._unread: TimerHandle | None = None
        self._head_bytes = self._body_bytes = 0
        self._is_in_head = True
        self._began = self._moved = 0.0

    def connection_made(self, transport: Any) -> None:
        """Wait for the first head."""
        super().connection_made(transport)
        self._wait(HEAD_S, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timers."""
        self._stop_waiting()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came; a head without end is refused."""
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
                self._give_up()

    def on_message_begin(self) -> None:
        """Wait for a head; the first one's time runs since the connection stands."""
        super().on_message_begin()
        self._is_in_head, self._head_bytes = True, 0
        if self._timer is None:
            self._wait(HEAD_S, self._give_up)

    def on_headers_complete(self) -> None:
        """Wait for the body."""
        super().on_headers_complete()
        self._is_in_head, self._body_bytes = False, 0
        self._began = self._moved = self.loop.time()
        self._wait(_LOOK_S, self._look_at_body)

    def on_body(self, body: bytes) -> None:
        """Note that it moves."""
        self._body_bytes += len(body)
        self._moved = self.loop.time()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole: how long its answer takes is the site's affair."""
        self._stop_waiting()
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to the protocol of sockets."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """Wait for the reader of a long reply."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)

    def resume_writing(self) -> None:
        """The reader is there."""
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
        super().resume_writing()

    def _look_at_body(self) -> None:
        now = self.loop.time()
        if self.flow.read_paused:  # it is the site that does not take it up
            self._began, self._moved = self._began + _LOOK_S, now
        due = (now - self._began - GRACE_S) * LEAST_BYTES_A_S
        if now - self._moved > PAUSE_S or self._body_bytes < due:
            self._give_up()
        else:
            self._wait(_LOOK_S, self._look_at_body)

    def _give_up(self) -> None:
        """Close; where no answer is under way, say 408 first."""
        self._stop_waiting()
        if self._is_in_head and (self.cycle is None or self.cycle.response_complete):
            self.transport.write(
                b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            )
        self.transport.close()

    def _wait(self, seconds: float, then: Callable[[], None]) -> None:
        self._stop_waiting()
        self._timer = self.loop.call_later(seconds, then)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
