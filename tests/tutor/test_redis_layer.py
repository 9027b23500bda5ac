"""The channel layer on Redis: whoever waits for a message can be stopped, at whatever moment."""

import asyncio
import os

import pytest

from tests.production.stores import make_redis
from tutor.messages import events
from tutor.messages.outage import connection_lost
from tutor.messages.sender_loop import SenderLoop

REDIS_URL = os.environ.get("REDIS_URL", "")
# From before a connection is there until its first command waits for an answer.
MOMENTS = 16
ENOUGH_S = 15.0

pytestmark = pytest.mark.skipif(not REDIS_URL, reason="needs a Redis")


@pytest.fixture
def redis(tmp_path):
    """A Redis that a test may kill, and its address."""
    part, address = make_redis(tmp_path)
    part.start()
    part.wait_until_it_serves()
    yield part, address
    part.kill()


@pytest.fixture
def losses():
    """Who told that Redis was lost."""
    told = []

    def note(sender, **_):
        told.append(sender)

    connection_lost.connect(note)
    yield told
    connection_lost.disconnect(note)


async def end_of(layer, moment: int) -> asyncio.Task:
    """Let somebody wait for messages and cancel that some turns of the event loop later; return the task."""
    channel = await layer.new_channel()

    async def listen() -> None:
        while True:
            try:
                await layer.receive(channel)
            except OSError:
                continue

    listening = asyncio.create_task(listen())
    for _ in range(moment):
        await asyncio.sleep(0)
    listening.cancel()
    await asyncio.wait([listening], timeout=ENOUGH_S)
    return listening


async def test_a_receiver_ends_whenever_it_is_cancelled():
    from tutor.messages.redis_layer import StoppableLayer

    layers = [StoppableLayer(hosts=[REDIS_URL]) for _ in range(MOMENTS)]
    ends = await asyncio.gather(*(end_of(layer, moment) for moment, layer in enumerate(layers)))
    assert [end.cancelled() for end in ends] == [True] * MOMENTS


async def test_a_message_is_received():
    from tutor.messages.redis_layer import StoppableLayer

    layer = StoppableLayer(hosts=[REDIS_URL])
    channel = await layer.new_channel()
    await layer.send(channel, {"type": "classroom.changed"})
    assert await layer.receive(channel) == {"type": "classroom.changed"}
    await layer.close_pools()


async def test_that_redis_died_is_told_though_most_receivers_do_not_notice(redis, losses):
    from redis.exceptions import ConnectionError as RedisAway

    from tutor.messages.redis_layer import StoppableLayer

    part, address = redis
    layer = StoppableLayer(hosts=[address])
    channels = [await layer.new_channel() for _ in range(3)]
    for channel in channels:
        await layer.group_add("class", channel)
    waiting = [asyncio.create_task(layer.receive(channel)) for channel in channels]
    await asyncio.sleep(0.5)
    # The loop stands still meanwhile: Redis is back before any receiver can try again.
    part.kill()
    part.start()
    part.wait_until_it_serves()
    (failed,), deaf = await asyncio.wait(waiting, timeout=5, return_when=asyncio.FIRST_COMPLETED)
    assert isinstance(failed.exception(), RedisAway)
    assert losses == [StoppableLayer]
    # The others wait on, in a group of which Redis knows nothing any more.
    await asyncio.sleep(0.5)
    await layer.group_send("class", {"type": "classroom.changed"})
    done, _ = await asyncio.wait(deaf, timeout=1)
    assert not done
    for one in deaf:
        one.cancel()
    await asyncio.wait(deaf)
    await layer.close_pools()


def test_the_first_message_after_redis_was_back_is_sent_as_well(redis, monkeypatch):
    from redis import Redis

    from tutor.messages.redis_layer import StoppableLayer

    part, address = redis
    layer, sender = StoppableLayer(hosts=[address]), SenderLoop()
    monkeypatch.setattr(events, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(events, "_sender", sender)
    events.send_kept(channel="specific.process!page", batch=1, kept=[])
    part.kill()
    part.start()
    part.wait_until_it_serves()
    events.send_kept(channel="specific.process!page", batch=2, kept=[])
    with Redis.from_url(address) as client:
        assert client.zcard(f"{layer.prefix}specific.process!") == 1
    sender.run(layer.close_pools())
