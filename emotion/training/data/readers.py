"""Readers of the public face collections, each in its real layout: one `Pictures` out.

FER2013 and FERPlus in their official csv files or packed as `.npz`, AffectNet, CK+ (48 x 48 crops, or the
original sequences), JAFFE, and a plain folder per class. DAiSEE has `daisee.py` and `daisee_videos.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from emotion.estimate import EMOTIONS
from emotion.training.data.datasets import FER2013_CLASSES, ZIP_ERRORS, DatasetError, Split, load_ferplus
from emotion.training.data.fer_csv import read_fer_csv
from emotion.training.data.folders import folder_named, folders_in, pictures_in
from emotion.training.data.pictures import (
    BadFiles,
    Labelled,
    Pictures,
    class_number,
    emotion_named,
    of_split,
    read_pictures,
    refuse_shared_people,
)

Report = Callable[[int, int], None]
AFFECTNET = ("neutral", "happiness", "sadness", "surprise", "fear", "disgust", "anger", "contempt")
AFFECTNET_LABELS = 11
"""The eight emotions, and after them none, uncertain and no face."""
CKPLUS_CODES = ("neutral", "anger", "contempt", "disgust", "fear", "happiness", "sadness", "surprise")
CKPLUS_EMOTIONS = tuple(name for name in EMOTIONS if name != "neutral")
JAFFE_EMOTIONS = tuple(name for name in EMOTIONS if name != "contempt")
NOBODY = {"images", "image", "img", "pictures", "faces", "frames", "crops"}
"""Folders inside a class that are named after no person."""
SPLIT_FOLDERS: dict[str, Split] = {
    "train": "train",
    "valid": "valid",
    "val": "valid",
    "validation": "valid",
    "test": "test",
}


def read_ferplus(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read FERPlus: the packed `.npz`, or a folder with `fer2013.csv` and `fer2013new.csv`."""
    if path.is_dir():
        return read_fer_csv(path / "fer2013.csv", split, bad, report, votes=path / "fer2013new.csv")
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
    return read_fer_csv(path / "fer2013.csv" if path.is_dir() else path, split, bad, report)


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
    pictures = [(folder, picture) for folder in folders for picture in pictures_in(folder / "images")]
    for done, (folder, picture) in enumerate(pictures, start=1):
        code = _affectnet_label(folder / "annotations" / f"{picture.stem}_exp.npy", bad)
        if code is not None and code < len(AFFECTNET):
            rows.append(Labelled(picture, AFFECTNET[code], f"{folder.name}-{picture.stem}"))
        report(done, 2 * len(pictures))
    return read_pictures(rows, bad, lambda done, total: report(total + done, 2 * total), known=EMOTIONS)


