"""Labelled faces as arrays: one shape for every collection that the networks learn from.

A `Stills` holds grey 48 x 48 crops with vote counts over the eight FERPlus emotions, and, where the
collection has them, the seven FER2013 labels. `load_ferplus` reads the packed FERPlus collection; the other
collections' readers stand in `readers.py`.

Source: Barsoum et al. (2016), "Training deep networks for facial expression recognition with crowd-sourced
label distribution", ICMI: majority label after single votes are dropped, training on the distribution.
"""

from __future__ import annotations

import hashlib
import lzma
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS

Split = Literal["train", "valid", "test", "all"]
SPLITS: tuple[Split, ...] = ("train", "valid", "test")
FER2013_CLASSES = ("anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral")
CROP_SIZE = 48
VOTE_COLUMNS = 10
ZIP_ERRORS = (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)
"""What Python raises for an archive that is damaged, cut off, encrypted, or packed in an unknown way."""


class DatasetError(ValueError):
    """A file of the collection is missing or cannot be read; the message names it."""


@dataclass(frozen=True)
class Stills:
    """Face crops and what people said about them.

    Attributes:
        images: shape (N, 48, 48), uint8, grey.
        votes: shape (N, 8), float32, at least 0: votes for each of `EMOTIONS`.
        fer2013: shape (N,), int64, index into `FER2013_CLASSES`, -1 where unknown.
        subjects: shape (N,), str: who is in the picture; one per picture where nobody is named.
        faces: shape (N,), bool: False where people agreed that there is no readable face or emotion.
    """

    images: NDArray[np.uint8]
    votes: NDArray[np.float32]
    fer2013: NDArray[np.int64]
    subjects: NDArray[np.str_]
    faces: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.images)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Stills:
        """Return only the given rows."""
        parts = {name: getattr(self, name)[rows] for name in self.__dataclass_fields__}
        return replace(self, **parts)

    @property
    def labels(self) -> NDArray[np.int64]:
        """Majority emotion, index into `EMOTIONS`, shape (N,)."""
        return np.asarray(self.votes.argmax(axis=1), dtype=np.int64)


def drop_single_votes(votes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the votes with lone ones set to zero, as the FERPlus protocol does."""
    return np.where(votes > 1, votes, 0).astype(np.uint8)


def has_majority_emotion(votes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Say which rows belong to the eight-class protocol.

    Args:
        votes: all ten FERPlus columns, shape (N, 10); the last two are "unknown" and "not a face".

    Returns:
        Shape (N,): True where an emotion has the most votes once single votes are dropped.
    """
    kept = drop_single_votes(votes)
    is_emotion = kept.argmax(axis=1) < len(EMOTIONS)
    return np.asarray(is_emotion & (kept.max(axis=1) > 0))


def load_ferplus(path: Path, split: Split, *, every_row: bool = False) -> Stills:
    """Read one split of the packed FERPlus collection.

    Args:
        path: the `.npz` file with `<split>_images`, `<split>_votes` and `<split>_fer2013`.
        split: one of the official splits, or all of them in order.
        every_row: keep the rows without a majority emotion too (the FER2013 protocol needs them).

    Raises:
        DatasetError: the file is missing, lacks an array, or holds one of another shape or range.
    """
    if split == "all":
        return concatenate([load_ferplus(path, one, every_row=every_row) for one in SPLITS])
    try:
        with np.load(path) as data:
            images, votes, fer = (data[f"{split}_{part}"] for part in ("images", "votes", "fer2013"))
    except (*ZIP_ERRORS, KeyError, TypeError) as error:
        raise DatasetError(f"{path}: {error}") from error
    count = len(images) if images.ndim else 0
    _check(images, f"{path}: {split}_images", shape=(count, CROP_SIZE, CROP_SIZE), least=0, most=255)
    _check(votes, f"{path}: {split}_votes", shape=(count, VOTE_COLUMNS), least=0, most=255)
    _check(fer, f"{path}: {split}_fer2013", shape=(count,), least=-1, most=len(FER2013_CLASSES) - 1)
    valid = has_majority_emotion(votes)
    stills = Stills(
        images=images.astype(np.uint8, copy=False),
        votes=drop_single_votes(votes)[:, : len(EMOTIONS)].astype(np.float32),
        fer2013=fer.astype(np.int64),
        subjects=np.array([f"{split}-{row}" for row in range(len(images))]),
        faces=valid,
    )
    return stills if every_row else stills.take(valid)


def _check(array: NDArray[Any], name: str, *, shape: tuple[int, ...], least: int, most: int) -> None:
    """Refuse an array that does not hold whole numbers of this shape and range."""
    if array.shape != shape:
        raise DatasetError(f"{name}: of shape {array.shape}, not {shape}")
    if array.dtype.kind not in "iu":
        raise DatasetError(f"{name}: {array.dtype}, not whole numbers")
    if array.size and not least <= array.min() <= array.max() <= most:
        raise DatasetError(f"{name}: {array.min()} to {array.max()}, not {least} to {most}")


def concatenate(parts: list[Stills]) -> Stills:
    """Join collections row by row."""
    names = Stills.__dataclass_fields__
    return Stills(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def fingerprint(stills: Stills) -> str:
    """Return a short hash of the pictures and labels, to say in a record what a run was fed."""
    return fingerprint_of(stills.images, stills.votes, stills.fer2013)


def fingerprint_of(*arrays: NDArray[Any]) -> str:
    """Return a short hash of arrays, in this order."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()[:16]
