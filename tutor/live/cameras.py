"""The open cameras of this process: their frames wait here, and their clips go to the workers in turns."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from emotion.frames import CLIP_LENGTH, SHORT_CLIP_LENGTH
from tutor.domain.frames import ClipBuffer
from tutor.domain.turns import Turns
from tutor.ops import metrics


@dataclass(frozen=True)
class Clip:
    """Frames that are due at a worker: of which sitting, and when the last one came (epoch seconds)."""

    sitting_id: int
    frames: list[bytes]
    captured_at: float


@dataclass
class Camera:
    """One camera: whose it is, and its frames that wait."""

    sitting_id: int
    buffer: ClipBuffer


class Cameras:
    """Cameras by the name of their socket's channel. Whoever brings news sends the clips that are due."""

    def __init__(self) -> None:
        self.turns = Turns(
            most_fps=settings.CAMERA_FPS, clip_length=CLIP_LENGTH, short_length=SHORT_CLIP_LENGTH
        )
        self._open: dict[str, Camera] = {}

    def add_frame(self, name: str, frame: bytes, *, sitting_id: int) -> None:
        """Keep a frame until it is in a clip."""
        camera = self._open.setdefault(name, Camera(sitting_id, ClipBuffer(length=CLIP_LENGTH)))
        now = time.monotonic()
        self.turns.see(name, now, has_clip=camera.buffer.add(frame, now))

    def settle(self, name: str) -> None:
        """Note that the estimate of a camera's clip came; somebody else's clip may go."""
        self.turns.settle(name, time.monotonic())

    def leave(self, name: str) -> None:
        """Forget a camera that is off, and its frames."""
        self.turns.leave(name)
        self._open.pop(name, None)

    def new_pace(self, *, told: float) -> float | None:
        """Return the pace (frames a second) a browser should hear of, if it is news after `told`."""
        fps = self.turns.pace(time.monotonic())
        return fps if self.turns.is_news(fps, told=told) else None

    def due_clips(self) -> Iterator[Clip]:
        """Yield the clips for which there is room, of whatever cameras, each taken when it is asked for.

        A camera that leaves while the clips before its own are sent has none any more.
        """
        admitted = self.turns.admit(time.monotonic())
        for name in self.turns.take_lost():
            metrics.LOST.inc()
            if name in self._open:
                self._open[name].buffer.repeat()
        length = self.turns.frames_a_clip()
        for name in admitted:
            if name in self._open:
                clip = self._take_clip(self._open[name], length=length)
                if clip is not None:
                    yield clip
                else:
                    self.leave(name)

    def _take_clip(self, camera: Camera, *, length: int) -> Clip | None:
        """Return the newest frames of a camera's clip; `None` where it has none, or only an old one."""
        now = time.monotonic()
        frames = camera.buffer.take(now)
        if frames is None:
            return None
        # Frames wait by a clock that is never set back; a worker knows only the time of day.
        return Clip(camera.sitting_id, frames[-length:], time.time() - (now - camera.buffer.last))


cameras = Cameras()
