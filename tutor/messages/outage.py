"""Outages of the database or Redis: the errors that show one, and how a socket closes then."""

import logging
from collections.abc import Awaitable, Callable
from socket import gaierror
from typing import Any, Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)


def _redis_errors() -> tuple[type[Exception], ...]:
    """Return what Redis raises; a site without one does without its library."""
    if not settings.REDIS_URL:
        return ()
    from redis import RedisError

    return (RedisError,)


OUTAGE_ERRORS: Final[tuple[type[Exception], ...]] = (
    OperationalError,
    InterfaceError,
    *_redis_errors(),
    BrokerError,
    ConnectionError,
    TimeoutError,
    gaierror,
)
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

        try:
            await application(scope, listen, send)
        except OUTAGE_ERRORS as error:
            logger.warning("a socket was closed, because something is away: %s", type(error).__name__)
            if not left:
                await send({"type": "websocket.close", "code": CLOSE_TRY_LATER})

    return guarded
