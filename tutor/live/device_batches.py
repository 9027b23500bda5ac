"""What students' devices read: to the workers in batches, and back to the pages once it is kept."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

from channels.layers import get_channel_layer

from emotion.estimate import ClipEstimate
from tutor import tasks
from tutor.live.broker import publish
from tutor.messages.outage import OUTAGE_ERRORS

# A task, its transaction and its answer cost as much for one estimate as for thirty. The first one waits for
# nobody.
TOGETHER_EVERY_S = 0.2
# The consents of a batch are locked together.
MOST_TOGETHER = 100
# No answer comes any more: the message to the worker expired long ago (`FRESH_S`).
GIVEN_UP_AFTER_S = 10.0
LISTEN_AGAIN_S = 1.0


@dataclass(frozen=True)
class HandedIn:
    """An estimate on its way.

    Attributes:
        page: the channel of the page's socket.
        sitting_id: whose.
        estimate: what was read.
        captured_at: when the clip's last frame was taken, in epoch seconds.
        tell: how the page is told, once it is kept.
    """

    page: str
    sitting_id: int
    estimate: ClipEstimate
    captured_at: float
    tell: Callable[[dict[str, Any]], Awaitable[None]]


class DeviceBatches:
    """The estimates that the open pages of this process handed in."""

    def __init__(self) -> None:
        self._waiting: list[HandedIn] = []
        # By the batch's number, in the order in which they were sent: when, and what is in it.
        self._under_way: dict[int, tuple[float, list[HandedIn]]] = {}
        self._numbers = count()
        self._sent_at = float("-inf")
        self._sending: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._channel = ""

    def add(self, one: HandedIn) -> None:
        """Have an estimate kept soon, and its page told. To be called on the event loop."""
        self._waiting.append(one)
        if not _runs(self._sending):
            self._sending = asyncio.get_running_loop().create_task(self._send())

    def leave(self, page: str) -> None:
        """Forget what a page handed in that was not sent yet."""
        self._waiting = [one for one in self._waiting if one.page != page]

    async def sent(self) -> None:
        """Wait until whatever waits is on its way."""
        if self._sending is not None:
            await self._sending

    async def _send(self) -> None:
        while self._waiting:
            await asyncio.sleep(self._sent_at + TOGETHER_EVERY_S - time.monotonic())
            if not _runs(self._listening):
                self._channel = await get_channel_layer().new_channel()
                self._listening = asyncio.get_running_loop().create_task(self._listen())
            self._sent_at = time.monotonic()
            self._give_up_lost(self._sent_at)
            # With the broker away they waited for nothing: no queue of old ones builds up.
            fresh = [one for one in self._waiting if time.time() - one.captured_at <= tasks.FRESH_S]
            batch, self._waiting = fresh[:MOST_TOGETHER], fresh[MOST_TOGETHER:]
            if batch:
                await self._send_batch(batch)

    async def _send_batch(self, batch: list[HandedIn]) -> None:
        number = next(self._numbers)
        self._under_way[number] = self._sent_at, batch
        await publish(
            tasks.observe_devices.apply_async,
            args=(_to_message(batch), self._channel, number),
            expires=tasks.FRESH_S,
            argsrepr="<estimates>",
        )

    def _give_up_lost(self, now: float) -> None:
        while self._under_way and now - next(iter(self._under_way.values()))[0] > GIVEN_UP_AFTER_S:
            del self._under_way[next(iter(self._under_way))]

    async def _listen(self) -> None:
        while True:
            try:
                message = await get_channel_layer().receive(self._channel)
            except OUTAGE_ERRORS:
                # The estimates are kept all the same; their pages see the next ones.
                await asyncio.sleep(LISTEN_AGAIN_S)
                continue
            _, batch = self._under_way.pop(message["batch"], (0.0, []))
            for place in message["kept"] if batch else ():
                self._tell(batch[place])

    def _tell(self, one: HandedIn) -> None:
        # In a task of its own: a page that reads nothing must not keep the others from being told.
        task = asyncio.get_running_loop().create_task(_tell(one))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


async def _tell(one: HandedIn) -> None:
    # Whoever leaves while being told hears nothing more.
    with suppress(OSError, *OUTAGE_ERRORS):
        await one.tell({**one.estimate.to_message(), "captured_at": one.captured_at})


def _to_message(batch: Iterable[HandedIn]) -> list[tuple[dict[str, Any], int, float]]:
    return [(one.estimate.to_message(), one.sitting_id, one.captured_at) for one in batch]


def _runs(task: asyncio.Task[None] | None) -> bool:
    return task is not None and not task.done() and not task.get_loop().is_closed()


device_batches = DeviceBatches()
