"""Refuses sockets beyond the limit of one session, before the database is queried."""

from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie

from tutor.live.limits import CLOSE_TOO_MANY, OpenSockets


def limit_per_session(application: Any) -> Any:
    """Wrap the ASGI application of the sockets.

    Whose session it is takes two queries to find out. Somebody who opens thousands of sockets must not make
    others wait for that.
    """
    open_now = OpenSockets()

    async def admit(scope: dict[str, Any], receive: Any, send: Any) -> None:
        cookies = parse_cookie(dict(scope["headers"]).get(b"cookie", b"").decode("latin-1"))
        session = cookies.get(settings.SESSION_COOKIE_NAME)
        if not session:
            await application(scope, receive, send)
            return
        if not open_now.enter(session):
            # A browser gets a code only on a socket that was accepted.
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": CLOSE_TOO_MANY})
            return
        try:
            await application(scope, receive, send)
        finally:
            open_now.leave(session)

    return admit
