"""Outages of the database or Redis: the errors that show one, and how a socket closes then."""

import logging
from collections.abc import Awaitable, Callable
from socket import gaierror
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.dispatch import Signal
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)


def _redis_errors() -> tuple[tuple[type[Exception], ...], tuple[type[Exception], ...]]:
    """Return what Redis raises, and what of it says that a connection is lost; without Redis nothing does."""
    if not settings.REDIS_URL:
        return (), ()
    from redis import ConnectionError as RedisConnectionError
    from redis import RedisError

    return (RedisError,), (RedisConnectionError,)


_REDIS_ERRORS, LOST_CONNECTION = _redis_errors()

OUTAGE_ERRORS: Final[tuple[type[Exception], ...]] = (
    OperationalError,
    InterfaceError,
    *_REDIS_ERRORS,
    BrokerError,
    ConnectionError,
    TimeoutError,
    gaierror,
)
connection_lost = Signal()
"""Sent on the event loop of the sockets once Redis was lost, and with it all that it knew of groups."""
# "Try again later": the page does, and gets all that it shows again.
CLOSE_TRY_LATER: Final = 1013

Application = Callable[..., Awaitable[None]]


def close_on_outage(application: Application) -> Application:
    """Wrap an ASGI application of sockets: an error of an outage closes the socket with a code.

    A socket that was not accepted yet is refused instead, so that a page never takes it for a connection.
    """

    async def guarded(scope: dict[str, Any], receive: Any, send: Any) -> None:
        left = False

        async def listen() -> Any:
            nonlocal left
            message = await receive()
            left = left or message["type"] == "websocket.disconnect"
            return message

        async def tell(message: Any) -> None:
            nonlocal left
            left = left or message["type"] == "websocket.close"
            await send(message)

        try:
            await application(scope, listen, tell)
        except OUTAGE_ERRORS as error:
            logger.warning("a socket was closed, because something is away: %s", type(error).__name__)
            if not left:
                await send({"type": "websocket.close", "code": CLOSE_TRY_LATER})

    return guarded
