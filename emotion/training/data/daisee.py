"""Reads the DAiSEE frames: students before their own camera, and the states that watchers named.

Source: Gupta et al. (2016), "DAiSEE: towards user engagement recognition in the wild", arXiv 1609.01885. A
state counts as present at level 2 or 3 of 0 to 3; disengaged is engagement at 0 or 1.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import STATES
from emotion.training.data.csv_files import clean_rows
from emotion.training.data.datasets import ZIP_ERRORS, DatasetError, Split
from emotion.training.data.pictures import BadFiles, decoded, refuse_shared_people

PRESENT = 2
HIGHEST_LEVEL = 3
LEVEL_COLUMNS = {
    "engaged": "engagement",
    "bored": "boredom",
    "confused": "confusion",
    "frustrated": "frustration",
}
COLUMNS = ("path", "split", "subject", "clip", *LEVEL_COLUMNS.values())


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


def load_frames(
    path: Path,
    split: Split,
    *,
    bad: BadFiles | None = None,
    report: Callable[[int, int], None] = lambda *_: None,
) -> StudentFrames:
    """Read one split of the single-frame archive (`labels.csv` and one JPEG a clip).

    Raises:
        DatasetError: the archive, its labels or a picture cannot be read; the message names it.
    """
    bad = bad or BadFiles()
    rows = [row for row in read_labels(path) if split in ("all", row["split"])]
    images: list[NDArray[np.uint8]] = []
    kept: list[dict[str, str]] = []
    with _opened(path) as archive:
        for done, row in enumerate(rows, start=1):
            report(done, len(rows))
            try:
                images.append(_decoded(archive, row["path"], like=images[0] if images else None))
                levels([row])
            except (DatasetError, ValueError) as error:
                bad.refuse(f"{path}: {row['path']}", error)
                # The picture may have been read before the levels turned out to be none.
                del images[len(kept) :]
                continue
            kept.append(row)
    if not kept:
        raise DatasetError(f"{path}: no row of split {split!r}")
    return StudentFrames(
        images=np.stack(images),
        levels=levels(kept),
        subjects=np.array([row["subject"] for row in kept]),
        clips=np.array([row["clip"] for row in kept]),
    )


def levels(rows: Iterable[Mapping[str, str]]) -> NDArray[np.int64]:
    """Return the four levels of each row in the order of `STATES`, shape (N, 4).

    Raises:
        ValueError: a level is none of 0 to 3.
    """
    found = np.array([[int(row[LEVEL_COLUMNS[state]]) for state in STATES] for row in rows], dtype=np.int64)
    if found.size and not 0 <= found.min() <= found.max() <= HIGHEST_LEVEL:
        raise ValueError(f"levels {found.min()} to {found.max()}, not 0 to {HIGHEST_LEVEL}")
    return found


def read_labels(path: Path) -> list[dict[str, str]]:
    """Return the rows of the archive's `labels.csv`.

    Raises:
        DatasetError: the archive or the labels cannot be read, lack a column, or have a person in two splits.
    """
    with _opened(path) as archive:
        try:
            text = _unpacked(archive, "labels.csv").decode("utf-8-sig")
        except (DatasetError, UnicodeDecodeError) as error:
            raise DatasetError(f"{path}: labels.csv: {error}") from error
    rows = clean_rows(io.StringIO(text, newline=""), f"{path}: labels.csv", needs=COLUMNS)
    refuse_shared_people(((row["split"], row["subject"]) for row in rows), str(path))
    return rows


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except ZIP_ERRORS as error:
        raise DatasetError(f"{path}: {error}") from error


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError as error:
        raise DatasetError("not in the archive") from error
    except ZIP_ERRORS as error:
        raise DatasetError(str(error) or "cut off") from error


def _decoded(archive: zipfile.ZipFile, name: str, *, like: NDArray[np.uint8] | None) -> NDArray[np.uint8]:
    """Return the picture in RGB; it must be as large as the one that it is `like`."""
    image = decoded(_unpacked(archive, name))
    if image.ndim == 2:
        image = np.asarray(cv2.cvtColor(image, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
    if like is not None and image.shape != like.shape:
        raise DatasetError(f"{image.shape[1]} x {image.shape[0]} pixels, unlike the first")
    return image
