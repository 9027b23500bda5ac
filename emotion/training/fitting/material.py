"""Gathers what the frame encoder learns from: raw FERPlus crops, and the same faces as serving cuts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emotion.training.data.datasets import Split, Stills, load_ferplus
from emotion.training.data.faces import DetectedFaces, detect_faces_once
from emotion.training.fitting.train import Material


def load_material(path: Path, runs: Path, report: Callable[[int, int], None]) -> Material:
    """Read FERPlus and find its faces; the second call takes the faces from the cache in `runs`."""
    train, valid = (load_ferplus(path, split, every_row=True) for split in ("train", "valid"))
    detected = detect_split(train, "train", runs, report)
    seen_valid = detect_split(valid, "valid", runs, report)
    return Material(
        train=train,
        valid=valid,
        aligned=serving_crops(train.images, detected),
        has_aligned=detected.found,
        valid_aligned=serving_crops(valid.images, seen_valid),
    )


def detect_split(
    stills: Stills, split: Split, runs: Path, report: Callable[[int, int], None]
) -> DetectedFaces:
    """Find the faces of one FERPlus split, every row of it."""
    return detect_faces_once(stills.images, runs / "faces" / f"ferplus-{split}.npz", report)


def serving_crops(images: NDArray[np.uint8], detected: DetectedFaces) -> NDArray[np.uint8]:
    """Return the aligned crop where a face was found, else the raw picture."""
    return np.where(detected.found[:, None, None], detected.crops, images)
