"""`manage.py serve`: HTTP and WebSocket by uvicorn, with embedded workers where there is no Redis."""

from argparse import ArgumentParser
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from tutor.celery import app
from tutor.embedded import EmbeddedWorkers

# A little above the largest frame, so that a frame that is too large is refused with a code
# by the consumer, and only what is absurd closes the socket.
WS_MAX_BYTES = 1024 * 1024


class Command(BaseCommand):
    """Serve the site."""

    help = "Serves the site; without REDIS_URL the workers run inside this process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Serve until stopped."""
        workers = None
        if not settings.REDIS_URL:
            workers = EmbeddedWorkers(app)
            workers.start()
        self.stdout.write(f"Attune is at http://{'localhost' if host == '127.0.0.1' else host}:{port}")
        config = uvicorn.Config(
            "tutor.asgi:application",
            host=host,
            port=port,
            log_config=None,
            log_level="warning",
            lifespan="off",
            ws_max_size=WS_MAX_BYTES,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=5,
        )
        uvicorn.Server(config).run()
        if workers:
            workers.stop()
