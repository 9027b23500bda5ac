"""The teacher's page is told of every change, also of one that comes while it is being drawn."""

import asyncio

import pytest

from tutor.live.classroom import ClassroomConsumer
from tutor.messages.events import ClassEvent

CHANGED = ClassEvent(type="classroom.changed")


class DrawingConsumer(ClassroomConsumer):
    """A teacher's page without a socket; while it is drawn the first time, something changes."""

    def __init__(self) -> None:
        super().__init__()
        self.classroom_id, self.refresh, self.is_stale = 1, None, False
        self.loop, self.sent = asyncio.get_running_loop(), []

    def render(self, classroom_id: int) -> str:
        if not self.sent:
            asyncio.run_coroutine_threadsafe(self.classroom_changed(CHANGED), self.loop).result(20)
        return "drawn"

    async def send_json(self, content: object, close: bool = False) -> None:
        self.sent.append(content)


@pytest.mark.slow
async def test_what_changes_while_the_page_is_drawn_brings_another():
    page = DrawingConsumer()
    await page.classroom_changed(CHANGED)
    await page.refresh
    assert page.sent == [{"type": "class", "html": "drawn"}] * 2
