"""The socket of a teacher's page of boards."""

from tutor import events
from tutor.board_presenters import render_boards
from tutor.consumers import ClassroomConsumer


class BoardsConsumer(ClassroomConsumer):
    """A teacher's page of one class's boards; whoever comes back is told how they stand."""

    page = "boards"
    group_of = staticmethod(events.boards_group)
    render = staticmethod(render_boards)

    async def connect(self) -> None:
        """Let in a teacher of the class, and say how the boards stand."""
        await super().connect()
        if self.joined:
            self.refresh_later()
