"""Limits how many clips wait in Redis for a worker, and for how many seconds.

A message's own expiry is checked by the worker that takes it. Without a worker, frames would pile up.
"""

from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from celery.signals import after_task_publish
from django.conf import settings

from tutor.tasks import FRESH_S

# A site without Redis does without its library.
if TYPE_CHECKING:
    from redis import Redis

QUEUE = "emotion"
# Some seconds' worth for a few hundred students; more is lag that nobody wants.
MOST_WAITING = 200


@cache
def _redis() -> "Redis":
    from redis import Redis

    return Redis.from_url(settings.REDIS_URL, socket_timeout=1)


@after_task_publish.connect(sender="emotion.analyse_clip", dispatch_uid="let-clips-expire")
def let_clips_expire(**options: object) -> None:
    """Keep the newest clips, and have Redis drop them all when no new one comes for a while."""
    if not settings.REDIS_URL:
        return
    from redis import RedisError

    # Sites that share a Redis keep apart by a prefix.
    transport: dict[str, Any] = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    key = transport.get("global_keyprefix", "") + QUEUE
    # In an outage of Redis there is no clip that could wait.
    with suppress(RedisError), _redis().pipeline() as steps:
        # Kombu pushes at the left and workers take from the right, so these are the newest.
        steps.ltrim(key, 0, MOST_WAITING - 1)
        steps.pexpire(key, int((FRESH_S + 1) * 1000))
        steps.execute()
