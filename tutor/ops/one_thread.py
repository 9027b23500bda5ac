"""Django's ASGI handler, with all of a request but the static files in one thread."""

from asgiref.sync import AsyncToSync
from django.core.handlers.asgi import ASGIHandler


class OneThreadHandler(ASGIHandler):
    """Chains the middlewares as WSGI would.

    Every view here is synchronous. Left to itself the handler calls each middleware that could be
    asynchronous in a turn of its own, before and after the view: some fifteen changes of thread for one
    page, which cost more processor time than the page.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the chain for synchronous views; its top, which serves static files, stays asynchronous."""
        super().load_middleware(is_async=False)
        top: object = self._middleware_chain  # type: ignore[has-type]
        assert isinstance(top, AsyncToSync), "the first middleware serves files, and is asynchronous"
        self._middleware_chain = top.awaitable
