"""What a simulated student's camera shows: the frames of a video file, as small JPEGs."""

from pathlib import Path

import cv2
import numpy as np

SIZE = (320, 240)
MOST_FRAMES = 64


class NoVideoError(ValueError):
    """The file holds no frame that can be read."""


def read_camera_clip(path: Path | None) -> list[bytes]:
    """Return up to `MOST_FRAMES` JPEG frames of 320 x 240; an empty wall where no file is given.

    Raises:
        NoVideoError: the file is missing or no video.
    """
    pictures = [_make_wall()] if path is None else _read_pictures(path)
    return [_to_jpeg(picture) for picture in pictures]


def _make_wall() -> np.ndarray:
    shade = np.linspace(140, 190, SIZE[0], dtype=np.uint8)
    return np.repeat(np.tile(shade, (SIZE[1], 1))[:, :, None], 3, axis=2)


def _read_pictures(path: Path) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(path))
    pictures: list[np.ndarray] = []
    while len(pictures) < MOST_FRAMES:
        is_read, picture = capture.read()
        if not is_read:
            break
        pictures.append(picture)
    capture.release()
    if not pictures:
        raise NoVideoError(f"{path} is no video that can be read")
    return pictures


def _to_jpeg(picture: np.ndarray) -> bytes:
    height, width = picture.shape[:2]
    scale = max(SIZE[0] / width, SIZE[1] / height)
    resized = cv2.resize(picture, (round(width * scale), round(height * scale)))
    top, left = (resized.shape[0] - SIZE[1]) // 2, (resized.shape[1] - SIZE[0]) // 2
    cut = resized[top : top + SIZE[1], left : left + SIZE[0]]
    _, data = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, 70])
    return bytes(data.tobytes())