def read_ckplus(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read CK+: `<emotion>/S010_004_00000017.png`, or the peaks of `cohn-kanade-images` beside `Emotion`.

    A sequence without a label is left out, as it is in the literature. CK+ labels no neutral faces.
    """
    path = folder_named("CK+48", path) or path
    peaks = ckplus_peaks(path, bad)
    rows = list(_ckplus_crops(path, bad)) if peaks is None else peaks
    found = {row.emotion for row in rows}
    known = tuple(name for name in EMOTIONS if name in CKPLUS_EMOTIONS or name in found)
    return read_pictures(of_split(rows, split), bad, report, known=known)


def read_jaffe(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read JAFFE: `KA.AN1.39.tiff` names the person, the emotion and the picture; there is no contempt."""
    rows = []
    for picture in pictures_in(path):
        match = re.match(r"([A-Z]{2})[.-]([A-Z]{2})\d?[.-]", picture.name.upper())
        emotion = emotion_named(match[2]) if match else None
        if match and emotion:
            rows.append(Labelled(picture, emotion, match[1]))
        else:
            bad.refuse(str(picture), "not a JAFFE file name")
    return read_pictures(of_split(rows, split), bad, report, known=JAFFE_EMOTIONS)


def read_folder(path: Path, split: Split, bad: BadFiles, report: Report) -> Pictures:
    """Read a folder per class, with or without a folder per split above; names as people write them.

    A class may hold a folder per person. A class without a picture may still be guessed, except contempt
    where the seven emotions of FER2013 are all that there is.
    """
    tops = {
        folder: SPLIT_FOLDERS[folder.name.lower()]
        for folder in folders_in(path)
        if folder.name.lower() in SPLIT_FOLDERS
    }
    named = [folder for folder, of in tops.items() if split in (of, "all")]
    if tops and not named:
        there = ", ".join(folder.name for folder in tops)
        raise DatasetError(f"{path}: no folder of split {split!r}; there are: {there}")
    classes = [(of, folder) for top, of in tops.items() for folder in folders_in(top)]
    refuse_shared_people(
        (
            (of, person.name)
            for of, folder in classes
            for person in folders_in(folder)
            if person.name.lower() not in NOBODY
        ),
        str(path),
    )
    rows = [row for top in named or [path] for row in _classes_in(top, bad, root=path)]
    names = {emotion_named(folder.name) for top in tops or [path] for folder in folders_in(top)}
    known = JAFFE_EMOTIONS if names - {None} == set(JAFFE_EMOTIONS) else EMOTIONS
    return read_pictures(rows if named else of_split(rows, split), bad, report, known=known)


READERS: dict[str, Callable[[Path, Split, BadFiles, Report], Pictures]] = {
    "ferplus": read_ferplus,
    "fer2013": read_fer2013,
    "affectnet": read_affectnet,
    "ckplus": read_ckplus,
    "jaffe": read_jaffe,
    "folder": read_folder,
}


def _classes_in(path: Path, bad: BadFiles, *, root: Path) -> Iterator[Labelled]:
    folders = folders_in(path)
    if not folders:
        raise DatasetError(f"{path}: no folder per class here")
    for folder in folders:
        emotion = emotion_named(folder.name)
        if emotion is None:
            bad.refuse(str(folder), "not the name of an emotion")
            continue
        for picture in pictures_in(folder):
            yield Labelled(picture, emotion, _subject_of(picture, folder, root))


def _subject_of(picture: Path, folder: Path, root: Path) -> str:
    """Return the person whose folder in the class's `folder` holds the picture; without one, it is its own.

    The root's own name is left out, so that a copy elsewhere splits alike.
    """
    below = picture.relative_to(folder).parts
    has_person = len(below) > 1 and below[0].lower() not in NOBODY
    return below[0] if has_person else picture.relative_to(root).with_suffix("").as_posix()


def _ckplus_crops(path: Path, bad: BadFiles) -> Iterator[Labelled]:
    for row in _classes_in(path, bad, root=path):
        yield Labelled(row.path, row.emotion, row.path.name.split("_")[0].upper())


def ckplus_peaks(path: Path, bad: BadFiles) -> list[Labelled] | None:
    """Return the last frame of each labelled sequence of CK+; None where its sequences are not there."""
    labels = folder_named("Emotion", path)
    if labels is None:
        return None
    sequences = folder_named("cohn-kanade-images", path) or path / "cohn-kanade-images"
    return list(_ckplus_peaks(labels, sequences, bad))


def _ckplus_peaks(labels: Path, sequences: Path, bad: BadFiles) -> Iterator[Labelled]:
    """Yield the last frame of each labelled sequence: it shows the emotion at its height."""
    for label in sorted(labels.glob("[!.]*/[!.]*/[!.]*_emotion.txt")):
        try:
            code = class_number(label.read_text(), classes=len(CKPLUS_CODES))
        except ValueError as error:
            bad.refuse(str(label), error)
            continue
        person, sequence = label.relative_to(labels).parts[:2]
        peak = sequences / person / sequence / label.name.replace("_emotion.txt", ".png")
        spellings = [path for path in peak.parent.glob(f"{peak.stem}.*") if path.suffix.lower() == ".png"]
        yield Labelled(spellings[0] if spellings else peak, CKPLUS_CODES[code], person)


def _affectnet_label(path: Path, bad: BadFiles) -> int | None:
    try:
        return class_number(np.load(path, allow_pickle=False), classes=AFFECTNET_LABELS)
    except (*ZIP_ERRORS, TypeError) as error:
        bad.refuse(str(path), error)
        return None
