"""What an evaluation is asked for, and what every one of them reports of its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from emotion.finders import SERVED
from emotion.training.data.datasets import Split
from emotion.training.data.pictures import BadFiles

MAX_SKIPPED_NAMED = 100
Study = Literal["pictures", "clips", "baseline", "conditions"]
"""What is asked of a collection: figures of its pictures, ways to read clips, what a person's own first
minute adds, or under which conditions a frame can be read."""


@dataclass(frozen=True)
class Task:
    """One evaluation: which collection, where it lies, which split, and how.

    Attributes:
        seed: of the bootstrap, and of clips that are made.
        skip_bad: go on after a file that cannot be read, and count it.
        end_to_end: also look for the face in each picture, crops included.
        study: what is asked of the collection.
        finder: name of the face finder, one of `FINDERS`.
    """

    dataset: str
    path: Path
    split: Split
    seed: int = 1
    skip_bad: bool = False
    end_to_end: bool = True
    study: Study = "pictures"
    finder: str = SERVED


def skipped(bad: BadFiles) -> dict[str, Any]:
    """Return what a report says of the files that were left out."""
    return {"skipped": len(bad.names), "skipped_files": bad.names[:MAX_SKIPPED_NAMED]}
