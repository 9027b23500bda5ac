"""Follows a face from the frame in which the networks found it into the frames after it.

The landmark network costs most of a frame, and a face moves little in two seconds. So the crop of a frame
that was read becomes a template, and the next frames are searched for the turn, zoom and shift under which
they show the same crop. A crop that has become another one is no longer this face as it was read: it is for
the networks again. Nothing here looks ahead or draws lots, so frames can be read one by one as they come.

Source: Baker and Matthews (2004), "Lucas-Kanade 20 years on: a unifying framework", IJCV 56, section 3.2,
the inverse compositional algorithm: all that is slow is done once a template.
"""

from dataclasses import dataclass, replace
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import CROP_SIZE, FER_ANCHORS, Face, Image, face_anchors, similarity

Floats = NDArray[np.float32]

MIN_LIKENESS: Final = 0.75
"""A crop is the template's as long as their normalised correlation reaches this; `likeness` gives it."""

# Sides to which the crop is shrunk, coarse to fine, and how often each is fitted at most: the first bridges a
# sixth of the crop, the second places it to within half a pixel of the crop.
LEVELS: Final = ((16, 8), (32, 2))
# A step that moves no corner of the crop by this share of its side ends a level.
ENOUGH: Final = 0.004
# The face without the hair and the room beside it, as shares of the crop's side: rows, then columns.
FACE_WINDOW: Final = ((0.125, 0.96), (0.125, 0.875))


