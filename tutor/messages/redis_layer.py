"""The channel layer on Redis."""

import asyncio
from typing import Any

from channels_redis.core import RedisChannelLayer  # type: ignore[import-untyped]
from redis import RedisError

from tutor.messages.outage import connection_lost


class StoppableLayer(RedisChannelLayer):
    """A layer on Redis whose receivers can be cancelled at any moment, and which tells that Redis was lost.

    Up to Python 3.11 `asyncio.wait_for`, in which redis sends each command, loses a cancellation that comes
    as the sending ends (https://github.com/python/cpython/issues/86296): whoever waited for a message would
    wait on for ever, and with it the end of the process. Here a receiver ends five seconds later at most.

    Of a process's receivers one at a time asks Redis, for all of them. Where Redis dies and is back at once
    that one gets an error, and the others would wait on in groups that the new Redis has never heard of.
    """

    async def receive_single(self, channel: str) -> Any:
        """Wait for a message; with Redis lost, tell all who wait as well."""
        try:
            return await super().receive_single(channel)
        except (RedisError, OSError):
            connection_lost.send(sender=type(self))
            raise

    async def _brpop_with_clean(self, index: int, channel: str, timeout: int) -> Any:
        try:
            return await super()._brpop_with_clean(index, channel, timeout)
        finally:
            # A message that was taken lies in the backup, and comes again.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError
