"""Head pose from landmarks: the canonical face, fitted into the metric space of a plain camera.

Written after MediaPipe's face geometry module, whose constants it keeps: a pinhole camera with a
vertical field of view of 63 degrees, and the 33 weighted points of the bundle's
`geometry_pipeline_metadata_landmarks.binarypb` (Apache-2.0, see weights/face_landmarker.NOTICE).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Floats = NDArray[np.float32]

FIELD_OF_VIEW: Final = np.radians(63.0)
# Landmark, weight, and x, y, z of the canonical face in centimetres: the midline, then the side on
# the image's left; the other side mirrors it.
_MIDLINE: Final = (
    (4, 0.07090994, 0.0, -0.46317, 7.58658),
    (6, 0.032100145, 0.0, 2.473255, 5.788627),
    (10, 0.008446551, 0.0, 8.261778, 4.481535),
)
_SIDE: Final = (
    (33, 263, 0.058724169, -4.445859, 2.663991, 3.173422),
    (54, 284, 0.00766708, -6.279331, 6.615427, 1.42585),
    (67, 297, 0.009078059, -3.523964, 8.005976, 3.729163),
    (117, 346, 0.009791938, -5.258659, 0.945811, 2.974312),
    (119, 348, 0.014565368, -3.300681, 0.861641, 3.872784),
    (121, 350, 0.018591361, -1.820731, 1.467954, 4.224124),
    (127, 356, 0.005197994, -7.743095, 2.364999, -2.005167),
    (129, 358, 0.120625205, -1.785794, -0.978284, 4.85047),
    (132, 361, 0.005560019, -7.270895, -2.890917, -2.252455),
    (133, 362, 0.053286184, -1.856432, 2.585245, 3.757904),
    (136, 365, 0.066890456, -5.085276, -7.17859, 0.714711),
    (143, 372, 0.014816548, -6.407571, 2.236021, 1.560843),
    (147, 376, 0.014262834, -6.234883, -1.94443, 1.663542),
    (198, 420, 0.025462192, -1.246815, 0.230297, 5.681036),
    (205, 425, 0.047252279, -3.832928, -1.537326, 4.137731),
)
POINTS: Final = [row[0] for row in _MIDLINE] + [row[0] for row in _SIDE] + [row[1] for row in _SIDE]
WEIGHTS: Final = np.array([row[1] for row in _MIDLINE] + 2 * [row[2] for row in _SIDE])
CANONICAL: Final = np.array(
    [row[2:] for row in _MIDLINE] + [row[3:] for row in _SIDE] + [(-x, y, z) for _, _, _, x, y, z in _SIDE]
)


def head_pose(transformation: NDArray[np.floating[Any]]) -> Floats:
    """Return (yaw, pitch, roll) in degrees from a matrix whose upper left 3 x 3 part turns the face.

    The axes are x to the image's right, y up, z to the camera; the angles are ZYX Euler angles.
    """
    turn = transformation[:3, :3] / np.linalg.norm(transformation[:3, 0])
    yaw = np.arctan2(-turn[2, 0], np.hypot(turn[2, 1], turn[2, 2]))
    pitch = np.arctan2(turn[2, 1], turn[2, 2])
    roll = np.arctan2(turn[1, 0], turn[0, 0])
    return np.degrees([yaw, pitch, roll]).astype(np.float32)


def face_turn(landmarks: Floats, *, width: int, height: int) -> Doubles:
    """Return scale times rotation, shape (3, 3), that lays the canonical face on the landmarks.

    Args:
        landmarks: shape (478, 3) in pixels, z on the scale of x.
        width: of the picture the landmarks were found in, in pixels.
        height: of the same picture.
    """
    points = landmarks.astype(np.float64) / (width, height, width)
    top = 2 * np.tan(FIELD_OF_VIEW / 2)
    sides = np.array([top * width / height, top, top * width / height])
    # Depths are relative, so their mean over the 468 points of the mesh is taken as the near plane.
    offset = points[:468, 2].mean() * sides[2]
    screen = (points[POINTS] * (1, -1, 1) + (-0.5, 0.5, 0)) * sides
    # As MediaPipe does: the scale is first guessed without perspective, then once more with the perspective
    # that this guess undoes, before scale and turn are read off.
    scale = _fit(screen * (1, 1, -1))[0]
    scale *= _fit(_metric(screen, offset, scale))[0]
    size, turn = _fit(_metric(screen, offset, scale))
    return size * turn


def _metric(screen: Doubles, offset: float, scale: float) -> Doubles:
    """Undo the perspective of points that lie `scale` times nearer than the face they show."""
    depth = (screen[:, 2] - offset + 1) / scale
    return np.column_stack([screen[:, 0] * depth, screen[:, 1] * depth, -depth])


def _fit(target: Doubles) -> tuple[float, Doubles]:
    """Return scale and rotation that bring the canonical points closest to `target`, weighted.

    Source: Akca (2003), "Generalized Procrustes analysis and its applications in photogrammetry".
    """
    share = (WEIGHTS / WEIGHTS.sum())[:, None]
    source = CANONICAL - (share * CANONICAL).sum(axis=0)
    centred = target - (share * target).sum(axis=0)
    left, _, right = np.linalg.svd((share * centred).T @ source)
    # A mirrored face may fit better, and is no turn of a head.
    left[:, 2] *= np.sign(np.linalg.det(left) * np.linalg.det(right))
    turn = left @ right
    scale = ((share * centred) * (source @ turn.T)).sum() / (share * source**2).sum()
    return float(scale), turn