@dataclass(frozen=True)
class Placement:
    """Where a crop lies in a picture: the crop's point z is the picture's `turn * z + shift`.

    Points are complex numbers, x + iy, in pixels that count from the corner of the first one. The argument of
    `turn` is the tilt, its absolute value the number of the picture's pixels a pixel of the crop takes.
    """

    turn: complex
    shift: complex

    @classmethod
    def of(cls, anchors: Floats) -> "Placement":
        """Return where `align_face` cuts the crop of a face with these anchors, shape (3, 2)."""
        (a, _, x), (b, _, y) = similarity(FER_ANCHORS * CROP_SIZE, anchors).tolist()
        return cls(complex(a, b), complex(x, y))

    def cut(self, picture: Image, *, size: int, scale: complex) -> Image:
        """Return the crop at `size` pixels of a picture that was shrunk by `scale` (across + i down)."""
        turn, shift = self.turn * CROP_SIZE / size, self.shift
        across, down = scale.real, scale.imag
        a, b = turn.real, turn.imag
        half = turn * (0.5 + 0.5j) + shift
        matrix = np.array(
            [
                [a * across, -b * across, half.real * across - 0.5],
                [b * down, a * down, half.imag * down - 0.5],
            ]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(picture, matrix, (size, size), flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(cut)


class _Level:
    """The template at one size, and what one difference to it says about the placement."""

    def __init__(self, crop: Image, size: int, rounds: int) -> None:
        self.size, self.rounds = size, rounds
        small = cv2.resize(crop, (size, size), interpolation=cv2.INTER_AREA).astype(np.float32)
        rows, columns = (slice(round(low * size), round(high * size)) for low, high in FACE_WINDOW)
        self.window = (rows, columns)
        across, down = (
            cv2.Sobel(small, cv2.CV_32F, *axis, scale=1 / 8)[self.window] for axis in ((1, 0), (0, 1))
        )
        y, x = np.mgrid[self.window] - (size - 1) / 2
        effects: Any = np.stack(
            [across, down, across * x + down * y, down * x - across * y], axis=-1
        ).reshape(-1, 4)
        values = small[self.window].ravel()
        spread = float(np.linalg.norm(values - values.mean())) or 1.0
        self.template = (values - values.mean()) / spread
        # Light that changes by a sum or a factor must not look like a move.
        effects = effects / spread
        effects -= effects.mean(axis=0)
        effects -= np.outer(self.template, self.template @ effects)
        # A wall has no gradients, and then no step is the best guess.
        squares = effects.T @ effects + 1e-6 * np.eye(4)
        self.steps = np.linalg.solve(squares, effects.T).astype(np.float32)  # (4, pixels)

    def step(self, cut: Image) -> list[float]:
        """Return right, down, zoom and tilt by which the cut shows the template's face displaced."""
        values = cut[self.window].astype(np.float32).ravel()
        values -= values.mean()
        values *= 1 / (float(np.sqrt(values @ values)) or 1.0)
        steps: list[float] = (self.steps @ (values - self.template)).tolist()
        return steps


class Template:
    """A face as it was read in one frame.

    Attributes:
        face: as the networks found it.
        crop: as it was read, grey, shape (48, 48).
    """

    def __init__(self, face: Face, crop: Image) -> None:
        self.face, self.crop = face, crop
        self.placement = Placement.of(face.anchors)
        self._levels = [_Level(crop, size, rounds) for size, rounds in LEVELS]

    def follow(self, grey: Image, start: Placement) -> Placement:
        """Return where a grey picture shows the template's face, sought from `start` on.

        There is always an answer; whether it is right is for `likeness` to say.
        """
        placement = start
        for level, (picture, scale) in zip(self._levels, self._shrunk(grey), strict=True):
            centre = (CROP_SIZE + CROP_SIZE * 1j) / 2
            pixel = CROP_SIZE / level.size
            for _ in range(level.rounds):
                right, down, zoom, tilt = level.step(placement.cut(picture, size=level.size, scale=scale))
                if not abs(zoom) + abs(tilt) < 0.5:
                    break
                # The cut's z is the template's `move(z)`, so the template's z is the cut's, moved back.
                back = 1 / (1 + zoom + tilt * 1j)
                shift = centre - back * (centre + (right + down * 1j) * pixel)
                placement = Placement(placement.turn * back, placement.turn * shift + placement.shift)
                if abs(right) + abs(down) + (abs(zoom) + abs(tilt)) * level.size / 2 < ENOUGH * level.size:
                    break
        return placement

    def moved(self, placement: Placement) -> Face:
        """Return the template's face at another place; expression, yaw and pitch stay as they were read."""
        assert self.face.landmarks is not None
        turn = placement.turn / self.placement.turn
        shift = placement.shift - turn * self.placement.shift
        landmarks = self.face.landmarks @ np.array(
            [[turn.real, turn.imag, 0], [-turn.imag, turn.real, 0], [0, 0, abs(turn)]], dtype=np.float32
        )
        landmarks[:, :2] += np.array([shift.real, shift.imag], dtype=np.float32)
        tilt = np.array([0, 0, -np.degrees(np.angle(turn))], dtype=np.float32)
        return replace(
            self.face, anchors=face_anchors(landmarks), landmarks=landmarks, pose=self.face.pose + tilt
        )

    def _shrunk(self, grey: Image) -> list[tuple[Image, complex]]:
        """Return the picture for each level, about as coarse as its crop, and by how much it was shrunk."""
        height, width = grey.shape
        pictures: list[tuple[Image, complex]] = []
        finer = grey
        for level in reversed(self._levels):
            factor = max(
                round(abs(self.placement.turn) * CROP_SIZE / level.size * finer.shape[0] / height), 1
            )
            if factor > 1:
                size = (finer.shape[1] // factor, finer.shape[0] // factor)
                finer = np.asarray(cv2.resize(finer, size, interpolation=cv2.INTER_AREA))
            pictures.append((finer, complex(finer.shape[1] / width, finer.shape[0] / height)))
        return pictures[::-1]


def likeness(one: Image, other: Image) -> float:
    """Return the normalised correlation of two crops' faces, -1 to 1, the lower of upper and lower half.

    By halves, because a mouth that opens or a hand before it is a small part of a face.
    """
    return min(_correlation(one[half], other[half]) for half in HALVES)


HALVES: Final = ((slice(8, 28), slice(6, 42)), (slice(26, 46), slice(8, 40)))


def _correlation(one: Image, other: Image) -> float:
    a, b = (part.astype(np.float32).ravel() for part in (one, other))
    a -= a.mean()
    b -= b.mean()
    return float(a @ b / (np.sqrt((a @ a) * (b @ b)) + 1e-6))
