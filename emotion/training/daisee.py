"""Reads the DAiSEE frames: students before their own camera, and the states that watchers named.

Source: Gupta et al. (2016), "DAiSEE: towards user engagement recognition in the wild", arXiv 1609.01885. A
state counts as present at level 2 or 3 of 0 to 3; disengaged is engagement at 0 or 1.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import STATES
from emotion.training.datasets import DatasetError, Split

PRESENT = 2
LEVEL_COLUMNS = {
    "engaged": "engagement",
    "bored": "boredom",
    "confused": "confusion",
    "frustrated": "frustration",
}


@dataclass(frozen=True)
class StudentFrames:
    """Frames of students with the states that watchers named.

    Attributes:
        images: RGB, shape (N, H, W, 3), uint8.
        levels: 0 to 3 for each of `STATES`, shape (N, 4), int64.
        subjects: shape (N,), str.
        clips: shape (N,), str.
    """

    images: NDArray[np.uint8]
    levels: NDArray[np.int64]
    subjects: NDArray[np.str_]
    clips: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.images)

    @property
    def present(self) -> NDArray[np.bool_]:
        """Which of `STATES` counts as present, shape (N, 4)."""
        return self.levels >= PRESENT


def load_frames(path: Path, split: Split) -> StudentFrames:
    """Read one split of the single-frame archive (`labels.csv` and one JPEG a clip).

    Raises:
        DatasetError: the archive, its labels or a picture cannot be read; the message names it.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise DatasetError(f"{path}: {error}") from error
    with archive:
        rows = [row for row in _label_rows(archive, path) if split in ("all", row["split"])]
        images = [_decoded(archive, row["path"]) for row in rows]
    if not rows:
        raise DatasetError(f"{path}: no row of split {split!r}")
    return StudentFrames(
        images=np.stack(images),
        levels=levels(rows),
        subjects=np.array([row["subject"] for row in rows]),
        clips=np.array([row["clip"] for row in rows]),
    )


def levels(rows: Iterable[Mapping[str, str]]) -> NDArray[np.int64]:
    """Return the four levels of each row in the order of `STATES`, shape (N, 4)."""
    return np.array([[int(row[LEVEL_COLUMNS[state]]) for state in STATES] for row in rows], dtype=np.int64)


def _label_rows(archive: zipfile.ZipFile, path: Path) -> list[dict[str, str]]:
    try:
        text = archive.read("labels.csv").decode()
    except KeyError as error:
        raise DatasetError(f"{path}: no labels.csv inside") from error
    return list(csv.DictReader(io.StringIO(text)))


def _decoded(archive: zipfile.ZipFile, name: str) -> NDArray[np.uint8]:
    try:
        data = np.frombuffer(archive.read(name), dtype=np.uint8)
    except KeyError as error:
        raise DatasetError(f"{name}: named in labels.csv, missing in the archive") from error
    image = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if len(data) else None
    if image is None:
        raise DatasetError(f"{name}: no readable picture")
    return np.asarray(image, dtype=np.uint8)
