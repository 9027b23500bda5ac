"""A found face, and the 48 x 48 crop of it that the networks read.

Training and serving both import `align_face`, so that a network meets in a lesson what it met in
training. What finds faces stands in `finder.py`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

CROP_SIZE: Final = 48
BLENDSHAPES: Final = 52
BUNDLE: Final = Path(__file__).parent.parent / "weights" / "face_landmarker.task"
BUNDLE_SHA256: Final = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"

# Where the two eye centres and the mouth centre lie in a FER2013 crop, as shares of its side. Medians
# over 1,396 of 1,500 random training stills, upscaled to 192 px, on which the landmarker found a face:
# eyes (.320, .398) and (.681, .394), mouth (.507, .777); made symmetric here.
FER_ANCHORS: Final = np.array([[0.32, 0.396], [0.68, 0.396], [0.5, 0.777]], dtype=np.float32)
# Landmark indices: corners of the eye on the image's left and right, corners and inner lips of the mouth.
ANCHOR_LANDMARKS: Final = ((33, 133), (362, 263), (61, 291, 13, 14))


class WeightsError(RuntimeError):
    """A weights file is missing or is not the one it should be."""


@dataclass(frozen=True)
class Face:
    """One face found in a picture.

    Attributes:
        anchors: eye on the image's left, eye on its right, mouth; shape (3, 2), pixels.
        landmarks: shape (478, 3) in pixels, z on the scale of x, smaller is nearer; None from Haar.
        blendshapes: shape (52,), 0 to 1, in the bundle's order; zeros from Haar.
        pose: (yaw, pitch, roll) in degrees; yaw grows as the face turns to the image's right, pitch
            as it looks down, roll as it tilts anticlockwise in the image; zeros from Haar.
    """

    anchors: Floats
    landmarks: Floats | None
    blendshapes: Floats
    pose: Floats


class FaceFinder(Protocol):
    """Finds the faces of one RGB picture, at most two: one is a student, two is a reason to be silent."""

    name: str
    reads_pose: bool

    def find(self, image: Image, *, near: Face | None = None) -> list[Face]:
        """Return the faces, surest first; `near` is the only face of the picture before, a hint."""
        ...


def checked_bytes(path: Path, sha256: str) -> bytes:
    """Return the content of a weights file.

    Raises:
        WeightsError: the file is missing, or its sha256 differs.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path.name}: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise WeightsError(f"{path.name}: sha256 is not {sha256}")
    return content


def face_anchors(landmarks: Floats) -> Floats:
    """Return eye, eye and mouth centres, shape (3, 2), from landmarks of shape (478, 2 or 3)."""
    return np.stack([landmarks[list(points), :2].mean(axis=0) for points in ANCHOR_LANDMARKS]).astype(
        np.float32
    )


def similarity(source: Floats, target: Floats) -> NDArray[np.float64]:
    """Return the 2 x 3 matrix that turns, scales and shifts `source` points closest to `target`.

    Both have shape (N, 2). Source: Umeyama (1991), "Least-squares estimation of transformation
    parameters between two point patterns", in its closed form for the plane.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    from_, to = source - source_mean, target - target_mean
    spread = float((from_**2).sum()) or 1.0
    a = float((from_ * to).sum()) / spread
    b = float((from_[:, 0] * to[:, 1] - from_[:, 1] * to[:, 0]).sum()) / spread
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, target_mean - turn @ source_mean])


def align_face(image: Image, points: Floats, *, size: int = CROP_SIZE) -> Image:
    """Return the grey crop of one face, upright and framed like a FER2013 still.

    Args:
        image: RGB of shape (H, W, 3), or grey of shape (H, W).
        points: landmarks of shape (478, 2 or 3), or anchors of shape (3, 2); pixels.
        size: side of the crop in pixels.

    Returns:
        Shape (size, size). What lies outside the picture repeats its border. A face larger than the
        crop is warped at a multiple of `size` first and averaged down, so that it does not alias.
    """
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    anchors = points if len(points) == len(FER_ANCHORS) else face_anchors(points)
    # Pixel centres lie at half coordinates: warpAffine counts from the centre of the first pixel.
    matrix = similarity(anchors, FER_ANCHORS * size)
    shrink = 1 / max(float(np.hypot(matrix[0, 0], matrix[1, 0])), 1e-6)
    factor = int(np.clip(round(shrink), 1, 6))
    matrix = matrix * factor
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    side = size * factor
    warped = cv2.warpAffine(
        grey, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(
        cv2.resize(warped, (size, size), interpolation=cv2.INTER_AREA) if factor > 1 else warped
    )
