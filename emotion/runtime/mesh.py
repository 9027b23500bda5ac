"""What the face finder's geometry says about an expression, in the form in which the network reads it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

LANDMARKS: Final = 478
MESH_SIZE: Final = LANDMARKS * 3
GEOMETRY_SIZE: Final = MESH_SIZE + 52 + 3
POSE_SCALE_DEG: Final = 30.0
EYE_CORNERS: Final = (33, 263)


def normalised_mesh(landmarks: NDArray[np.floating[Any]]) -> Floats:
    """Return landmarks freed of place, size and tilt: centred, eye corners level, mean radius 1.

    Args:
        landmarks: shape (478, 3), z on the scale of x, in any unit.

    Returns:
        Shape (1434,), float32: x, y, z of each point in turn. It does not depend on where in the picture the
        face was, how large, or how far it leant to one side.
    """
    centred = landmarks - landmarks.mean(axis=0)
    across, down = (centred[EYE_CORNERS[1]] - centred[EYE_CORNERS[0]])[:2]
    turn = np.arctan2(down, across)
    cosine, sine = np.cos(turn), np.sin(turn)
    level = centred @ np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])
    radius = np.sqrt((level[:, :2] ** 2).sum(axis=1).mean())
    return np.asarray((level / max(float(radius), 1e-6)).ravel(), dtype=np.float32)


def geometry_inputs(mesh: Floats, blendshapes: Floats, pose: Floats) -> Floats:
    """Return what the mesh head reads, shape (..., 1489): mesh, blendshapes, and pose over 30 degrees.

    Args:
        mesh: from `normalised_mesh`, shape (..., 1434).
        blendshapes: shape (..., 52).
        pose: yaw, pitch, roll in degrees, shape (..., 3).
    """
    return np.concatenate([mesh, blendshapes, pose / POSE_SCALE_DEG], axis=-1).astype(np.float32)
