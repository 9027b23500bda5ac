"""Faces made for tests from one public-domain portrait (scikit-image's astronaut, NASA).

The portrait smiles; other expressions are made by moving its landmarks with a thin-plate spline.
Nothing is stored: every picture is made when a test asks for it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data, transform

from emotion.runtime.finder import open_finder

Image = NDArray[np.uint8]
WIDTH, HEIGHT = 320, 240
Y4M_FPS: Final = 8
MJPEG_FPS: Final = 30
"""Chromium plays every MJPEG file at this rate; a Y4M file says its own."""

_LIPS: Final = {
    "corners": (61, 291),
    "upper": (40, 37, 0, 267, 270),
    "upper_inner": (80, 81, 13, 311, 310),
    "lower_inner": (88, 178, 14, 402, 318),
    "lower": (91, 84, 17, 314, 321),
}
_BROWS: Final = ((70, 63, 105, 66, 107), (300, 293, 334, 296, 336))
_STILL: Final = (
    33,
    133,
    159,
    145,
    362,
    263,
    386,
    374,
    1,
    6,
    168,
    234,
    454,
    132,
    361,
    152,
    10,
    148,
    377,
    4,
    2,
)
_EDGE: Final = ((0, 0), (0.5, 0), (1, 0), (0, 0.5), (1, 0.5), (0, 1), (0.5, 1), (1, 1))
"""The warp's box, whose border must stay where it is."""


@cache
def portrait() -> Image:
    """Return the portrait as it is: a woman who smiles, RGB 512 x 512."""
    return np.ascontiguousarray(data.astronaut())


@cache
def _landmarks() -> NDArray[np.float64]:
    (face,) = open_finder().find(portrait())
    return np.asarray(face.landmarks, dtype=np.float64)[:, :2]


@cache
def expression(name: str) -> Image:
    """Return the portrait with another expression: smiling, neutral, frowning or surprised."""
    if name == "smiling":
        return portrait()
    points = _landmarks()
    moved = _MOVES[name](points.copy())
    used = list(_STILL) + [index for row in (*_LIPS.values(), *_BROWS) for index in row]
    low = (points.min(axis=0) - 20).astype(int)
    high = (points.max(axis=0) + 20).astype(int)
    edge = np.array([low + (high - low) * place for place in _EDGE])
    spline = transform.ThinPlateSplineTransform.from_estimate(
        np.concatenate([moved[used], edge]), np.concatenate([points[used], edge])
    )
    across, down = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    source = (
        spline(np.column_stack([across.ravel(), down.ravel()])).reshape(*across.shape, 2).astype(np.float32)
    )
    picture = portrait().copy()
    picture[low[1] : high[1], low[0] : high[0]] = cv2.remap(
        portrait(), source, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return _hide_teeth(picture, moved)


def _hide_teeth(picture: Image, points: NDArray[np.float64]) -> Image:
    """Return the picture with a dark line or hole between the lips, where the warp left squeezed teeth."""
    left, right = _LIPS["corners"]
    ring = [left, *_LIPS["upper_inner"], right, *reversed(_LIPS["lower_inner"])]
    mask = np.zeros(picture.shape[:2], dtype=np.uint8)
    cv2.fillPoly(mask, [points[ring].round().astype(np.int32)], 255)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.8)[..., None] / 255
    return (picture * (1 - soft) + np.array([110, 55, 55]) * soft).astype(np.uint8)


def _set_mouth(
    points: NDArray[np.float64], *, width: float, rise: float, gap: float, lip: float, drop: float = 0
) -> None:
    """Redraw the lips: half width, height of the corners over the lip line, half gap, thickness, drop."""
    across, down = points[[13, 14]].mean(axis=0)
    down += drop
    left, right = _LIPS["corners"]
    points[left], points[right] = (across - width, down - rise), (across + width, down - rise)
    for row, height in (
        ("upper", -gap - lip),
        ("upper_inner", -gap),
        ("lower_inner", gap),
        ("lower", gap + lip),
    ):
        for place, index in zip((-0.6, -0.3, 0, 0.3, 0.6), _LIPS[row], strict=True):
            points[index] = (across + place * width, down + height * (1 - place**2) - rise * place**2)


def _move_brows(points: NDArray[np.float64], *, inner: float, outer: float, together: float) -> None:
    for brow, towards in zip(_BROWS, (1, -1), strict=True):
        for place, index in zip(np.linspace(0, 1, 5), brow, strict=True):
            points[index] += (towards * together * place, outer + (inner - outer) * place)


def _neutral(points: NDArray[np.float64]) -> NDArray[np.float64]:
    # The portrait's cheeks go on smiling, so its mouth must fall a little for the whole to look neutral.
    _set_mouth(points, width=14, rise=-7, gap=0.3, lip=4)
    return points


def _frowning(points: NDArray[np.float64]) -> NDArray[np.float64]:
    _set_mouth(points, width=16, rise=-9, gap=0.3, lip=4)
    _move_brows(points, inner=10, outer=2, together=4)
    return points


