"""Read a recorded video the way the live camera is read: four frames a second, eight to a clip."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from emotion.frames import CLIP_LENGTH, MAX_HEIGHT, MAX_WIDTH
from emotion.runtime.face import Image

FRAMES_PER_S: Final = 4.0
MIN_FRAMES: Final = 2
"""A last clip of fewer frames is left out; a file of fewer is a picture, not a video."""


class NotAVideo(ValueError):
    """A file from which no video can be read. The message names it and says why."""


@dataclass(frozen=True)
class RecordedClip:
    """Up to eight RGB frames of a video, and when they were, in seconds from its start."""

    start_s: float
    end_s: float
    images: tuple[Image, ...]


class Video:
    """An open video file.

    Attributes:
        duration_s: as the file states it; 0 where it does not say.
    """

    def __init__(self, path: Path) -> None:
        """Open a video.

        Raises:
            NotAVideo: the file is missing, empty, or nothing that OpenCV can decode.
        """
        self._path = path
        self._capture: Any = _opened(path)
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if np.isfinite(rate) and 0 < rate <= 1000 else 25.0
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self.duration_s = max(float(count), 0.0) / self._rate

    def clips(self) -> Iterator[RecordedClip]:
        """Yield the clips in order and close the video.

        Raises:
            NotAVideo: not even two frames can be decoded.
        """
        seen: list[tuple[float, Image]] = []
        found = 0
        for sample in self._samples():
            found += 1
            seen.append(sample)
            if len(seen) == CLIP_LENGTH:
                yield _clip(seen)
                seen = []
        if found < MIN_FRAMES:
            raise NotAVideo(f"{self._path}: not a video, it holds a single picture or none")
        if len(seen) >= MIN_FRAMES:
            yield _clip(seen)

    def _samples(self) -> Iterator[tuple[float, Image]]:
        """Yield (time in seconds, RGB frame) at the live camera's rate, or at the file's if that is lower."""
        step = max(self._rate / FRAMES_PER_S, 1.0)
        index, wanted = 0, 0.0
        while self._capture.grab():
            # Not each eighth frame: 30 a second would make 3.75, and not 4.
            if index >= round(wanted):
                decoded, picture = self._capture.retrieve()
                if decoded:
                    yield index / self._rate, _fitted(picture)
                wanted += step
            index += 1
        self._capture.release()


def _opened(path: Path) -> Any:
    if not path.is_file():
        raise NotAVideo(f"{path}: no such file")
    if path.stat().st_size == 0:
        raise NotAVideo(f"{path}: the file is empty")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not capture.isOpened():
        raise NotAVideo(f"{path}: not a video that can be read")
    return capture


def _fitted(picture: Image) -> Image:
    """Return a BGR picture as RGB, shrunk to what a camera may send."""
    height, width = picture.shape[:2]
    scale = min(MAX_WIDTH / width, MAX_HEIGHT / height, 1.0)
    fitted: Any = picture
    if scale < 1:
        fitted = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(fitted, cv2.COLOR_BGR2RGB))


def _clip(samples: list[tuple[float, Image]]) -> RecordedClip:
    times = [at for at, _ in samples]
    spacing = float(np.median([after - before for before, after in pairwise(times)]))
    return RecordedClip(times[0], times[-1] + spacing, tuple(image for _, image in samples))
