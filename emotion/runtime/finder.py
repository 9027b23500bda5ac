"""Opens face finders by name: the landmarker that serves, OpenCV's Haar cascade, MediaPipe's own library."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from emotion.finders import FINDERS, SERVED
from emotion.runtime.face import BLENDSHAPES, Face, FaceFinder, Image, WeightsError
from emotion.runtime.landmarker import LandmarkFinder
from emotion.runtime.mediapipe_finder import MediaPipeFinder

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


_OPENERS: Final[dict[str, Callable[[], FaceFinder]]] = {
    SERVED: LandmarkFinder,
    HaarFinder.name: HaarFinder,
    MediaPipeFinder.name: MediaPipeFinder,
}


def open_finder(name: str = SERVED) -> FaceFinder:
    """Return the finder of this name; where LiteRT does not load, Haar stands in for the served one.

    Raises:
        WeightsError: what it needs does not load.
        ValueError: no finder has this name.
    """
    if name not in _OPENERS:
        raise ValueError(f"no face finder is called {name!r}: one of {', '.join(FINDERS)}")
    try:
        return _OPENERS[name]()
    except (ImportError, OSError) as error:
        if name != SERVED:
            raise WeightsError(f"{name}: its library does not load: {error}") from error
    return HaarFinder()