def _surprised(points: NDArray[np.float64]) -> NDArray[np.float64]:
    _set_mouth(points, width=11, rise=0, gap=9, lip=4, drop=8)
    _move_brows(points, inner=-9, outer=-9, together=0)
    return points


_MOVES: Final[dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]]] = {
    "neutral": _neutral,
    "frowning": _frowning,
    "surprised": _surprised,
}


def frame(
    name: str = "smiling",
    *,
    shift: tuple[float, float] = (0, 0),
    turn: float = 0,
    zoom: float = 1,
    light: float = 1,
) -> Image:
    """Return a camera frame of the portrait, RGB 320 x 240: moved (pixels), tilted (degrees), zoomed, lit."""
    centre = (WIDTH * 0.7, HEIGHT * 0.5)
    matrix = cv2.getRotationMatrix2D(centre, turn, 0.625 * zoom)
    face = _landmarks().mean(axis=0)
    matrix[:, 2] += np.array([WIDTH / 2, HEIGHT / 2]) + shift - (matrix[:, :2] @ face + matrix[:, 2])
    picture = cv2.warpAffine(
        expression(name), matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return np.clip(picture * light, 0, 255).astype(np.uint8)


def empty_room(step: int = 0) -> Image:
    """Return a wall, a shelf and a little sensor noise; no face."""
    noise = np.random.default_rng(step).normal(0, 3, (HEIGHT, WIDTH, 3))
    picture = np.linspace(150, 190, WIDTH)[None, :, None] + noise
    picture[150:160] -= 60
    picture[90:150, 40:60] -= (20, 60, 80)
    return np.clip(picture, 0, 255).astype(np.uint8)


def two_faces() -> Image:
    """Return two smiling people side by side."""
    half = frame(zoom=0.8)[:, WIDTH // 4 : WIDTH * 3 // 4]
    return np.ascontiguousarray(np.hstack([half, half[:, ::-1]]))


def covered(part: str = "lower", *, colour: Sequence[int] = (60, 60, 70)) -> Image:
    """Return a face behind something flat: its lower, upper, left or right part, or all of it."""
    picture = frame()
    (face,) = open_finder().find(picture)
    assert face.landmarks is not None
    (x0, y0), (x1, y1) = face.landmarks[:, :2].min(axis=0), face.landmarks[:, :2].max(axis=0)
    middle_x, middle_y, margin = (x0 + x1) / 2, (y0 + y1) / 2, 12
    left, top, right, bottom = x0 - margin, y0 - margin, x1 + margin, y1 + margin
    boxes = {
        "lower": (left, middle_y, right, bottom),
        "upper": (left, top, right, middle_y),
        "left": (left, top, middle_x, bottom),
        "right": (middle_x, top, right, bottom),
        "all": (left, top, right, bottom),
    }
    a, b, c, d = (int(value) for value in boxes[part])
    picture[b:d, a:c] = colour
    return picture


def scene(name: str, step: int = 0) -> Image:
    """Return one frame of a scene, moved a little with each step.

    Scenes: smiling, neutral, frowning, surprised, empty, two_faces, covered, dark; still does not move.
    """
    fixed = {
        "empty": lambda: empty_room(step),
        "two_faces": two_faces,
        "covered": covered,
        "still": frame,
    }
    if name in fixed:
        return fixed[name]()
    sway = np.sin(step / 5)
    light = 0.02 if name == "dark" else 1 + 0.05 * np.cos(step / 7)
    return frame(
        "smiling" if name == "dark" else name, shift=(4 * sway, 2 * sway), turn=2 * sway, light=light
    )


def jpeg(image: Image, *, quality: int = 80) -> bytes:
    """Return an RGB picture as the JPEG a browser would send."""
    written, content = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert written
    return content.tobytes()


def clip(name: str, *, length: int = 8) -> list[bytes]:
    """Return the JPEG frames of one clip of a scene."""
    return [jpeg(scene(name, step)) for step in range(length)]


def write_fake_camera(path: Path, scenes: Iterable[tuple[str, float]]) -> Path:
    """Write what Chromium's `--use-file-for-fake-video-capture` plays, over and over.

    Args:
        path: ends in `.y4m` (8 frames a second, 0.9 MB a second) or `.mjpeg` (30 frames a second).
        scenes: (name, seconds) pairs, in order.
    """
    is_raw = path.suffix == ".y4m"
    rate = Y4M_FPS if is_raw else MJPEG_FPS
    with path.open("wb") as file:
        if is_raw:
            file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        step = 0
        for name, seconds in scenes:
            for _ in range(round(seconds * rate)):
                picture = scene(name, step * 8 // rate)
                file.write(b"FRAME\n" + _yuv420(picture) if is_raw else jpeg(picture))
                step += 1
    return path


def _yuv420(image: Image) -> bytes:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2YUV_I420)).tobytes()
