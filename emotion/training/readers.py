"""Readers of the public face collections, each in its real layout: one `Pictures` out.

FER2013 and FERPlus in their official csv files or packed as `.npz`, AffectNet, CK+ (48 x 48 crops, or the
original sequences), JAFFE, and a plain folder per class. DAiSEE has `daisee.py` and `daisee_videos.py`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.training.datasets import (
    FER2013_CLASSES,
    SPLITS,
    DatasetError,
    Split,
    drop_single_votes,
    has_majority_emotion,
    load_ferplus,
)
from emotion.training.pictures import (
    PICTURE_FILES,
    BadFiles,
    Labelled,
    Pictures,
    emotion_named,
    of_split,
    read_pictures,
)

Report = Callable[[int, int], None]
USAGES: dict[str, Split] = {"Training": "train", "PublicTest": "valid", "PrivateTest": "test"}
AFFECTNET = ("neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt")
CKPLUS_CODES = ("neutral", "anger", "contempt", "disgust", "fear", "happiness", "sadness", "surprise")
VOTE_COLUMNS = 10
FOLDER_NAMES: dict[Split, tuple[str, ...]] = {
    "train": ("train",),
    "valid": ("valid", "val", "validation"),
    "test": ("test",),
    "all": ("train", "valid", "val", "validation", "test"),
}


def read_ferplus(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read FERPlus: the packed `.npz`, or a folder with `fer2013.csv` and `fer2013new.csv`."""
    if path.is_dir():
        return _from_fer_csv(path / "fer2013.csv", split, bad, report, votes=path / "fer2013new.csv")
    stills = load_ferplus(path, split)
    report(len(stills), len(stills))
    return Pictures(list(stills.images), stills.votes, stills.fer2013, stills.subjects)


