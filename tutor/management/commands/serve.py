"""`manage.py serve`: HTTP and WebSocket by uvicorn, with embedded workers where there is no Redis."""

import gc
import socket
import sys
from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tutor.celery import app
from tutor.live.limits import MAX_MESSAGE_BYTES
from tutor.ops.core_dumps import forbid_core_dumps
from tutor.ops.embedded import EmbeddedSchedule, EmbeddedWorkers
from tutor.ops.timed_requests import TimedProtocol

# Each query lets go of the interpreter, and waits for it for as long as another thread may keep it. That is
# 5 ms by default: twenty times in a page, and ten times in a transaction for which all others wait.
TURN_OF_A_THREAD_S = 0.0005


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"cannot listen on {host}:{port}: {error.strerror}. Try --port {port + 1}."
            ) from None


def server_config(host: str, port: int) -> uvicorn.Config:
    """Return how uvicorn serves the site."""
    return uvicorn.Config(
        "tutor.asgi:application",
        host=host,
        port=port,
        log_config=None,
        lifespan="off",
        http=TimedProtocol,
        forwarded_allow_ips=settings.FORWARDED_ALLOW_IPS,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=5,
    )


class Server(uvicorn.Server):
    """Uvicorn's, once what was loaded is left out of every later search for garbage."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen.

        Modules, models and addresses stay for good. To search through them keeps all threads from computing
        for a tenth of a second and more, some nine times a minute while a class is at work.
        """
        gc.collect()
        gc.freeze()
        await super().startup(sockets)


class Command(BaseCommand):
    """Serve the site."""

    help = "Serves the site; without REDIS_URL the workers run inside this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Serve until stopped."""
        _check_port(host, port)
        forbid_core_dumps()
        embedded: list[EmbeddedWorkers | EmbeddedSchedule] = []
        if not settings.REDIS_URL:
            sys.setswitchinterval(TURN_OF_A_THREAD_S)
            embedded = [EmbeddedWorkers(app), EmbeddedSchedule(app)]
        for part in embedded:
            part.start()
        self.stdout.write(f"Attune is at http://{'localhost' if host == '127.0.0.1' else host}:{port}")
        Server(server_config(host, port)).run()
        for part in reversed(embedded):
            part.stop()
