"""Finds faces: MediaPipe's Face Landmarker, or OpenCV's Haar cascade where LiteRT cannot load."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from emotion.runtime.face import BLENDSHAPES, Face, FaceFinder, Image, WeightsError
from emotion.runtime.landmarker import LandmarkFinder

# Where `FER_ANCHORS` lie in a Haar box: medians over 749 stills where cascade and landmarker agree.
HAAR_ANCHORS: Final = np.array([[0.318, 0.402], [0.682, 0.402], [0.5, 0.792]], dtype=np.float32)


class HaarFinder:
    """OpenCV's frontal-face cascade: boxes only, no landmarks, blendshapes or pose."""

    name = "haar"
    reads_pose = False

    def __init__(self) -> None:
        cascade = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
        self._cascade = cv2.CascadeClassifier(str(cascade))
        if self._cascade.empty():
            raise WeightsError(f"{cascade.name}: OpenCV cannot read it")

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the faces of an RGB or grey picture."""
        grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        least = max(grey.shape[0] // 6, 24)
        boxes = self._cascade.detectMultiScale(grey, scaleFactor=1.1, minNeighbors=5, minSize=(least, least))
        return [self._face(x, y, side) for x, y, side, _ in list(boxes)[:2]]

    @staticmethod
    def _face(x: float, y: float, side: float) -> Face:
        anchors = np.array([x, y], dtype=np.float32) + HAAR_ANCHORS * np.float32(side)
        blank = np.zeros(BLENDSHAPES, dtype=np.float32)
        return Face(anchors, None, blank, np.zeros(3, dtype=np.float32))


def open_finder() -> FaceFinder:
    """Return the landmarker, or Haar where LiteRT does not load."""
    finders: tuple[Callable[[], FaceFinder], ...] = (LandmarkFinder, HaarFinder)
    for finder in finders:
        with suppress(ImportError, OSError):
            return finder()
    raise WeightsError("no library for finding faces loads")
