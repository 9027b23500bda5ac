"""The Celery application. Two queues: `emotion` reads clips, `default` does everything else."""

import os
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from kombu.connection import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.settings.dev")


class Broker(Connection):
    """A connection to the broker that is tried again every second; by itself it would wait up to 30 s."""

    def ensure_connection(self, *args: Any, **options: Any) -> Any:
        """Connect, however often it takes."""
        often = {"interval_start": 1, "interval_step": 0}
        return super().ensure_connection(*args, **(often | options))  # type: ignore[no-untyped-call]


class Messaging(AMQP):  # type: ignore[misc]
    """Celery's messaging over such connections, for workers, schedule and web alike."""

    Connection = Broker


app = Celery("attune", amqp=Messaging)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
