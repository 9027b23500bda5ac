"""One engine a process, opened by the first clip and shared by every later one."""

from collections.abc import Sequence
from functools import cache
from threading import Lock

from emotion.estimate import ClipEstimate
from emotion.runtime.engine import Engine, open_engine

_opening = Lock()


class SharedEngine:
    """An engine for several threads: clips are read one after another."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = Lock()

    def estimate(self, frames: Sequence[bytes]) -> ClipEstimate:
        """Return what a clip of JPEG frames says, as `Engine.estimate`."""
        with self._reading:
            return self._engine.estimate(frames)


def shared_engine() -> SharedEngine:
    """Return this process's engine. A failed opening is tried again by the next clip."""
    with _opening:
        return _opened()


@cache
def _opened() -> SharedEngine:
    return SharedEngine(open_engine())
