"""Messages to the broker: where there is one to wait for, the event loop does not."""

import threading

from tutor.live.broker import publish


async def published_in(settings, redis_url):
    settings.REDIS_URL = redis_url
    threads = []
    await publish(lambda **options: threads.append(threading.current_thread()))
    (thread,) = threads
    return thread


async def test_the_loop_waits_for_no_redis(settings):
    assert await published_in(settings, "redis://localhost") is not threading.current_thread()


async def test_within_one_process_no_thread_changes(settings):
    assert await published_in(settings, "") is threading.current_thread()
