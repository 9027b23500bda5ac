"""The open cameras of this process: their clips go to the workers in turns."""

import time
from collections.abc import Awaitable, Callable

from django.conf import settings

from emotion.frames import CLIP_LENGTH, SHORT_CLIP_LENGTH
from tutor import metrics
from tutor.domain.turns import Turns

# Sends the camera's clip, so many of its newest pictures; says whether there was one to send.
SendClip = Callable[[int], Awaitable[bool]]


class Cameras:
    """Cameras by the name of their socket's channel."""

    def __init__(self) -> None:
        self.turns = Turns(
            most_fps=settings.CAMERA_FPS, clip_length=CLIP_LENGTH, short_length=SHORT_CLIP_LENGTH
        )
        self._senders: dict[str, SendClip] = {}

    async def see(self, name: str, send: SendClip, *, has_clip: bool) -> None:
        """Note a frame, and send whatever clips there is room for."""
        self._senders[name] = send
        self.turns.see(name, time.monotonic(), has_clip=has_clip)
        await self._send_admitted()

    async def settle(self, name: str) -> None:
        """Note that the estimate of a camera's clip came; somebody else's clip may go."""
        self.turns.settle(name, time.monotonic())
        await self._send_admitted()

    def leave(self, name: str) -> None:
        """Forget a camera that is off."""
        self.turns.leave(name)
        self._senders.pop(name, None)

    def news_of_pace(self, *, told: float) -> float | None:
        """Return the pace (frames a second) a browser should hear of, if it is news."""
        fps = self.turns.pace(time.monotonic())
        return fps if self.turns.is_news(fps, told=told) else None

    async def _send_admitted(self) -> None:
        lost_before = self.turns.lost
        admitted = self.turns.admit(time.monotonic())
        metrics.LOST.inc(self.turns.lost - lost_before)
        length = self.turns.frames_a_clip()
        for name in admitted:
            if not await self._senders[name](length):
                self.leave(name)


cameras = Cameras()
