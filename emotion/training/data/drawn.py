"""Glasses and hands drawn over a face: nobody labelled who wears or does what, so both are made.

They follow the landmarks, so they turn and tilt with the head, and they are grey, as the networks see. They
are no photographs: no lens bends the light, no hand throws a shadow.
"""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import Face, Image

Floats = NDArray[np.float64]

# Landmarks on the image's left, then right: the eye's two corners, and where a temple meets the head.
_EYES: Final = ((33, 133), (263, 362))
_TEMPLES: Final = (127, 356)
_CHEEKS: Final = (205, 425)
_CHIN, _UPPER_LIP, _LOWER_LIP = 152, 13, 14
GLASSES: Final = ("thin rims", "thick rims", "reflections", "dark lenses")
HANDS: Final = ("at the chin", "on a cheek", "over the mouth", "over an eye")
# Of the eye distance: a lens's half width and half height, and a rim's thickness.
_LENS: Final = (0.42, 0.33)
_RIMS: Final = {"thin rims": 0.025, "thick rims": 0.09, "reflections": 0.04, "dark lenses": 0.06}
_RIM_TONE: Final = 35.0
_SUBPIXEL: Final = 4


def draw_glasses(frame: Image, face: Face, kind: str, rng: np.random.Generator) -> Image:
    """Return the RGB frame with glasses of one of `GLASSES` on its face."""
    points = _points(face)
    shape = frame.shape[:2]
    eyes = [points[list(corners)] for corners in _EYES]
    along = eyes[1].mean(axis=0) - eyes[0].mean(axis=0)
    lenses = [_lens(corners, along) for corners in eyes]
    glass, rims = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    cv2.fillPoly(glass, [_fixed(lens) for lens in lenses], 255, cv2.LINE_AA, _SUBPIXEL)
    picture = frame.astype(np.float64)
    if kind == "dark lenses":
        picture = _mixed(picture, rng.uniform(10, 40), 0.93 * glass / 255)
    if kind == "reflections":
        picture = _mixed(picture, 245.0, 0.75 * _bands(shape, lenses, rng) * glass / 255)
    thickness = max(round(_RIMS[kind] * float(np.hypot(*along))), 1)
    cv2.polylines(rims, [_fixed(lens) for lens in lenses], True, 255, thickness, cv2.LINE_AA, _SUBPIXEL)
    # Rightmost point of the left lens to leftmost of the right one; and each temple to its lens's far side.
    (left, right), temples = lenses, points[list(_TEMPLES)]
    bars = (
        (left[0], right[len(right) // 2]),
        (left[len(left) // 2], temples[0]),
        (right[0], temples[1]),
    )
    for start, end in bars:
        cv2.line(rims, _fixed(start), _fixed(end), 255, thickness, cv2.LINE_AA, _SUBPIXEL)
    return _as_image(_mixed(picture, _RIM_TONE, rims / 255))


def draw_hand(frame: Image, face: Face, place: str, rng: np.random.Generator) -> Image:
    """Return the RGB frame with the student's own hand at one of `HANDS`, left or right by chance."""
    points = _points(face)
    side = int(rng.integers(2))
    eyes = [points[list(corners)].mean(axis=0) for corners in _EYES]
    mouth = points[[_UPPER_LIP, _LOWER_LIP]].mean(axis=0)
    down = mouth - (eyes[0] + eyes[1]) / 2
    height = float(np.hypot(*down))
    down = down / height
    # Away from the middle of the face, on the chosen side.
    out = np.array([-down[1], down[0]]) * (1 if side == 0 else -1)
    # Where the middle of the palm lies, and whither the fingers point.
    palm, fingers = {
        "at the chin": (points[_CHIN] + down * 0.35 * height, -out * 0.8 - down * 0.2),
        "on a cheek": (points[_CHEEKS[side]] + out * 0.6 * height + down * 0.3 * height, -down),
        "over the mouth": (mouth + out * 0.3 * height, -out),
        "over an eye": (eyes[side] + down * 0.35 * height + out * 0.15 * height, -down - out * 0.15),
    }[place]
    x, y = np.clip(points[list(_CHEEKS)].astype(int), 0, (frame.shape[1] - 1, frame.shape[0] - 1)).T
    skin = float(np.clip(np.median(frame[y, x]) * rng.uniform(0.85, 1.15), 20, 235))
    fingers = fingers / np.hypot(*fingers)
    tones, mask = _hand(frame.shape[:2], palm, fingers, width=1.15 * height, skin=skin)
    drawn = tones + rng.normal(0, 3, tones.shape)
    return _as_image(_mixed(frame.astype(np.float64), drawn, cv2.GaussianBlur(mask, (0, 0), 0.6) / 255))


def _hand(
    shape: tuple[int, ...], palm: Floats, fingers: Floats, *, width: float, skin: float
) -> tuple[Image, Image]:
    """Return a hand's grey tones, and 255 where it covers; `fingers` is the way they point, of length 1."""
    tones, mask = np.full(shape, skin, dtype=np.uint8), np.zeros(shape, dtype=np.uint8)
    across = np.array([-fingers[1], fingers[0]])
    palm_at, wrist = _fixed(palm), _fixed(palm - fingers * 3 * width)
    cv2.circle(mask, palm_at, round(width / 2 * 2**_SUBPIXEL), 255, -1, cv2.LINE_AA, _SUBPIXEL)
    cv2.line(mask, palm_at, wrist, 255, max(round(0.7 * width), 2), cv2.LINE_AA, _SUBPIXEL)
    thick = max(round(0.25 * width), 2)
    for place, length in ((-0.375, 0.85), (-0.125, 1.0), (0.125, 0.95), (0.375, 0.75)):
        knuckle = palm + across * place * width + fingers * 0.3 * width
        tip = _fixed(knuckle + fingers * length * width + across * place * 0.15 * width)
        # A darker edge first: fingers are told apart by the shade between them.
        cv2.line(tones, _fixed(knuckle), tip, 0.6 * skin, thick, cv2.LINE_AA, _SUBPIXEL)
        cv2.line(tones, _fixed(knuckle), tip, skin, max(thick - 2, 1), cv2.LINE_AA, _SUBPIXEL)
        cv2.line(mask, _fixed(knuckle), tip, 255, thick, cv2.LINE_AA, _SUBPIXEL)
    return tones, mask


def _lens(corners: Floats, along: Floats) -> Floats:
    """Return the outline of one lens, shape (32, 2), as wide as its own eye asks for."""
    distance = float(np.hypot(*along))
    way = along / distance
    # A turned head shows the far eye narrower, and so its lens: an eye is 0.45 of the distance.
    narrow = np.clip(float(np.hypot(*(corners[1] - corners[0]))) / (0.45 * distance), 0.5, 1.2)
    turn = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    # A superellipse of degree 3: between an oval and a rectangle.
    x, y = (np.sign(of(turn)) * np.abs(of(turn)) ** (2 / 3) for of in (np.cos, np.sin))
    across, down = x * _LENS[0] * distance * narrow, y * _LENS[1] * distance
    middle = corners.mean(axis=0) + np.array([-way[1], way[0]]) * 0.06 * distance
    return np.asarray(middle + across[:, None] * way + down[:, None] * np.array([-way[1], way[0]]))


def _bands(shape: tuple[int, ...], lenses: list[Floats], rng: np.random.Generator) -> Floats:
    """Return 1 where a slanted window would be mirrored, of the frame's shape."""
    width = float(np.ptp(np.concatenate(lenses)[:, 0])) * 0.32
    y, x = np.indices(shape)
    return np.asarray((((x + 0.6 * y) / width + rng.uniform()) % 1 < 0.5).astype(np.float64))


def _points(face: Face) -> Floats:
    assert face.landmarks is not None
    return face.landmarks[:, :2].astype(np.float64)


def _fixed(points: Floats) -> Any:
    """Return points as OpenCV draws between pixels: whole numbers with `_SUBPIXEL` bits of fraction."""
    whole = np.round(points * 2**_SUBPIXEL).astype(np.int32)
    return tuple(whole.tolist()) if whole.ndim == 1 else whole


def _mixed(picture: Floats, paint: float | Floats, cover: Floats) -> Floats:
    """Return the RGB picture with grey paint where `cover`, of the frame's shape, is above 0; 1 is opaque."""
    tones = np.broadcast_to(np.asarray(paint, dtype=np.float64), picture.shape[:2])
    return np.asarray(picture * (1 - cover[..., None]) + (tones * cover)[..., None])


def _as_image(picture: Floats) -> Image:
    return np.clip(picture, 0, 255).round().astype(np.uint8)
