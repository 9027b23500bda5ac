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
from emotion.runtime.video_clock import VideoClock, open_clock

STEP_S: Final = 0.25
CLIP_S: Final = STEP_S * CLIP_LENGTH
NEAR_S: Final = 0.02
"""A frame this much early counts as on time: at 30 a second none falls on every quarter of a second."""

MIN_FRAMES: Final = 2
"""A clip of fewer frames is left out; a file of fewer is a picture, not a video."""

UNREAD_S: Final = 1.0
"""A file that ends this much before the end that it states is cut off or damaged, and not just rounded."""


class NotAVideo(ValueError):
    """A file from which no video can be read. The message names it and says why."""


@dataclass(frozen=True)
class RecordedClip:
    """Up to eight RGB frames of two seconds of a video, and when they were, in seconds from its start."""

    start_s: float
    end_s: float
    images: tuple[Image, ...]


class Video:
    """An open video file.

    Attributes:
        duration_s: as the file states it; 0 where it does not say.
        notes: what is odd about the file, in sentences; complete once the clips have been read.
    """

    def __init__(self, path: Path) -> None:
        """Open a video.

        Raises:
            NotAVideo: the file is missing, empty, or nothing that OpenCV can decode.
        """
        self._path = path
        self._clock: VideoClock = open_clock(_opened(path))
        # Looking at the clock used frames up, and not every format can be wound back.
        self._capture: Any = _opened(path)
        self._pixel_width = _pixel_width(self._capture)
        self.duration_s = self._clock.duration_s
        self.notes: list[str] = list(self._clock.notes)

    def clips(self) -> Iterator[RecordedClip]:
        """Yield the clips in order and close the video.

        Raises:
            NotAVideo: not even two frames can be decoded, or no two of them within two seconds.
        """
        seen: list[tuple[float, Image]] = []
        frames, clips = 0, 0
        for sample in self._samples():
            frames += 1
            if seen and (len(seen) == CLIP_LENGTH or sample[0] > seen[0][0] + CLIP_S - NEAR_S):
                if len(seen) >= MIN_FRAMES:
                    clips += 1
                    yield _clip(seen, following_s=sample[0])
                seen = []
            seen.append(sample)
        if len(seen) >= MIN_FRAMES:
            clips += 1
            yield _clip(seen)
        if frames < MIN_FRAMES:
            raise NotAVideo(f"{self._path}: not a video, it holds a single picture or none")
        if not clips:
            raise NotAVideo(f"{self._path}: no two of its pictures lie within {CLIP_S:g} seconds")

    def _samples(self) -> Iterator[tuple[float, Image]]:
        """Yield (time in seconds, RGB frame) at the live camera's rate, or at the file's if that is lower."""
        index, wanted, last = 0, 0.0, 0.0
        while self._capture.grab():
            last = self._clock.time_s(self._capture, index)
            index += 1
            if last < wanted - NEAR_S:
                continue
            decoded, picture = self._capture.retrieve()
            if decoded:
                yield last, _fitted(picture, pixel_width=self._pixel_width)
            # On a grid, so that four come each second; after a gap the grid begins anew.
            wanted = STEP_S + (last if last >= wanted + STEP_S else wanted)
        self._capture.release()
        if index and last + UNREAD_S < self.duration_s:
            self.notes.append(
                f"Nothing could be read after {last:.1f} s, although the file states "
                f"{self.duration_s:.1f} s: it is cut off or damaged there, or shows nothing more."
            )


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


def _pixel_width(capture: Any) -> float:
    """Return how many times as wide as high a pixel is when the picture stands upright; 1 where unsaid."""
    wide, high = (capture.get(side) for side in (cv2.CAP_PROP_SAR_NUM, cv2.CAP_PROP_SAR_DEN))
    ratio = float(wide / high) if wide > 0 and high > 0 else 1.0
    # OpenCV turns the pictures of a phone that was held upright, and the file speaks of them as they were.
    is_turned = capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90
    return 1 / ratio if is_turned else ratio


def _fitted(picture: Image, *, pixel_width: float) -> Image:
    """Return a BGR picture as RGB, its pixels made square, shrunk to what a camera may send."""
    height, width = picture.shape[:2]
    across, down = width * max(pixel_width, 1.0), height / min(pixel_width, 1.0)
    scale = min(MAX_WIDTH / across, MAX_HEIGHT / down, 1.0)
    size = (max(round(across * scale), 1), max(round(down * scale), 1))
    fitted: Any = picture
    if size != (width, height):
        fitted = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(fitted, cv2.COLOR_BGR2RGB))


def _clip(samples: list[tuple[float, Image]], *, following_s: float = np.inf) -> RecordedClip:
    """Return a clip that ends where the next begins, or a frame after its last if nothing follows."""
    times = [at for at, _ in samples]
    end_s = times[-1] + float(np.median([after - before for before, after in pairwise(times)]))
    if following_s <= times[-1] + 2 * STEP_S:
        end_s = following_s
    return RecordedClip(times[0], end_s, tuple(image for _, image in samples))
