"""What one frame shows: a face that can be read, or the reason why not.

MediaPipe lays landmarks on a face behind a mask or a hand as confidently as on a free one, so a found
face is not yet a readable one. Each reason below has a measured criterion; see docs/models.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.frames import InvalidFrame, check_frame
from emotion.runtime.face import CROP_SIZE, Face, FaceFinder, Image, align_face, checked_bytes

Floats = NDArray[np.float32]
Timer = Callable[[str], AbstractContextManager[None]]

VISIBILITY: Final = Path(__file__).parent.parent / "weights" / "visibility.npy"
VISIBILITY_SHA256: Final = "72655fe743109409c334aaccea5c6d58c12c4cbf844965ca4c49f0e03e5ee12b"

# A second face counts when it is at least this share of the first one's size: a poster far behind a
# student is no second student.
SECOND_FACE_SHARE: Final = 0.4
# Eyes nearer than this many pixels leave a crop that is mostly interpolation.
MIN_EYE_DISTANCE: Final = 12.0
# A frame is dark when its brightest tenth stays below DARK_FRAME; a face when its mean stays below
# DARK_FACE. The darkest hundredth of the faces in webcam recordings has a mean of 33.
DARK_FRAME: Final = 40
DARK_FACE: Final = 18
# Past this the far half of the face is gone.
MAX_YAW: Final = 55.0
MAX_PITCH: Final = 45.0
# Edges against contrast (`sharpness`): 99.5 in 100 faces lie above 0.37 (FER2013) and 0.56 (webcams);
# half of them fall under 0.2 when the crop is blurred by 1.5 px.
MIN_SHARPNESS: Final = 0.25
# The face without hair and background, in the crop.
FACE_WINDOW: Final = (slice(8, 44), slice(8, 40))


@dataclass(frozen=True)
class FrameQuality:
    """Whether one frame can be read.

    Attributes:
        reason: None when one readable face was found, else why not (`emotion.estimate.REASONS`).
        crop: grey uint8 of shape (48, 48), None without exactly one face.
        face: the one face found, None without exactly one.
    """

    reason: str | None
    crop: Image | None = None
    face: Face | None = None


def decode_frame(data: bytes) -> Image | None:
    """Return the RGB picture in a JPEG, or None for bytes that are no small, whole, sane JPEG."""
    try:
        width, height = check_frame(data)
    except InvalidFrame:
        return None
    # Turned as EXIF says, a picture would have other sides than the header, which was checked.
    flags = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), flags)
    except cv2.error:
        return None
    if picture is None or picture.shape != (height, width, 3):
        return None
    return np.asarray(picture)


def assess_frame(
    image: Image | None, finder: FaceFinder, timed: Timer, *, near: Face | None = None
) -> FrameQuality:
    """Return what an RGB picture shows.

    Args:
        image: None is a frame that could not be decoded.
        finder: what finds faces.
        timed: opens a named stage of the stopwatch.
        near: the one face of the frame before, where the finder may look first.
    """
    if image is None:
        return FrameQuality("bad_frames")
    with timed("face"):
        faces = finder.find(image, near=near)
    with timed("crop"):
        if not faces:
            return FrameQuality("dark" if is_dark(image) else "no_face")
        face = faces[0]
        if len(faces) > 1 and _size(faces[1]) >= SECOND_FACE_SHARE * _size(face):
            return FrameQuality("two_faces")
        crop = align_face(image, face.anchors if face.landmarks is None else face.landmarks)
        return assess_crop(face, crop)


def assess_crop(face: Face, crop: Image) -> FrameQuality:
    """Return whether the one face of a frame can be read, from its crop as `align_face` cuts it."""
    return FrameQuality(_doubt(face, crop), crop, face)


def is_dark(image: Image) -> bool:
    """Say whether even the brightest tenth of a picture is nearly black."""
    return bool(np.percentile(image[::4, ::4, 1], 90) < DARK_FRAME)


def sharpness(crop: Image) -> float:
    """Return the strength of the face's edges against its contrast; about 0.8 in focus, 0.2 out of it."""
    values = crop[FACE_WINDOW].astype(np.float32)
    edges = cv2.Laplacian(values, cv2.CV_32F)[1:-1, 1:-1]
    return float(edges.std() / (values.std() + 1e-3))


def covered_score(crop: Image) -> float:
    """Return above 0 where a fifth or more of the face's landmarks seem to lie behind something.

    A linear model on the crop's histograms of gradients, trained by `emotion.training.fitting.visibility`.
    """
    weights = visibility()
    return float(gradients(crop) @ weights[:-1] + weights[-1])


def gradients(crop: Image) -> Floats:
    """Return the crop's histograms of oriented gradients, shape (900,).

    Source: Dalal and Triggs (2005), "Histograms of oriented gradients for human detection", CVPR.
    """
    return np.asarray(_descriptor().compute(crop)).ravel()


def _doubt(face: Face, crop: Image) -> str | None:
    """Return why a found face cannot be read, or None."""
    yaw, pitch = abs(float(face.pose[0])), abs(float(face.pose[1]))
    doubts = (
        ("too_far", _size(face) < MIN_EYE_DISTANCE),
        ("dark", crop.mean() < DARK_FACE),
        ("turned_away", yaw > MAX_YAW or pitch > MAX_PITCH),
        ("blurred", sharpness(crop) < MIN_SHARPNESS),
        ("covered", covered_score(crop) > 0),
    )
    return next((reason for reason, holds in doubts if holds), None)


def _size(face: Face) -> float:
    """Return the larger of eye distance and eye-to-mouth distance in pixels: turning shrinks only one."""
    left, right, mouth = face.anchors
    return float(max(np.linalg.norm(right - left), np.linalg.norm(mouth - (left + right) / 2)))


@cache
def _descriptor() -> Any:
    return cv2.HOGDescriptor((CROP_SIZE, CROP_SIZE), (16, 16), (8, 8), (8, 8), 9)


@cache
def visibility() -> Floats:
    """Return the weights of `covered_score`, shape (901,): one for each gradient, then what is added."""
    content = BytesIO(checked_bytes(VISIBILITY, VISIBILITY_SHA256))
    return np.asarray(np.load(content, allow_pickle=False), dtype=np.float32)
