"""What every open socket has in common: whose it is, how many one person has, and what it joined."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from weakref import WeakSet

from channels.auth import get_user
from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.contrib.sessions.backends.db import SessionStore
from django.dispatch import receiver
from django.utils import translation

from tutor.live.limits import CLOSE_TOO_MANY, OpenSockets
from tutor.messages import events
from tutor.messages.outage import CLOSE_TRY_LATER, OUTAGE_ERRORS, connection_lost
from tutor.models import User
from tutor.ops import metrics
from tutor.services.locks import Gone
from tutor.services.people.languages import page_language
from tutor.services.people.second_factor import is_owed

CLOSE_UNAUTHENTICATED = 4401
CLOSE_FORBIDDEN = 4403
# Who may open a page may lose that while it is open. What says so at once is told by an event; for the rest
# the database is asked this often, with the next message, and never for each frame.
CHECK_EVERY_S = 10.0

# Of a session; Channels' own makes a trip to the database's thread for itself.
find_person = get_user.func

logger = logging.getLogger(__name__)


class CountedConsumer(AsyncJsonWebsocketConsumer):
    """A socket of a signed-in person, who may have so many at once."""

    page: str
    joined: Sequence[str] = ()
    is_closed_now = False
    _open = OpenSockets()
    _in_groups: WeakSet["CountedConsumer"] = WeakSet()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve; whatever ends it, count the socket out and leave its groups."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._count_out()
            self._in_groups.discard(self)
            left, self.joined = self.joined, ()
            if left:
                self.forget()
            # Where the channel layer is away, its groups are gone as well.
            with suppress(*OUTAGE_ERRORS):
                for group in left:
                    await self.channel_layer.group_discard(group, self.channel_name)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """Handle a message, if the person may still be here.

        Channels' own goes to the database's thread before each message, each frame too, to let go of old
        connections. Here `database_sync_to_async` does so wherever the database is asked at all.

        With a part of the site away, close in words and be counted out at once: what comes after, letting go
        of the channel layer, may take as long as a read from Redis.
        """
        try:
            if message["type"] == "websocket.disconnect" or await self._may_stay():
                await getattr(self, get_handler_name(message))(message)
        except Gone:
            await self.close_now(CLOSE_FORBIDDEN)
        except OUTAGE_ERRORS as error:
            logger.warning("a socket was closed, because something is away: %s", type(error).__name__)
            self._count_out()
            if message["type"] != "websocket.disconnect" and not self.is_closed_now:
                with suppress(*OUTAGE_ERRORS):
                    await self.close(CLOSE_TRY_LATER)
            raise StopConsumer from error

    def forget(self) -> None:
        """Let go of what the open socket held."""

    async def join(self, *groups: str) -> None:
        """Hear what is sent to the person and to groups from now on, until the socket closes.

        Called again, the socket leaves the groups that are not named any more.
        """
        self.checked_at = time.monotonic()
        before, self.joined = self.joined, (events.person_group(self.scope["user"].pk), *groups)
        self._in_groups.add(self)
        for group in before:
            if group not in self.joined:
                await self.channel_layer.group_discard(group, self.channel_name)
        for group in self.joined:
            await self.channel_layer.group_add(group, self.channel_name)

    async def admit(self) -> User | None:
        """Return who it is; whoever is nobody or has too many already is turned away."""
        user: User = self.scope["user"]
        if not user.is_authenticated:
            await self.refuse(CLOSE_UNAUTHENTICATED)
            return None
        if is_owed(user, self.scope["session"]):
            await self.refuse(CLOSE_FORBIDDEN)
            return None
        if not self._open.enter(user.pk):
            await self.refuse(CLOSE_TOO_MANY)
            return None
        self._counted = user.pk
        metrics.SOCKETS.labels(self.page).inc()
        # A socket is a task of its own: what it renders from now on is in the page's language.
        translation.activate(page_language(user, self.scope.get("cookies", {})))
        return user

    async def refuse(self, code: int) -> None:
        """Refuse with a code, which a browser gets only on a socket that was accepted."""
        await self.accept()
        await self.close(code)

    def may_be_here(self, person: User) -> bool:
        """Say whether a person may have this page open, beyond being signed in; asks the database."""
        return True

    async def close_now(self, code: int) -> None:
        """Close an open socket with a code; drop what waits, and take nothing more."""
        self.is_closed_now = True
        self.forget()
        await self.close(code)

    @classmethod
    async def close_all(cls) -> None:
        """Ask the pages of all open sockets to come back; they get what they missed, and join anew."""
        open_ones = [consumer for consumer in cls._in_groups if not consumer.is_closed_now]
        for done in await asyncio.gather(
            *(consumer.close_now(CLOSE_TRY_LATER) for consumer in open_ones), return_exceptions=True
        ):
            if isinstance(done, Exception):
                logger.warning("a socket could not be closed: %s", type(done).__name__)

    async def person_signed_out(self, event: events.SignedOutEvent) -> None:
        """Close, if it is this session that ended."""
        if event["session"] == events.session_digest(self.scope["session"].session_key):
            await self.close_now(CLOSE_UNAUTHENTICATED)

    async def _may_stay(self) -> bool:
        now = time.monotonic()
        if self.joined and not self.is_closed_now and now - self.checked_at >= CHECK_EVERY_S:
            self.checked_at = now
            # The next check makes up for one that is missed, so the socket outlives the database.
            with suppress(*OUTAGE_ERRORS):
                await self._check()
        return not self.is_closed_now

    async def _check(self) -> None:
        """Disconnect whose session ended, whose account was closed, or who may not be here any more."""
        code = await self._find_reason_to_leave()
        if code is not None:
            await self.close_now(code)

    @database_sync_to_async
    def _find_reason_to_leave(self) -> int | None:
        """Return the code to close with; one trip to the database's thread."""
        # A store of its own: that of the scope keeps what it read when the socket opened.
        person = find_person({"session": SessionStore(self.scope["session"].session_key)})
        if person.pk != self.scope["user"].pk:
            return CLOSE_UNAUTHENTICATED
        return None if self.may_be_here(person) else CLOSE_FORBIDDEN

    def _count_out(self) -> None:
        # Called twice in an outage; and a socket that was turned away was never counted in.
        if hasattr(self, "_counted"):
            metrics.SOCKETS.labels(self.page).dec()
            self._open.leave(self._counted)
            del self._counted


_closing: set[asyncio.Task[None]] = set()


@receiver(connection_lost, dispatch_uid="come-back-to-your-groups")
def close_whose_groups_are_gone(**options: object) -> None:
    """Close every socket of this process: no message to a group would reach it any more."""
    task = asyncio.get_running_loop().create_task(CountedConsumer.close_all())
    _closing.add(task)
    task.add_done_callback(_closing.discard)
