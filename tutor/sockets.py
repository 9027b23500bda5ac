"""What every open socket has in common: whose it is, how many one person has, and what it joined."""

import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from tutor import metrics
from tutor.away import AWAY, CLOSE_TRY_LATER
from tutor.models import User

CLOSE_UNAUTHENTICATED = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_TOO_MANY = 4429
# One person has a few tabs open; more than this in one process is a fault or a flood.
MAX_SOCKETS = 8

logger = logging.getLogger(__name__)


class CountedConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """A socket of a signed-in person, who may have so many at once."""

    page: str
    joined: Sequence[str] = ()
    _open: Counter[int] = Counter()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve; whatever ends it, count the socket out and leave its groups."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._count_out()
            if self.joined:
                self.forget()
            # Where the channel layer is away, its groups are gone as well.
            with suppress(*AWAY):
                for group in self.joined:
                    await self.channel_layer.group_discard(group, self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message; with a part of the site away, close in words and be counted out at once.

        What comes after, letting go of the channel layer, may take as long as a read from Redis.
        """
        try:
            await super().dispatch(message)
        except AWAY as error:
            logger.warning("a socket was closed, because something is away: %s", type(error).__name__)
            self._count_out()
            if message["type"] != "websocket.disconnect":
                with suppress(*AWAY):
                    await self.close(CLOSE_TRY_LATER)
            raise StopConsumer from error

    def forget(self) -> None:
        """Let go of what the open socket held."""

    async def join(self, *groups: str) -> None:
        """Hear what is sent to groups from now on, until the socket closes."""
        self.joined = groups
        for group in groups:
            await self.channel_layer.group_add(group, self.channel_name)

    async def admit(self) -> User | None:
        """Return who it is; whoever is nobody or has too many already is turned away."""
        user: User = self.scope["user"]
        if not user.is_authenticated:
            await self.refuse(CLOSE_UNAUTHENTICATED)
            return None
        if self._open[user.pk] >= MAX_SOCKETS:
            await self.refuse(CLOSE_TOO_MANY)
            return None
        self._counted = user.pk
        self._open[user.pk] += 1
        metrics.SOCKETS.labels(self.page).inc()
        return user

    async def refuse(self, code: int) -> None:
        """Turn away with a code, which a browser hears only on a socket that was accepted."""
        await self.accept()
        await self.close(code)

    def _count_out(self) -> None:
        if hasattr(self, "_counted"):
            metrics.SOCKETS.labels(self.page).dec()
            self._open[self._counted] -= 1
            if not self._open[self._counted]:
                del self._open[self._counted]
            del self._counted
