"""Packs the official pair of csv files, FER2013's pictures and FERPlus's votes, into what training reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emotion.training.data.datasets import SPLITS, DatasetError
from emotion.training.data.fer_csv import fer_rows
from emotion.training.data.pictures import BadFiles
from emotion.training.reporting import on_stderr

FER_CSV = ("fer2013.csv", "fer2013new.csv")


def pack_ferplus(folder: Path, target: Path) -> None:
    """Write the packed FERPlus: `<split>_images`, `<split>_votes` and `<split>_fer2013`.

    Raises:
        DatasetError: a file or a row of it cannot be read.
    """
    pictures, votes = (folder / name for name in FER_CSV)
    rows = list(fer_rows(pictures, "all", BadFiles(), on_stderr("packing FERPlus"), votes=votes))
    arrays: dict[str, NDArray[Any]] = {}
    for split in SPLITS:
        own = [row for row in rows if row.split == split]
        if not own:
            raise DatasetError(f"{pictures}: no row of split {split!r}")
        arrays |= {
            f"{split}_images": np.stack([row.image for row in own]),
            f"{split}_votes": np.stack([row.cast for row in own if row.cast is not None]),
            f"{split}_fer2013": np.array([row.label for row in own], dtype=np.int8),
        }
    target.parent.mkdir(parents=True, exist_ok=True)
    # `savez_compressed` would add `.npz` to any other ending.
    part = target.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type] # names of arrays, not options
    part.replace(target)
