"""Which frames of a clip the networks look at, and what each frame shows.

A face that was just found is followed (`tracking.py`) for as long as its crop stays what it was; else the
landmark network reads the frame, as it reads the first one and, where nothing else made it read a second, the
fifth. The detector looks over the whole of every fourth frame, so that a second person is noticed within a
second. A frame about which there is any doubt is the networks', so that whatever makes a clip unknown was
said by them.
"""

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from emotion.runtime.face import Face, FaceFinder, Image, align_face
from emotion.runtime.frame_quality import FrameQuality, Timer, assess_crop, assess_frame
from emotion.runtime.landmarker import LandmarkFinder
from emotion.runtime.tracking import MIN_LIKENESS, Placement, Template, likeness

# Between, a second face may go unnoticed for three frames.
SEARCH_EVERY: Final = 4
# One reading of expression and head pose scatters about as much as students differ: states want two a clip.
MIN_READINGS: Final = 2


def assess_clip(
    images: Sequence[Image | None], finder: FaceFinder, timed: Timer, *, follows: bool = True
) -> list[FrameQuality]:
    """Return what each RGB picture of a clip shows, oldest first; None is a frame that was lost.

    Args:
        images: in time order.
        finder: what finds faces.
        timed: opens a named stage of the stopwatch.
        follows: False has the networks read every frame, to compare with.
    """
    clip = ClipFrames(finder, timed, follows=follows)
    return [clip.assess(image) for image in images]


class ClipFrames:
    """Reads the frames of one clip in their order, each as soon as it is there."""

    def __init__(self, finder: FaceFinder, timed: Timer, *, follows: bool = True) -> None:
        self._finder, self._timed = finder, timed
        # Only our own has landmarks to move and a detector to ask alone.
        self._tracked = finder if follows and isinstance(finder, LandmarkFinder) else None
        self._count = self._readings = 0
        self._near: Face | None = None
        self._template: Template | None = None
        self._placement: Placement | None = None

    def assess(self, image: Image | None) -> FrameQuality:
        """Return what the next frame shows."""
        is_searched = self._count % SEARCH_EVERY == 0
        self._count += 1
        quality = self._follow(image, is_searched=is_searched)
        if quality is None:
            near = None if is_searched else self._near
            quality = assess_frame(image, self._finder, self._timed, near=near)
            self._remember(quality)
        self._near = quality.face
        return quality

    def _follow(self, image: Image | None, *, is_searched: bool) -> FrameQuality | None:
        """Return what a frame shows that shows the template's face as it was; None where it may not."""
        if image is None or self._near is None or self._template is None or self._placement is None:
            return None
        if self._tracked is None:
            return None
        if is_searched and self._readings < MIN_READINGS:
            return None
        with self._timed("track"):
            grey: Image = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
            placement = self._template.follow(grey, self._placement)
            face = self._template.moved(placement)
        with self._timed("crop"):
            crop = align_face(grey, face.anchors)
            is_like = likeness(crop, self._template.crop) >= MIN_LIKENESS
            quality = assess_crop(face, crop) if is_like else None
        if quality is None or quality.reason is not None:
            return None
        with self._timed("face"):
            if is_searched and not self._tracked.sees_only(image, face):
                return None
        self._placement = placement
        return quality

    def _remember(self, quality: FrameQuality) -> None:
        """Keep the readable face that the networks read last; what hides it for a frame does not end it."""
        if quality.reason is not None or quality.face is None or quality.crop is None:
            return
        self._readings += 1
        if self._tracked is not None:
            self._template = Template(quality.face, quality.crop)
            self._placement = self._template.placement
