"""Reads DAiSEE's own videos, clip by clip: ten seconds of a student become eight frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.training.data.csv_files import csv_rows
from emotion.training.data.daisee import LEVEL_COLUMNS, levels
from emotion.training.data.datasets import DatasetError, Split
from emotion.training.data.folders import folder_named
from emotion.training.data.pictures import BadFiles, refuse_shared_people

FOLDERS: dict[Split, str] = {"train": "Train", "valid": "Validation", "test": "Test"}
COLUMNS = ("clipid", *LEVEL_COLUMNS.values())
VIDEO_FILES = (".avi", ".mp4", ".mov", ".wmv")


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
        DatasetError: the labels, or a video that is not to be skipped, cannot be read, or two splits share a
            person.
    """
    path = _root(path)
    for folder, row in _labels(path, split):
        name = Path(row["clipid"]).stem
        subject = _subject_of(row)
        try:
            frames = evenly_spaced_frames(_video_of(path / "DataSet" / folder / subject / name))
            recording = Recording(frames, levels([row])[0], subject, name)
        except (DatasetError, ValueError) as error:
            bad.refuse(row["clipid"], error)
            continue
        yield recording


def count_recordings(path: Path, split: Split) -> int:
    """Return how many clips the labels of a split name."""
    return len(_labels(_root(path), split))


def _root(path: Path) -> Path:
    """Return the folder that holds `Labels` and `DataSet`: the path, or one inside."""
    labels = folder_named("Labels", path)
    return labels.parent if labels else path


def _labels(path: Path, split: Split) -> list[tuple[str, dict[str, str]]]:
    """Return the rows of a split with the name of their folder; the splits at hand may share nobody."""
    wanted = [folder for of, folder in FOLDERS.items() if split in (of, "all")]
    files = {folder: path / "Labels" / f"{folder}Labels.csv" for folder in FOLDERS.values()}
    rows = [
        (folder, row)
        for folder, file in files.items()
        if folder in wanted or file.is_file()
        for row in csv_rows(file, needs=COLUMNS)
    ]
    refuse_shared_people(((folder, _subject_of(row)) for folder, row in rows), str(path))
    return [(folder, row) for folder, row in rows if folder in wanted]


def _subject_of(row: dict[str, str]) -> str:
    """Return the person in a clip, whose number begins the clip's."""
    return row["clipid"][:6]


def _video_of(folder: Path) -> Path:
    """Return the video in a clip's folder, which carries its name; most are AVI, some are MP4."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    videos = [path for path in files if path.stem == folder.name and path.suffix.lower() in VIDEO_FILES]
    return videos[0] if videos else folder / f"{folder.name}.avi"


def evenly_spaced_frames(path: Path, *, count: int = CLIP_LENGTH) -> list[NDArray[np.uint8]]:
    """Return frames spread over the whole video, RGB.

    Raises:
        DatasetError: the file is missing or holds no frame.
    """
    if not path.is_file():
        raise DatasetError(f"{path}: no such file")
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
        raise DatasetError(f"{path}: no video that can be read")
    return frames
