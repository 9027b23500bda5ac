"""A video file as a webcam would send it: small JPEG frames, for load tests and demonstrations."""

from itertools import chain, islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from emotion.runtime.face import Image
from emotion.runtime.video import Video

SIZE: Final = (320, 240)
MAX_FRAMES: Final = 64
QUALITY: Final = 70


def read_camera_frames(path: Path | None) -> list[bytes]:
    """Return up to `MAX_FRAMES` JPEG frames of 320 x 240; an empty wall where no file is given.

    Raises:
        NotAVideo: the file is missing or no video.
    """
    if path is None:
        return [_to_jpeg(_make_wall())]
    pictures = chain.from_iterable(clip.images for clip in Video(path).clips())
    return [_to_jpeg(picture) for picture in islice(pictures, MAX_FRAMES)]


def _make_wall() -> Image:
    shade = np.linspace(140, 190, SIZE[0]).astype(np.uint8)
    return np.repeat(np.tile(shade, (SIZE[1], 1))[:, :, None], 3, axis=2)


def _to_jpeg(picture: Image) -> bytes:
    """Fill the frame with the middle of an RGB picture, so that no face is squeezed."""
    height, width = picture.shape[:2]
    scale = max(SIZE[0] / width, SIZE[1] / height)
    resized = cv2.resize(picture, (round(width * scale), round(height * scale)))
    top, left = (resized.shape[0] - SIZE[1]) // 2, (resized.shape[1] - SIZE[0]) // 2
    cut = resized[top : top + SIZE[1], left : left + SIZE[0], ::-1]
    _, data = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return bytes(data.tobytes())
