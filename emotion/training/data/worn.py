"""Faces of a collection with glasses on them or a hand before them, cut as in serving.

What a face finder saw is kept without the place of its landmarks in the picture. In an aligned crop that
place is known again: eyes and mouth lie where `align_face` puts them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.runtime.face import FER_ANCHORS, Face, face_anchors, similarity
from emotion.training.data.drawn import GLASSES, HANDS, draw_glasses, draw_hand
from emotion.training.data.faces import DetectedFaces

Image = NDArray[np.uint8]

DRAWN_SIDE: Final = 144
"""Crops are drawn on at this size, because a thin rim is less than a pixel of theirs."""
HAND_SHARE: Final = 0.3
"""Of the drawings; glasses stay on for a whole lesson, a hand goes away again."""
_SIZES: Final = (0.85, 1.2)
"""Glasses and hands are this much smaller and larger than `drawn` makes them."""


def placed_face(detected: DetectedFaces, row: int, *, side: int) -> Face:
    """Return a found face with its landmarks where they lie in its aligned crop of `side` pixels."""
    mesh = detected.mesh[row].reshape(-1, 3)
    matrix = similarity(face_anchors(mesh), FER_ANCHORS * side)
    points = np.column_stack([mesh[:, :2] @ matrix[:, :2].T + matrix[:, 2], mesh[:, 2]]).astype(np.float32)
    return Face(face_anchors(points), points, detected.blendshapes[row], detected.pose[row])


def worn_crop(crop: Image, face: Face, rng: np.random.Generator) -> Image:
    """Return a grey crop (S, S) with glasses or a hand of random kind and size.

    `face` lies as in the crop at `DRAWN_SIDE` pixels. Pixels that the drawing leaves alone stay to the bit.
    """
    large = cv2.resize(crop, (DRAWN_SIDE, DRAWN_SIDE), interpolation=cv2.INTER_CUBIC)
    before = np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    kinds = HANDS if rng.random() < HAND_SHARE else GLASSES
    draw = draw_hand if kinds is HANDS else draw_glasses
    after = draw(before, _resized(face, float(rng.uniform(*_SIZES))), str(rng.choice(kinds)), rng)
    change = cv2.resize(
        after[..., 0].astype(np.float32) - before[..., 0], crop.shape[::-1], interpolation=cv2.INTER_AREA
    )
    return np.asarray(np.clip(crop + change, 0, 255).round(), dtype=np.uint8)


def worn_crops(detected: DetectedFaces, *, seed: int, report: Callable[[int, int], None]) -> Image:
    """Return each aligned crop with something drawn on it, shape (N, 48, 48); as it is without landmarks."""
    crops, located = detected.crops.copy(), detected.located
    for row in np.flatnonzero(located).tolist():
        rng = np.random.default_rng((seed, row))
        crops[row] = worn_crop(crops[row], placed_face(detected, row, side=DRAWN_SIDE), rng)
        report(row + 1, len(crops))
    return crops


def worn_crops_once(
    detected: DetectedFaces, cache: Path, *, seed: int, report: Callable[[int, int], None]
) -> Image:
    """Return what `worn_crops` returns, from `cache` (a `.npy`) when an earlier run left it there."""
    if not cache.exists():
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_suffix(".part.npy")
        np.save(part, worn_crops(detected, seed=seed, report=report))
        part.replace(cache)
    return np.asarray(np.load(cache), dtype=np.uint8)


def _resized(face: Face, factor: float) -> Face:
    """Return a face whose landmarks stand so much further from the middle of its eyes."""
    assert face.landmarks is not None
    points = face.landmarks.copy()
    middle = face.anchors[:2].mean(axis=0)
    points[:, :2] = middle + (points[:, :2] - middle) * factor
    return Face(face_anchors(points), points, face.blendshapes, face.pose)
