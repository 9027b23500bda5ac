"""Messages of tasks and services leave on one loop a process, which stays."""

import asyncio

import pytest

from tutor.messages import sender_loop
from tutor.messages.sender_loop import SenderLoop


async def note_loop(loops):
    loops.append(asyncio.get_running_loop())


def test_every_message_leaves_on_the_same_loop():
    sender, loops = SenderLoop(), []
    for _ in range(3):
        sender.run(note_loop(loops))
    assert len(loops) == 3
    assert len(set(loops)) == 1


def test_a_forked_worker_gets_a_loop_that_runs():
    sender, loops = SenderLoop(), []
    sender.run(note_loop(loops))
    sender._pid = -1
    sender.run(note_loop(loops))
    assert len(set(loops)) == 2


def test_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(sender_loop, "TIMEOUT_S", 0.01)
    with pytest.raises(TimeoutError):
        SenderLoop().run(asyncio.sleep(60))


def test_what_goes_wrong_is_raised_to_the_sender():
    async def fail():
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        SenderLoop().run(fail())
