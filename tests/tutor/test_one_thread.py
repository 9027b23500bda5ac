"""A page runs in one thread, from its first middleware to its last."""

import asyncio
import threading

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.core import signals
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse

from tests.people import cookie_of
from tutor.asgi import application
from tutor.ops.one_thread import OneThreadHandler
from tutor.ops.precedence import precedence

pytestmark = pytest.mark.django_db(transaction=True)
# All of it is one piece of work of a thread that stays.
MOST_TURNS = 0


def scope_of(path: str, *, cookie: str = "") -> dict[str, object]:
    """Return what a server says about a GET."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
    }


async def get(path: str, *, cookie: str = "", app=application) -> tuple[int, dict[bytes, bytes], bytes]:
    """Ask an ASGI application for a page; return status, headers and body."""
    talk = ApplicationCommunicator(app, scope_of(path, cookie=cookie))
    await talk.send_input({"type": "http.request", "body": b""})
    start, body = await talk.receive_output(20), await talk.receive_output(20)
    await talk.wait()
    return start["status"], {name.lower(): value for name, value in start["headers"]}, body["body"]


async def count_turns(sitting, app, monkeypatch) -> int:
    """Return how often a lesson's page goes from one thread to another."""
    turns, call = [], SyncToAsync.__call__

    async def counted(self, *args, **kwargs):
        turns.append(self.func)
        return await call(self, *args, **kwargs)

    cookie = await database_sync_to_async(cookie_of)(sitting.student)
    monkeypatch.setattr(SyncToAsync, "__call__", counted)
    status, _, body = await get(f"/sittings/{sitting.pk}/steps/1/", cookie=cookie, app=app)
    assert (status, b'id="step"' in body) == (200, True)
    return len(turns)


async def test_a_page_goes_to_no_other_thread_on_its_way(sitting, monkeypatch):
    assert await count_turns(sitting, application, monkeypatch) <= MOST_TURNS


async def test_the_plain_handler_would_change_it_more_often(sitting, monkeypatch):
    assert await count_turns(sitting, ASGIHandler(), monkeypatch) > MOST_TURNS


async def test_a_static_file_is_served_with_the_headers_that_protect_it():
    status, headers, body = await get("/static/tutor/css/pages.css")
    assert (status, len(body) > 100) == (200, True)
    assert headers[b"x-content-type-options"] == b"nosniff"


class Slow:
    """A handler that answers two requests at once, and each when it may."""

    def __init__(self, monkeypatch, settings) -> None:
        settings.REQUESTS_AT_ONCE = 2
        self.begun, self.may_end = [], threading.Event()
        self.handler = OneThreadHandler()
        chain = self.handler.adapt_method_mode(True, self.answer, False)
        monkeypatch.setattr(self.handler, "_middleware_chain", chain)

    def answer(self, request):
        self.begun.append(request.path)
        self.may_end.wait(10)
        return HttpResponse(request.path)

    def ask(self, path):
        return asyncio.create_task(get(path, app=self.handler))


@pytest.fixture
def slow(monkeypatch, settings):
    handler = Slow(monkeypatch, settings)
    yield handler
    handler.may_end.set()


@pytest.mark.slow
async def test_who_comes_while_as_many_as_may_be_are_served_waits_in_line(slow):
    replies = []
    for path in ("/1", "/2", "/3", "/4"):
        replies.append(slow.ask(path))
        await asyncio.sleep(0.05)
    assert slow.begun == ["/1", "/2"]
    slow.may_end.set()
    assert [body for _, _, body in await asyncio.gather(*replies)] == [b"/1", b"/2", b"/3", b"/4"]
    assert slow.begun == ["/1", "/2", "/3", "/4"]


async def test_nothing_is_begun_for_who_left_the_line(slow):
    talks = []
    for path in ("/1", "/2", "/3"):
        talks.append(ApplicationCommunicator(slow.handler, scope_of(path)))
        await talks[-1].send_input({"type": "http.request", "body": b""})
        await asyncio.sleep(0.05)
    await talks[2].send_input({"type": "http.disconnect"})
    await talks[2].wait()
    slow.may_end.set()
    assert (await talks[0].receive_output(5))["status"] == 200
    assert slow.begun == ["/1", "/2"]


async def test_what_else_the_process_does_waits_for_a_request_that_is_answered(slow):
    reply = slow.ask("/1")
    while not slow.begun:
        await asyncio.sleep(0.01)
    waiting = threading.Thread(target=precedence.give_way)
    waiting.start()
    waiting.join(0.05)
    assert waiting.is_alive()
    slow.may_end.set()
    await reply
    waiting.join(0.05)
    assert not waiting.is_alive()


async def test_a_request_begins_and_ends_once_and_in_its_own_thread(sitting, settings):
    seen = []
    on = lambda name: lambda **_: seen.append((name, threading.current_thread().name))  # noqa: E731
    began, ended = on("began"), on("ended")
    signals.request_started.connect(began)
    signals.request_finished.connect(ended)
    try:
        await get("/accounts/login/")
    finally:
        signals.request_started.disconnect(began)
        signals.request_finished.disconnect(ended)
    assert [name for name, _ in seen] == ["began", "ended"]
    assert {thread.split("_")[0] for _, thread in seen} == {"request"}
