"""Gathers what the frame encoder learns from: raw FERPlus crops, and the same faces as serving cuts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emotion.training.data.datasets import Split, Stills, load_ferplus
from emotion.training.data.faces import DetectedFaces, detect_faces_once
from emotion.training.data.worn import worn_crops_once
from emotion.training.fitting.train import Material

Report = Callable[[int, int], None]
WORN_VARIANTS = 2
"""Different things are drawn on a face in so many epochs on end, then the first again."""
VALID_SEED = 1_000
"""Of what valid faces wear: no variant of the training faces draws the same."""


def load_material(path: Path, runs: Path, report: Report, *, worn: bool = False) -> Material:
    """Read FERPlus and find its faces; the second call takes the faces from the cache in `runs`.

    Args:
        path: the packed FERPlus.
        runs: where the caches lie.
        report: told how much is done.
        worn: whether to draw something on each face, too.
    """
    train, valid = (load_ferplus(path, split, every_row=True) for split in ("train", "valid"))
    detected = detect_split(train, "train", runs, report)
    seen_valid = detect_split(valid, "valid", runs, report)
    drawn = [worn_split(detected, "train", runs, report, seed=seed) for seed in range(WORN_VARIANTS) if worn]
    return Material(
        train=train,
        valid=valid,
        aligned=serving_crops(train.images, detected),
        has_aligned=detected.found,
        valid_aligned=serving_crops(valid.images, seen_valid),
        worn=np.stack(drawn) if drawn else None,
        valid_worn=np.where(
            seen_valid.found[:, None, None],
            worn_split(seen_valid, "valid", runs, report, seed=VALID_SEED),
            valid.images,
        )
        if drawn
        else None,
    )


def detect_split(stills: Stills, split: Split, runs: Path, report: Report) -> DetectedFaces:
    """Find the faces of one FERPlus split, every row of it."""
    return detect_faces_once(stills.images, runs / "faces" / f"ferplus-{split}.npz", report)


def worn_split(
    detected: DetectedFaces, split: Split, runs: Path, report: Report, *, seed: int
) -> NDArray[np.uint8]:
    """Draw on the faces of one FERPlus split, once for each seed."""
    cache = runs / "faces" / f"ferplus-{split}-worn-{seed}.npy"
    return worn_crops_once(detected, cache, seed=seed, report=report)


def serving_crops(images: NDArray[np.uint8], detected: DetectedFaces) -> NDArray[np.uint8]:
    """Return the aligned crop where a face was found, else the raw picture."""
    return np.where(detected.found[:, None, None], detected.crops, images)
