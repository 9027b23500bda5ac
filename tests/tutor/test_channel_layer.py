"""The layer of one process: what is sent to nobody costs nothing, and looking for what expired is rare."""

import asyncio

import pytest

from tutor.messages import channel_layer
from tutor.messages.channel_layer import LoopBoundLayer


@pytest.fixture
def looks(monkeypatch):
    """Return the moments at which Channels looked for what expired."""
    found = []
    plain = channel_layer.InMemoryChannelLayer._clean_expired
    monkeypatch.setattr(
        channel_layer.InMemoryChannelLayer, "_clean_expired", lambda layer: found.append(1) or plain(layer)
    )
    return found


async def test_a_group_of_nobody_is_not_carried_to_another_thread(monkeypatch):
    layer, carried = LoopBoundLayer(), []

    async def carry(send, *args):
        carried.append(args)

    monkeypatch.setattr(layer, "_at_home", carry)
    await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert carried == []
    await layer.group_add("classroom.1", "page")
    await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert len(carried) == 1
    await layer.group_discard("classroom.1", "page")
    await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert len(carried) == 1


async def test_many_messages_in_a_moment_look_for_what_expired_once(looks):
    layer = LoopBoundLayer()
    await layer.group_add("classroom.1", "page")
    for _ in range(5):
        await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert len(looks) == 1


async def test_what_expired_is_still_forgotten(monkeypatch):
    monkeypatch.setattr(channel_layer, "TIDY_EVERY_S", 0.0)
    layer = LoopBoundLayer(expiry=0)
    await layer.send("page", {"type": "classroom.changed"})
    await asyncio.sleep(0.01)
    await layer.group_add("classroom.1", "other")
    await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert "page" not in layer.channels


async def test_a_thread_hands_a_message_over():
    layer = LoopBoundLayer()
    await layer.group_add("classroom.1", "page")
    heard = asyncio.create_task(layer.receive("page"))
    await asyncio.sleep(0)
    assert await asyncio.to_thread(layer.hand_over, "classroom.1", {"type": "classroom.changed"})
    assert await asyncio.wait_for(heard, 5) == {"type": "classroom.changed"}


async def test_whoever_hands_a_message_over_waits_for_nobody():
    layer = LoopBoundLayer()
    await layer.group_add("classroom.1", "page")
    heard = asyncio.create_task(layer.receive("page"))
    await asyncio.sleep(0)
    # On the loop that is to send it: to wait here would be to wait for ever.
    assert layer.hand_over("classroom.1", {"type": "classroom.changed"})
    assert await asyncio.wait_for(heard, 5) == {"type": "classroom.changed"}


async def test_nothing_is_handed_over_before_a_socket_waits_or_to_nobody():
    layer = LoopBoundLayer()
    assert layer.hand_over("classroom.1", {"type": "classroom.changed"})
    await layer.group_add("classroom.1", "page")
    assert not layer.hand_over("classroom.1", {"type": "classroom.changed"})
    assert not layer.channels


async def test_a_page_that_hears_nothing_keeps_no_other_from_hearing():
    layer = LoopBoundLayer(capacity=1)
    for page in ("deaf", "page"):
        await layer.group_add("classroom.1", page)
    await layer.send("deaf", {"type": "classroom.changed"})
    await layer.group_send("classroom.1", {"type": "classroom.changed"})
    assert await asyncio.wait_for(layer.receive("page"), 5) == {"type": "classroom.changed"}
