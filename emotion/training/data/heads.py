"""Turns the head in a picture a little, without a model of it: enough for clips made from stills."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

# The mouth's middle and its reach, in half axes of the face.
_MOUTH = 0.7
_MOUTH_REACH = (0.3, 0.2)


def turn_head(
    picture: Image,
    *,
    middle: tuple[float, float],
    radii: tuple[float, float],
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    opening: float = 0.0,
) -> Image:
    """Return the picture with its face turned, as if half an egg before a wall that stands still.

    Args:
        picture: grey or RGB.
        middle: of the face, across and down in pixels.
        radii: half its width and half its height, in pixels.
        yaw_deg: to the picture's right; what is nearer moves further.
        pitch_deg: down.
        opening: by how many pixels the jaw drops.
    """
    grid: Any = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    y, x = grid
    across, down = (x - middle[0]) / radii[0], (y - middle[1]) / radii[1]
    depth = radii[0] * np.sqrt(np.clip(1 - across**2 - down**2, 0, None))
    width, height = _MOUTH_REACH
    jaw = np.exp(-((across / width) ** 2 + ((down - _MOUTH) / height) ** 2) / 2)
    source_x = x - depth * np.float32(np.sin(np.radians(yaw_deg)))
    source_y = y - depth * np.float32(np.sin(np.radians(pitch_deg))) - np.float32(opening) * jaw
    turned = cv2.remap(
        picture,
        source_x.astype(np.float32),
        source_y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(turned)
