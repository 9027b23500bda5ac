"""Messages to the broker from the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings

from tutor import tasks
from tutor.messages.outage import OUTAGE_ERRORS

# Handing a message to the broker blocks for as long as the broker does, so it happens off the event loop.
_publisher = ThreadPoolExecutor(max_workers=2, thread_name_prefix="publish")


async def publish(send: Any, **options: Any) -> None:
    """Hand a task to the broker without blocking the loop; with the broker gone the message is dropped."""
    if not settings.REDIS_URL:
        # A broker in memory keeps nobody waiting, and two changes of thread cost more than the message.
        _try_to_send(send, options)
        return
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(_publisher, lambda: _try_to_send(send, options))


def _try_to_send(send: Any, options: dict[str, Any]) -> None:
    try:
        send(retry=False, **options)
    except OUTAGE_ERRORS:
        tasks.logger.warning("the broker is away; a message was dropped")
