"""A teacher's open sockets: the page of one class, and its groups' boards."""

import asyncio
from contextlib import suppress

from channels.db import database_sync_to_async

from tutor.live.sockets import CLOSE_FORBIDDEN, CountedConsumer
from tutor.messages import events
from tutor.messages.outage import OUTAGE_ERRORS
from tutor.models import User
from tutor.presenters.boards import render_boards
from tutor.presenters.helping import render_help_first
from tutor.presenters.lessons import render_class
from tutor.queries import selectors
from tutor.services.audit.openings import note_opened

# So much a teacher's page gathers before it refreshes; the picture itself takes a part of the second as well.
REFRESH_AFTER_S = 0.3


class ClassroomConsumer(CountedConsumer):
    """A teacher's page of one class; it is told at most once a second that something changed."""

    page = "class"
    address = "ws/classrooms/<int:classroom_id>/"
    group_of = staticmethod(events.classroom_group)
    render = staticmethod(render_class)

    async def connect(self) -> None:
        """Let in a teacher of the class."""
        user = await self.admit()
        if user is None:
            return
        self.classroom_id = int(self.scope["url_route"]["kwargs"]["classroom_id"])
        if not await database_sync_to_async(self.may_be_here)(user):
            await self.refuse(CLOSE_FORBIDDEN)
            return
        self.refresh: asyncio.Task[None] | None = None
        self.is_stale = False
        await self.join(self.group_of(self.classroom_id))
        await self.accept()
        await database_sync_to_async(note_opened)(
            actor=user, address=self.address, parts=self.scope["url_route"]["kwargs"]
        )

    def may_be_here(self, person: User) -> bool:
        """Say whether a person teaches, and this class."""
        classrooms = selectors.classrooms_of(person)
        return person.may_teach and classrooms.filter(pk=self.classroom_id).exists()

    def forget(self) -> None:
        """Render nothing any more."""
        if self.refresh:
            self.refresh.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A teacher's page has nothing to say here."""

    async def classroom_changed(self, event: events.ClassEvent) -> None:
        """Refresh within a second, once however much changed; what changes meanwhile brings another."""
        self.refresh_later()

    async def classroom_left(self, event: events.TeacherLeftEvent) -> None:
        """Close, if it is this teacher who teaches the class no more."""
        if self.scope["user"].pk == event["teacher_id"]:
            await self.close_now(CLOSE_FORBIDDEN)

    def refresh_later(self) -> None:
        """Send the page anew in a moment."""
        self.is_stale = True
        if self.refresh is None or self.refresh.done():
            self.refresh = asyncio.create_task(self._refresh_soon())

    async def _refresh_soon(self) -> None:
        while self.is_stale:
            await asyncio.sleep(REFRESH_AFTER_S)
            # Before it renders: what changes meanwhile may be missing on the page, and brings another round.
            self.is_stale = False
            # The next change brings the next try.
            with suppress(*OUTAGE_ERRORS):
                html = await database_sync_to_async(self.render)(self.classroom_id)
                await self.send_json({"type": self.page, "html": html})


class BoardsConsumer(ClassroomConsumer):
    """A teacher's page of one class's boards; whoever comes back is told how they stand."""

    page = "boards"
    address = "ws/classrooms/<int:classroom_id>/boards/"
    group_of = staticmethod(events.boards_group)
    render = staticmethod(render_boards)

    async def connect(self) -> None:
        """Let in a teacher of the class, and say how the boards stand."""
        await super().connect()
        if self.joined:
            self.refresh_later()


class HelpFirstConsumer(ClassroomConsumer):
    """A teacher's page of whom to help first in one class."""

    page = "help"
    address = "ws/classrooms/<int:classroom_id>/help/"
    render = staticmethod(render_help_first)
