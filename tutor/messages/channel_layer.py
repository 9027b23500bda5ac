"""The channel layer of the single-process deployment.

Channels' in-memory layer wakes a waiting consumer only when the sender runs on the consumer's own event
loop. Here the embedded worker sends from its own threads, so each send is carried over to the loop on
which the sockets live. Nobody need wait until it is sent: there is no connection that could be away.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from channels.exceptions import ChannelFull
from channels.layers import InMemoryChannelLayer

# Channels looks through every message and group at each send. What it looks for lasts a minute at least.
TIDY_EVERY_S = 1.0


class LoopBoundLayer(InMemoryChannelLayer):
    """An in-memory channel layer that may be sent to from any thread."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._home: asyncio.AbstractEventLoop | None = None
        self._tidied_at = float("-inf")

    async def receive(self, channel: str) -> dict[str, Any]:
        """Wait for a message; the first loop that waits becomes the home of the sockets."""
        loop = asyncio.get_running_loop()
        if self._home is None or self._home.is_closed():
            self._home = loop
        message: dict[str, Any] = await super().receive(channel)
        return message

    async def send(self, channel: str, message: dict[str, Any]) -> None:
        """Send to one channel."""
        await self._at_home(super().send, channel, message)

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """Send to every channel of a group; to nobody, without a trip to another thread."""
        if not self.groups.get(group):
            return
        await self._at_home(self._send_to_all, group, message)

    def hand_over(self, group: str, message: dict[str, Any]) -> bool:
        """Hand a message for a group to the loop of the sockets, from any thread, without waiting for it.

        Returns:
            False where no socket ever waited, so that there is no such loop.
        """
        if not self.groups.get(group):
            return True
        home = self._home
        if home is None or home.is_closed():
            return False
        asyncio.run_coroutine_threadsafe(self._send_to_all(group, message), home)
        return True

    async def _send_to_all(self, group: str, message: dict[str, Any]) -> None:
        """Send to each channel of a group: as Channels does, without a task for each."""
        self._clean_expired()
        for channel in list(self.groups.get(group, ())):
            with suppress(ChannelFull):
                await super().send(channel, message)

    def _clean_expired(self) -> None:
        now = time.monotonic()
        if now - self._tidied_at >= TIDY_EVERY_S:
            self._tidied_at = now
            super()._clean_expired()

    async def _at_home(self, send: Callable[..., Awaitable[None]], *args: Any) -> None:
        home = self._home
        if home is None or home.is_closed() or home is asyncio.get_running_loop():
            await send(*args)
            return
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_call(send, *args), home))


async def _call(send: Callable[..., Awaitable[None]], *args: Any) -> None:
    await send(*args)
