"""The Celery application.

Three queues: `emotion` reads clips, `outside` asks other systems, `default` does everything else.
"""

import os
import time
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import before_task_publish, setup_logging, worker_init
from kombu.connection import Connection

from tutor.ops.core_dumps import forbid_core_dumps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.settings.dev")


class Broker(Connection):
    """A connection to the broker that is tried again every second; by itself it would wait up to 30 s."""

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        """Connect, however often it takes."""
        often = {"interval_start": 1, "interval_step": 0}
        return super().ensure_connection(*args, **(often | options))  # type: ignore[no-untyped-call]

    def maybe_close_channel(self, channel: Any) -> None:
        """Close a channel, also one whose Redis has gone.

        Kombu gives unfinished messages back while it closes, and where the connection is lost already that
        raises an AttributeError, of which the worker would die. Redis gives them out again by itself.
        """
        with suppress(AttributeError):
            super().maybe_close_channel(channel)  # type: ignore[no-untyped-call]


class Messaging(AMQP):
    """Celery's messaging over such connections, for workers, schedule and web alike."""

    Connection = Broker


app = Celery("attune", amqp=Messaging)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**options: object) -> None:
    """Leave logging as the settings have it; Celery would add handlers that write what ours leave out."""


@worker_init.connect
def keep_memory_off_disks(**options: object) -> None:
    """A worker holds frames."""
    forbid_core_dumps()


@before_task_publish.connect
def note_when_sent(headers: dict[str, object], **options: object) -> None:
    """Let whoever looks at a queue see how long a message has waited."""
    headers["sent_at"] = time.time()
