"""Measures how heads turn in recorded clips, which the clips made for training follow.

`python -m emotion.training.runs.head_movement DIR --json results/head_movement.json`; DIR holds GIF files of
one face before a camera each.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from emotion.runtime.face import FaceFinder
from emotion.runtime.finder import open_finder
from emotion.training.reporting import report_found

LAGS_S = (0.25, 1.0)
ANGLES = ("yaw", "pitch", "roll")


def read_poses(path: Path, finder: FaceFinder) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return when each frame with one face was shown, shape (T,), in seconds, and its pose, shape (T, 3)."""
    times, poses, now_s = [], [], 0.0
    with Image.open(path) as film:
        for frame in ImageSequence.Iterator(film):
            faces = finder.find(np.asarray(frame.convert("RGB"), dtype=np.uint8))
            if len(faces) == 1:
                times.append(now_s)
                poses.append(faces[0].pose)
            now_s += frame.info["duration"] / 1000
    return np.array(times), np.array(poses, dtype=np.float64)


def movement(times: NDArray[np.float64], poses: NDArray[np.float64]) -> dict[str, Any]:
    """Return how far each angle lies from its mean, and how far it moves within some times, in degrees."""
    found: dict[str, Any] = {
        "frames": len(times),
        "seconds": round(float(times[-1]), 2),
        "deviation": _named(poses.std(axis=0)),
    }
    for lag in LAGS_S:
        later = np.searchsorted(times, times + lag - 1e-6)
        began = np.flatnonzero(later < len(times))
        moved = poses[later[began]] - poses[began]
        found[f"moved_within_{lag:g}_s"] = _named(np.sqrt((moved**2).mean(axis=0)))
    return found


def _named(values: NDArray[np.float64]) -> dict[str, float]:
    return {name: round(float(value), 2) for name, value in zip(ANGLES, values, strict=True)}


def main() -> None:
    """Measure every clip of a folder."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    finder = open_finder()
    clips = sorted(options.folder.glob("*.gif"))
    report_found({path.stem: movement(*read_poses(path, finder)) for path in clips}, options.json)


if __name__ == "__main__":
    main()