def read_fer2013(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read FER2013: the official csv (or its folder), or the packed `.npz`; unlabelled rows are left out."""
    if path.suffix == ".npz":
        stills = load_ferplus(path, split, every_row=True)
        stills = stills.take(stills.fer2013 >= 0)
        report(len(stills), len(stills))
        known = tuple(name for name in EMOTIONS if name in FER2013_CLASSES)
        return Pictures(list(stills.images), stills.votes, stills.fer2013, stills.subjects, known)
    return _from_fer_csv(path / "fer2013.csv" if path.is_dir() else path, split, bad, report)


def read_affectnet(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read AffectNet: `<train|val>_set/images/*.jpg` beside `annotations/<name>_exp.npy`.

    Labels past the eight emotions (none, uncertain, no face) are left out. There is no public test split.
    """
    if split == "test":
        raise DatasetError(f"{path}: AffectNet has no public test split")
    folders = [
        path / f"{name}_set" for name, of in (("train", "train"), ("val", "valid")) if split in (of, "all")
    ]
    rows = []
    for folder in folders:
        pictures = _pictures_in(folder / "images")
        for picture in pictures:
            code = _npy_number(folder / "annotations" / f"{picture.stem}_exp.npy", bad)
            if code is not None and 0 <= code < len(AFFECTNET):
                rows.append(Labelled(picture, AFFECTNET[code], f"{folder.name}-{picture.stem}"))
    return read_pictures(rows, bad, report)


def read_ckplus(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read CK+: `<emotion>/S010_004_00000017.png`, or the peaks of `cohn-kanade-images` beside `Emotion`."""
    rows = list(_ckplus_peaks(path, bad)) if (path / "Emotion").is_dir() else list(_ckplus_crops(path, bad))
    return read_pictures(of_split(rows, split), bad, report)


def read_jaffe(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read JAFFE: `KA.AN1.39.tiff` names the person, the emotion and the picture."""
    rows = []
    for picture in _pictures_in(path, deep=True):
        match = re.match(r"([A-Z]{2})\.([A-Z]{2})\d?\.", picture.name)
        emotion = emotion_named(match[2]) if match else None
        if match and emotion:
            rows.append(Labelled(picture, emotion, match[1]))
        else:
            bad.refuse(str(picture), "not a JAFFE file name")
    return read_pictures(of_split(rows, split), bad, report)


def read_folder(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read a folder per class, with or without a folder per split above; names as people write them."""
    tops = [path / name for name in FOLDER_NAMES[split] if (path / name).is_dir()]
    if tops:
        return read_pictures([row for top in tops for row in _classes_in(top, bad)], bad, report)
    return read_pictures(of_split(_classes_in(path, bad), split), bad, report)


READERS: dict[str, Callable[[Path, Split, BadFiles, Report], Pictures]] = {
    "ferplus": read_ferplus,
    "fer2013": read_fer2013,
    "affectnet": read_affectnet,
    "ckplus": read_ckplus,
    "jaffe": read_jaffe,
    "folder": read_folder,
}


def _classes_in(path: Path, bad: BadFiles) -> Iterator[Labelled]:
    folders = [folder for folder in sorted(path.iterdir()) if folder.is_dir()] if path.is_dir() else []
    if not folders:
        raise DatasetError(f"{path}: no folder per class here")
    for folder in folders:
        emotion = emotion_named(folder.name)
        if emotion is None:
            bad.refuse(str(folder), "not the name of an emotion")
            continue
        for picture in _pictures_in(folder):
            yield Labelled(picture, emotion, f"{folder.parent.name}/{folder.name}/{picture.stem}")


def _ckplus_crops(path: Path, bad: BadFiles) -> Iterator[Labelled]:
    for row in _classes_in(path, bad):
        yield Labelled(row.path, row.emotion, row.path.name.split("_")[0])


def _ckplus_peaks(path: Path, bad: BadFiles) -> Iterator[Labelled]:
    """Yield the last frame of each labelled sequence: it shows the emotion at its height."""
    for label in sorted((path / "Emotion").glob("*/*/*_emotion.txt")):
        picture = path / "cohn-kanade-images" / label.parent.parent.name / label.parent.name
        picture = picture / f"{label.name.removesuffix('_emotion.txt')}.png"
        try:
            emotion = CKPLUS_CODES[int(float(label.read_text()))]
        except (ValueError, IndexError) as error:
            bad.refuse(str(label), error)
            continue
        yield Labelled(picture, emotion, label.parent.parent.name)


def _pictures_in(folder: Path, *, deep: bool = False) -> list[Path]:
    if not folder.is_dir():
        raise DatasetError(f"{folder}: no such folder")
    found = folder.rglob("*") if deep else folder.iterdir()
    return sorted(path for path in found if path.suffix.lower() in PICTURE_FILES)


def _npy_number(path: Path, bad: BadFiles) -> int | None:
    try:
        return int(np.load(path, allow_pickle=False))
    except (OSError, ValueError, TypeError) as error:
        bad.refuse(str(path), error)
        return None


def csv_rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a csv file; a missing file is named."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}") from error


def _from_fer_csv(
    path: Path, split: Split, bad: BadFiles, report: Report, *, votes: Path | None = None
) -> Pictures:
    """Read the FER2013 csv, and beside it, row by row, the FERPlus csv."""
    vote_rows = list(csv_rows(votes)) if votes else None
    images, kept_votes, labels, subjects = [], [], [], []
    rows = list(csv_rows(path))
    for number, row in enumerate(rows):
        report(number + 1, len(rows))
        of = USAGES.get(row.get("Usage", ""), "all")
        if split not in (of, "all"):
            continue
        try:
            image = _pixels(row["pixels"])
            cast = _votes(vote_rows[number]) if vote_rows is not None else None
            label = int(row["emotion"])
        except (KeyError, ValueError, IndexError) as error:
            bad.refuse(f"{path} row {number + 2}", repr(error))
            continue
        if cast is not None and not has_majority_emotion(cast[None])[0]:
            continue
        images.append(image)
        kept_votes.append(_emotion_votes(cast, label))
        labels.append(label)
        subjects.append(f"{of}-{number}")
    if not images:
        raise DatasetError(f"{path}: no row of split {split!r} (splits are {', '.join(SPLITS)})")
    known = EMOTIONS if votes else tuple(name for name in EMOTIONS if name in FER2013_CLASSES)
    return Pictures(
        images, np.stack(kept_votes), np.array(labels, np.int64), np.array(subjects), known, tuple(bad.names)
    )


def _pixels(text: str) -> NDArray[np.uint8]:
    values = np.array(text.split(), dtype=np.uint8)
    return values.reshape(48, 48)


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
