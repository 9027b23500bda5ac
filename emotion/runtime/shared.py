"""One engine a process: opened by the first clip, shared by all others, exchanged when its weights are."""

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Final

from emotion.estimate import ClipEstimate
from emotion.finders import SERVED
from emotion.runtime.engine import Engine, open_engine
from emotion.runtime.face import WeightsError

logger = logging.getLogger(__name__)

# New weights that cannot be opened, perhaps because a file is still being copied, are tried again then.
RETRY_AFTER_S: Final = 5.0

Stamp = tuple[int, int, int]


class SharedEngine:
    """An engine for several threads: clips are read one after another.

    When the manifest in its folder is replaced, the next clip is read with the weights that it names now.
    Weights that cannot be opened leave the engine in place that reads already.
    """

    def __init__(self, folder: Path, finder: str = SERVED) -> None:
        self._manifest = folder / "manifest.json"
        self._finder = finder
        self._reading = Lock()
        self._engine: Engine | None = None
        self._stamp: Stamp | None = None
        self._failed_at = float("-inf")

    def estimate(self, frames: Sequence[bytes]) -> ClipEstimate:
        """Return what a clip of JPEG frames says, as `Engine.estimate`.

        Raises:
            WeightsError: no weights could be opened so far; the next clip tries again.
        """
        with self._reading:
            return self._current_engine().estimate(frames)

    def _current_engine(self) -> Engine:
        # Before the weights are opened: a manifest that is replaced meanwhile then differs at the next clip.
        stamp = self._read_stamp()
        if self._engine is None:
            self._engine, self._stamp = self._open(), stamp
        elif stamp != self._stamp and monotonic() - self._failed_at > RETRY_AFTER_S:
            self._exchange(self._engine, stamp)
        return self._engine

    def _exchange(self, old: Engine, stamp: Stamp | None) -> None:
        try:
            self._engine, self._stamp = self._open(), stamp
            logger.info("weights were exchanged: %s, then %s", old.model, self._engine.model)
        except WeightsError as error:
            self._failed_at = monotonic()
            logger.error("the new weights cannot be read, so the old ones stay: %s", error)

    def _open(self) -> Engine:
        return open_engine(self._manifest.parent, finder=self._finder)

    def _read_stamp(self) -> Stamp | None:
        try:
            status = self._manifest.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


@cache
def shared_engine(folder: Path, finder: str = SERVED) -> SharedEngine:
    """Return this process's engine on the weights in `folder`, with the face finder of that name."""
    return SharedEngine(folder, finder)
