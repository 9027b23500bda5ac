"""The open cameras of this process: their clips go to the workers in turns."""

import time
from typing import Protocol

from django.conf import settings

from emotion.frames import CLIP_LENGTH, SHORT_CLIP_LENGTH
from tutor.domain.turns import Turns
from tutor.ops import metrics


class Camera(Protocol):
    """Where the pictures of one camera wait."""

    async def send_clip(self, length: int) -> bool:
        """Send the clip, so many of its newest pictures; say whether there was one to send."""
        ...

    def repeat_clip(self) -> None:
        """Let the pictures of the last clip count again: it was lost."""
        ...


class Cameras:
    """Cameras by the name of their socket's channel."""

    def __init__(self) -> None:
        self.turns = Turns(
            most_fps=settings.CAMERA_FPS, clip_length=CLIP_LENGTH, short_length=SHORT_CLIP_LENGTH
        )
        self._open: dict[str, Camera] = {}

    async def see(self, name: str, camera: Camera, *, has_clip: bool) -> None:
        """Note a frame, and send whatever clips there is room for."""
        self._open[name] = camera
        self.turns.see(name, time.monotonic(), has_clip=has_clip)
        await self._send_admitted()

    async def settle(self, name: str) -> None:
        """Note that the estimate of a camera's clip came; somebody else's clip may go."""
        self.turns.settle(name, time.monotonic())
        await self._send_admitted()

    def leave(self, name: str) -> None:
        """Forget a camera that is off."""
        self.turns.leave(name)
        self._open.pop(name, None)

    def news_of_pace(self, *, told: float) -> float | None:
        """Return the pace (frames a second) a browser should hear of, if it is news."""
        fps = self.turns.pace(time.monotonic())
        return fps if self.turns.is_news(fps, told=told) else None

    async def _send_admitted(self) -> None:
        admitted = self.turns.admit(time.monotonic())
        for name in self.turns.take_lost():
            metrics.LOST.inc()
            if name in self._open:
                self._open[name].repeat_clip()
        length = self.turns.frames_a_clip()
        for name in admitted:
            # It may have left while the clips before it were sent.
            camera = self._open.get(name)
            if camera is not None and not await camera.send_clip(length):
                self.leave(name)


cameras = Cameras()
