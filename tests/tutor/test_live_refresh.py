"""The teacher's page is told of every change, also of one that comes while it is being drawn."""

import asyncio
import threading

import pytest
from channels.db import database_sync_to_async

from tests.tutor.test_consumers import open_socket
from tutor import events
from tutor.consumers import ClassroomConsumer
from tutor.presenters import render_class


@pytest.mark.django_db(transaction=True)
async def test_what_changes_while_the_page_is_drawn_brings_another(monkeypatch, tariq, classroom):
    has_read, may_send, heard = threading.Event(), threading.Event(), []
    handle = ClassroomConsumer.classroom_changed

    async def hear(consumer: ClassroomConsumer, event: events.ClassEvent) -> None:
        await handle(consumer, event)
        heard.append(event)

    def draw_slowly(classroom_id: int) -> str:
        html = render_class(classroom_id)
        has_read.set()
        may_send.wait(20)
        return html

    monkeypatch.setattr(ClassroomConsumer, "classroom_changed", hear)
    monkeypatch.setattr(ClassroomConsumer, "render", staticmethod(draw_slowly))
    socket = await open_socket(f"/ws/classrooms/{classroom.pk}/", tariq)
    await socket.connect()
    tell = database_sync_to_async(events.send_class_changed)
    await tell(classroom_id=classroom.pk)
    # Not in the pool that draws: it may have one thread only.
    await asyncio.get_running_loop().run_in_executor(None, has_read.wait, 20)
    layer_tell = events.get_channel_layer().group_send
    await layer_tell(events.classroom_group(classroom.pk), {"type": "classroom.changed"})
    while len(heard) < 2:
        await asyncio.sleep(0.01)
    may_send.set()
    for _ in range(2):
        assert (await socket.receive_json_from(timeout=20))["type"] == "class"
    await socket.disconnect()
