"""How the site is served: what is loaded for good costs no search for garbage."""

import asyncio
import gc

import uvicorn

from tutor.management.commands.serve import Server, server_config


def test_what_was_loaded_is_searched_no_more_before_the_first_request_comes(monkeypatch):
    done = []
    monkeypatch.setattr(gc, "collect", lambda: done.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: done.append("freeze"))

    async def listen(self, sockets=None):
        done.append("listen")

    monkeypatch.setattr(uvicorn.Server, "startup", listen)
    asyncio.run(Server(server_config("127.0.0.1", 0)).startup())
    assert done == ["collect", "freeze", "listen"]
