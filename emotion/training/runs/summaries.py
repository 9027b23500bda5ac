"""Counts what the collections hold: pictures or clips in each split, people, and each class."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from emotion.estimate import EMOTIONS, STATES
from emotion.training.artefact.checkpoints import Workspace
from emotion.training.data.daisee import PRESENT, levels, read_labels
from emotion.training.data.datasets import FER2013_CLASSES, SPLITS, load_ferplus
from emotion.training.runs.recipes import DAISEE


def summarise(workspace: Workspace) -> dict[str, Any]:
    """Return the counts of each collection that is at hand."""
    found: dict[str, Any] = {}
    if workspace.ferplus.exists():
        found |= {"ferplus": _ferplus(workspace.ferplus), "fer2013": _fer2013(workspace.ferplus)}
    if (workspace.data / DAISEE).exists():
        found["daisee-frames"] = _daisee_frames(workspace.data / DAISEE)
    return found


def _ferplus(path: Path) -> dict[str, Any]:
    parts = {split: load_ferplus(path, split) for split in SPLITS}
    labels = np.concatenate([part.labels for part in parts.values()])
    counts = np.bincount(labels, minlength=len(EMOTIONS)).tolist()
    return {
        "rows": {split: len(part) for split, part in parts.items()},
        "people": None,
        "classes": dict(zip(EMOTIONS, counts, strict=True)),
    }


def _fer2013(path: Path) -> dict[str, Any]:
    parts = {split: load_ferplus(path, split, every_row=True).fer2013 for split in SPLITS}
    known = {split: labels[labels >= 0] for split, labels in parts.items()}
    counts = np.bincount(np.concatenate(list(known.values())), minlength=len(FER2013_CLASSES)).tolist()
    return {
        "rows": {split: len(labels) for split, labels in known.items()},
        "people": None,
        "classes": dict(zip(FER2013_CLASSES, counts, strict=True)),
    }


def _daisee_frames(path: Path) -> dict[str, Any]:
    rows = read_labels(path)
    present = (levels(rows) >= PRESENT).sum(0).tolist()
    return {
        "rows": dict(Counter(row["split"] for row in rows)),
        "people": len({row["subject"] for row in rows}),
        "classes": dict(zip(STATES, present, strict=True)),
    }
