"""Django's ASGI handler, with all of a request but the static files in one thread of a few that stay."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import Any, cast

from asgiref.sync import AsyncToSync, sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.security import SecurityMiddleware
from django.urls import set_script_prefix

from tutor.ops.precedence import precedence

EXPECTED = (RequestAborted, asyncio.CancelledError)
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class SecurityInPlace(SecurityMiddleware):
    """Django's, without a trip to a thread for each of its two looks at a few settings."""

    async def __acall__(self, request: HttpRequest) -> HttpResponse:
        """Redirect to HTTPS, or add the headers to what the others answer."""
        redirect = self.process_request(request)
        response = redirect or await cast("Awaitable[HttpResponse]", self.get_response(request))
        return self.process_response(request, response)


class OneThreadHandler(ASGIHandler):
    """Chains the middlewares as WSGI would, and answers so many requests at once.

    Every view here is synchronous. Left to itself the handler makes a thread for each request and goes there
    for each middleware that could be asynchronous, for the signals at the beginning and at the end, and for
    closing: some fifteen changes of thread for one page, which cost more processor time than the page. And
    three hundred requests that share one processor are all late, where one after the other most are early.
    """

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(settings.REQUESTS_AT_ONCE, thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:
        """Load the chain for synchronous views; its top, which serves static files, stays asynchronous."""
        super().load_middleware(is_async=False)
        top: object = self._middleware_chain  # type: ignore[has-type]
        assert isinstance(top, AsyncToSync), "the second middleware serves files, and is asynchronous"
        security = cast("Any", top.awaitable).__wrapped__
        assert isinstance(security, SecurityMiddleware), "the first one protects those files as well"
        self._middleware_chain = convert_exception_to_response(SecurityInPlace(security.get_response))

    def adapt_method_mode(self, is_async: bool, method: Any, *args: Any, **options: Any) -> Any:
        """Let what is synchronous, and asked for by what is not, run in a thread of its request."""
        adapted = super().adapt_method_mode(is_async, method, *args, **options)
        if not is_async or adapted is method:
            return adapted

        async def answer(request: ASGIRequest) -> Any:
            # Unlike `sync_to_async`, an executor takes no context along: the script prefix would be missing,
            # and what one request sets would stay in the thread for the next.
            work = partial(copy_context().run, self._answer, method, request)
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)

        return answer

    def _answer(self, method: Callable[[ASGIRequest], Any], request: ASGIRequest) -> Any:
        """Answer from the first signal to the last, unless the reply is still to be read from somewhere."""
        with precedence.taken():
            signals.request_started.send(sender=self.__class__, scope=request.scope)
            response = method(request)
            if response.streaming:
                signals.request_finished.send(sender=self.__class__)
            else:
                # Closing the reply sends `request_finished`, in the thread whose connections it lets go of.
                response._resource_closers.append(request.close)
                response.close()
            return response

    async def handle(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Read a request, and answer it unless the browser leaves; Django's, with the signals elsewhere."""
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        set_script_prefix(get_script_prefix(scope))
        request, refusal = self.create_request(scope, body)
        answering = asyncio.create_task(self._respond(request, refusal, send))
        leaving = asyncio.create_task(self.listen_for_disconnect(receive))
        await asyncio.wait([leaving, answering], return_when=asyncio.FIRST_COMPLETED)
        # Of who left while others were served nothing is begun.
        for task in (leaving, answering):
            task.cancel()
        ends = await asyncio.gather(leaving, answering, return_exceptions=True)
        body.close()
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, EXPECTED):
                raise end

    async def _respond(
        self, request: ASGIRequest | None, refusal: HttpResponseBase | None, send: Send
    ) -> None:
        response = refusal if request is None else await self.run_get_response(request)
        assert response is not None
        await self.send_response(response, send)
        if not response.closed:
            await sync_to_async(response.close)()
