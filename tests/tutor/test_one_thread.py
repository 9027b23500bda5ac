"""A page runs in one thread, from its first middleware to its last."""

import pytest
from asgiref.sync import SyncToAsync
from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.core.handlers.asgi import ASGIHandler

from tests.conftest import cookie_of
from tutor.asgi import application

pytestmark = pytest.mark.django_db(transaction=True)
# What stands before the static files, all the rest, and the end of the request.
MOST_TURNS = 5


async def get(path: str, *, cookie: str = "", app=application) -> tuple[int, dict[bytes, bytes], bytes]:
    """Ask an ASGI application for a page; return status, headers and body."""
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", cookie.encode())],
    }
    talk = ApplicationCommunicator(app, scope)
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


async def test_a_page_changes_its_thread_a_few_times_only(sitting, monkeypatch):
    assert await count_turns(sitting, application, monkeypatch) <= MOST_TURNS


async def test_the_plain_handler_would_change_it_more_often(sitting, monkeypatch):
    assert await count_turns(sitting, ASGIHandler(), monkeypatch) > MOST_TURNS


async def test_a_static_file_is_served_with_the_headers_that_protect_it():
    status, headers, body = await get("/static/tutor/css/pages.css")
    assert (status, len(body) > 100) == (200, True)
    assert headers[b"x-content-type-options"] == b"nosniff"
