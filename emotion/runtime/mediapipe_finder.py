"""MediaPipe's own library as a face finder, for whoever asks for it (decision 0043).

It needs the `mediapipe` extra, and reports its use to its maker. What serves is `landmarker.py`.
"""

from pathlib import Path

import numpy as np

from emotion.runtime.face import (
    BLENDSHAPES,
    BUNDLE,
    BUNDLE_SHA256,
    Face,
    Floats,
    Image,
    checked_bytes,
    face_anchors,
)
from emotion.runtime.geometry import head_pose

_LANDMARKS = 478


class MediaPipeFinder:
    """Finds up to two faces with the same bundle as `LandmarkFinder`, by the library it was made for."""

    name = "mediapipe"
    reads_pose = True

    def __init__(self, bundle: Path = BUNDLE) -> None:
        """Open the library.

        Raises:
            ImportError: the `mediapipe` extra is not installed.
            WeightsError: the bundle is not the one it should be.
        """
        import mediapipe
        from mediapipe.tasks.python import vision
        from mediapipe.tasks.python.core.base_options import BaseOptions

        options = vision.FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=checked_bytes(bundle, BUNDLE_SHA256)),
            num_faces=2,
            output_face_blendshapes=True,
            output_facial_transformation_matrixes=True,
        )
        self._library = mediapipe
        self._landmarker = vision.FaceLandmarker.create_from_options(options)

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the faces of an RGB picture. `near` spares nothing: a picture is searched as a whole."""
        given = self._library.Image(
            image_format=self._library.ImageFormat.SRGB, data=np.ascontiguousarray(image)
        )
        found = self._landmarker.detect(given)
        height, width = image.shape[:2]
        # Depth is told on the scale of x.
        scale = np.array([width, height, width], dtype=np.float32)
        faces = []
        for points, shapes, matrix in zip(
            found.face_landmarks, found.face_blendshapes, found.facial_transformation_matrixes, strict=True
        ):
            landmarks = _array([(point.x, point.y, point.z) for point in points], (_LANDMARKS, 3)) * scale
            blendshapes = np.zeros(BLENDSHAPES, dtype=np.float32)
            blendshapes[[shape.index for shape in shapes]] = [shape.score for shape in shapes]
            faces.append(Face(face_anchors(landmarks), landmarks, blendshapes, head_pose(np.asarray(matrix))))
        return faces

    def close(self) -> None:
        """Free the library's networks, upon which it reports. No picture can be searched afterwards.

        It has to come before the interpreter ends: then the library cannot do it, and prints a traceback.
        """
        self._landmarker.close()


def _array(values: list[tuple[float, float, float]], shape: tuple[int, int]) -> Floats:
    return np.array(values, dtype=np.float32).reshape(shape)
