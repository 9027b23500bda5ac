"""Reads DAiSEE's own videos, clip by clip: ten seconds of a student become eight frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.training.daisee import levels
from emotion.training.datasets import DatasetError, Split
from emotion.training.pictures import BadFiles
from emotion.training.readers import csv_rows

FOLDERS: dict[Split, str] = {"train": "Train", "valid": "Validation", "test": "Test"}


@dataclass(frozen=True)
class Recording:
    """One clip: evenly spaced RGB frames, the four levels in the order of `STATES`, and who is in it."""

    frames: list[NDArray[np.uint8]]
    levels: NDArray[np.int64]
    subject: str
    clip: str


def read_recordings(path: Path, split: Split, bad: BadFiles) -> Iterator[Recording]:
    """Yield the clips of a split: `DataSet/Train/<subject>/<clip>/<clip>.avi` with `Labels/TrainLabels.csv`.

    Raises:
        DatasetError: the labels, or a video that is not to be skipped, cannot be read.
    """
    for of, folder in FOLDERS.items():
        if split in (of, "all"):
            yield from _of_folder(path, folder, bad)


def count_recordings(path: Path, split: Split) -> int:
    """Return how many clips the labels of a split name."""
    names = [folder for of, folder in FOLDERS.items() if split in (of, "all")]
    return sum(len(list(csv_rows(path / "Labels" / f"{name}Labels.csv"))) for name in names)


def _of_folder(path: Path, folder: str, bad: BadFiles) -> Iterator[Recording]:
    for row in csv_rows(path / "Labels" / f"{folder}Labels.csv"):
        cells = {key.strip().lower(): value for key, value in row.items() if key}
        name = Path(cells["clipid"]).stem
        subject = name[:6]
        try:
            frames = evenly_spaced_frames(path / "DataSet" / folder / subject / name / f"{name}.avi")
            yield Recording(frames, levels([cells])[0], subject, name)
        except (DatasetError, ValueError, KeyError) as error:
            bad.refuse(cells["clipid"], error)


def evenly_spaced_frames(path: Path, *, count: int = CLIP_LENGTH) -> list[NDArray[np.uint8]]:
    """Return frames spread over the whole video, RGB.

    Raises:
        DatasetError: the file is missing or holds no frame.
    """
    video = cv2.VideoCapture(str(path))
    total = int(video.get(cv2.CAP_PROP_FRAME_COUNT)) if video.isOpened() else 0
    wanted = set(np.linspace(0, max(total - 1, 0), count).astype(int).tolist())
    frames = []
    for number in range(total):
        if not video.grab():
            break
        if number in wanted:
            found, frame = video.retrieve()
            if found:
                frames.append(np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), dtype=np.uint8))
    video.release()
    if not frames:
        raise DatasetError(f"{path}: missing, or no video that can be read")
    return frames
