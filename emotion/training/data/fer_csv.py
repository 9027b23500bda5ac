"""Reads the official csv files of FER2013, and FERPlus's votes beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.training.data.csv_files import csv_rows
from emotion.training.data.datasets import (
    FER2013_CLASSES,
    SPLITS,
    VOTE_COLUMNS,
    DatasetError,
    Split,
    drop_single_votes,
    has_majority_emotion,
)
from emotion.training.data.pictures import BadFiles, Pictures, class_number

USAGES: dict[str, Split] = {"training": "train", "publictest": "valid", "privatetest": "test"}


@dataclass(frozen=True)
class FerRow:
    """One row of the FER2013 csv, with FERPlus's ten votes for it where they are read beside it."""

    number: int
    split: Split
    image: NDArray[np.uint8]
    label: int
    cast: NDArray[np.uint8] | None


def read_fer_csv(
    path: Path, split: Split, bad: BadFiles, report: Callable[[int, int], None], *, votes: Path | None = None
) -> Pictures:
    """Read the FER2013 csv, and beside it, row by row, the FERPlus csv.

    Raises:
        DatasetError: a file or a row that is not to be skipped cannot be read, or the rows are not the same.
    """
    rows = [
        row
        for row in fer_rows(path, split, bad, report, votes=votes)
        if row.cast is None or has_majority_emotion(row.cast[None])[0]
    ]
    if not rows:
        raise DatasetError(f"{path}: no row of split {split!r} (splits are {', '.join(SPLITS)})")
    return Pictures(
        [row.image for row in rows],
        np.stack([_emotion_votes(row.cast, row.label) for row in rows]),
        np.array([row.label for row in rows], np.int64),
        np.array([f"{row.split}-{row.number}" for row in rows]),
        EMOTIONS if votes else tuple(name for name in EMOTIONS if name in FER2013_CLASSES),
        tuple(bad.names),
    )


def fer_rows(
    path: Path, split: Split, bad: BadFiles, report: Callable[[int, int], None], *, votes: Path | None = None
) -> Iterator[FerRow]:
    """Yield every readable row of a split, with its votes where `votes` names their file."""
    rows = csv_rows(path, needs=("emotion", "pixels", "usage"))
    vote_rows = _votes_beside(rows, path, votes) if votes else None
    for number, row in enumerate(rows):
        report(number + 1, len(rows))
        of = USAGES.get(row["usage"].lower())
        if of is None:
            bad.refuse(f"{path} row {number + 2}", f"no split has the usage {row['usage']!r}")
            continue
        if split not in (of, "all"):
            continue
        try:
            image = _pixels(row["pixels"])
            cast = _votes(vote_rows[number]) if vote_rows is not None else None
            label = class_number(row["emotion"], classes=len(FER2013_CLASSES))
        except (ValueError, IndexError, OverflowError) as error:
            bad.refuse(f"{path} row {number + 2}", repr(error))
            continue
        yield FerRow(number, of, image, label, cast)


def _votes_beside(rows: list[dict[str, str]], path: Path, votes: Path) -> list[dict[str, str]]:
    """Return the rows of votes; one too few in either file would give every later picture another's votes."""
    vote_rows = csv_rows(votes, needs=("usage",))
    pairs = zip_longest(rows, vote_rows, fillvalue={"usage": "(no row)"})
    for number, (row, vote_row) in enumerate(pairs, start=2):
        usage, vote_usage = row["usage"], vote_row["usage"]
        if usage.lower() != vote_usage.lower():
            raise DatasetError(f"row {number}: {usage} in {path}, but {vote_usage} in {votes}")
    return vote_rows


def _pixels(text: str) -> NDArray[np.uint8]:
    values = np.array(text.split(), dtype=np.int64)
    if values.size and not 0 <= values.min() <= values.max() <= 255:
        raise ValueError("a pixel outside 0 to 255")
    return values.astype(np.uint8).reshape(48, 48)


def _votes(row: dict[str, str]) -> NDArray[np.uint8]:
    """Return the ten vote columns, which follow `Usage` and `Image name`."""
    values = np.array(list(row.values())[2 : 2 + VOTE_COLUMNS], dtype=np.uint8)
    if len(values) != VOTE_COLUMNS:
        raise ValueError(f"{len(values)} vote columns, not {VOTE_COLUMNS}")
    return values


def _emotion_votes(cast: NDArray[np.uint8] | None, label: int) -> NDArray[np.float32]:
    votes = np.zeros(len(EMOTIONS), dtype=np.float32)
    if cast is None:
        votes[EMOTIONS.index(FER2013_CLASSES[label])] = 1
        return votes
    return drop_single_votes(cast[None])[0, : len(EMOTIONS)].astype(np.float32)
