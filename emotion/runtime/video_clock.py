"""When each frame of a video file was: what the container says of it, as far as that can be believed."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import cv2
import numpy as np

USUAL_RATE: Final = 25.0
MAX_RATE: Final = 480.0
"""Frames a second; phones' slow motion ends at half of this. Files that state more do not know their rate."""

LOOKED_AT: Final = 32
"""Frames by whose times a file is judged."""


@dataclass(frozen=True)
class VideoClock:
    """Tells the time of each frame of one file, in seconds from the first.

    Attributes:
        rate: frames a second, by which times are reckoned where `has_times` is False.
        has_times: whether the container's own times can be believed.
        duration_s: as the file states it; 0 where it does not say.
        notes: what could not be believed, in sentences.
    """

    rate: float
    has_times: bool
    duration_s: float
    notes: tuple[str, ...] = ()

    def time_s(self, capture: Any, index: int) -> float:
        """Return when the frame that was just grabbed was; it is the `index`-th, from 0."""
        if self.has_times:
            return max(float(capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000, 0.0)
        return index / self.rate


def open_clock(capture: Any) -> VideoClock:
    """Look at the first frames of an opened file and return its clock; the capture is used up."""
    stated = float(capture.get(cv2.CAP_PROP_FPS))
    count = max(float(capture.get(cv2.CAP_PROP_FRAME_COUNT)), 0.0)
    times = _first_times(capture)
    capture.release()
    rate = stated if np.isfinite(stated) and 0 < stated <= MAX_RATE else USUAL_RATE
    if all(before < after for before, after in pairwise(times)) and len(times) > 1:
        measured = float(1 / np.median(np.diff(times)))
        if measured <= MAX_RATE:
            # What OpenCV counts is the duration times the stated rate, or the frames over their mean rate.
            duration = count / stated if np.isfinite(stated) and stated > 0 else 0.0
            return VideoClock(rate, has_times=True, duration_s=duration)
        stated = measured
    notes: tuple[str, ...] = ()
    if stated > MAX_RATE:
        notes = (
            f"The file states {stated:.0f} frames a second, which no camera takes: "
            f"it is read as {USUAL_RATE:.0f}, and its times may be wrong.",
        )
    return VideoClock(rate, has_times=False, duration_s=count / rate, notes=notes)


def _first_times(capture: Any) -> list[float]:
    times: list[float] = []
    while len(times) < LOOKED_AT and capture.grab():
        times.append(float(capture.get(cv2.CAP_PROP_POS_MSEC)) / 1000)
    return times
