"""What the readers of face collections share: one shape out, names of emotions, splits by person."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.frames import MAX_WIDTH
from emotion.training.data.datasets import FER2013_CLASSES, DatasetError, Split

Image = NDArray[np.uint8]
LARGEST_CROP = 64
"""A picture that is nearly square and no larger than this is taken for a face crop."""

MAX_NAMED = 20
"""How many people an error names."""

LONGEST_SIDE = MAX_WIDTH
"""Larger pictures are shrunk to this side as they are read, because no camera frame is larger."""

GREATEST_RATIO = 8
"""How many times as long as wide a picture may be: the face finder cannot enlarge a mere strip."""

_SYNONYMS = {
    "neutral": ("neutral", "neutrality", "ne", "calm"),
    "happiness": ("happiness", "happy", "joy", "ha", "smile"),
    "surprise": ("surprise", "surprised", "su"),
    "sadness": ("sadness", "sad", "sa"),
    "anger": ("anger", "angry", "an"),
    "disgust": ("disgust", "disgusted", "di"),
    "fear": ("fear", "fearful", "afraid", "fe", "scared"),
    "contempt": ("contempt", "contemptuous", "co"),
}
EMOTION_OF = {word: emotion for emotion, words in _SYNONYMS.items() for word in words}


@dataclass(frozen=True)
class Labelled:
    """One picture on disk, before it is read."""

    path: Path
    emotion: str
    subject: str


@dataclass(frozen=True)
class Pictures:
    """A collection in one shape: pictures, votes over the eight emotions, and who is in them.

    Attributes:
        images: grey (H, W) or RGB (H, W, 3), uint8, each of its own size.
        votes: shape (N, 8), float32; one vote where the collection has plain labels.
        fer2013: shape (N,), int64, -1 where there is no such label.
        subjects: shape (N,), str.
        known: the emotions that this collection has names for.
        skipped: names of the files that could not be read.
    """

    images: list[Image]
    votes: NDArray[np.float32]
    fer2013: NDArray[np.int64]
    subjects: NDArray[np.str_]
    known: tuple[str, ...] = EMOTIONS
    skipped: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.images)

    @property
    def labels(self) -> NDArray[np.int64]:
        """Majority emotion, index into `EMOTIONS`, shape (N,)."""
        return np.asarray(self.votes.argmax(1), dtype=np.int64)

    @property
    def are_crops(self) -> bool:
        """Whether these are face crops already, and not pictures to find a face in."""
        return all(
            max(image.shape[:2]) <= min(LARGEST_CROP, 1.25 * min(image.shape[:2])) for image in self.images
        )


@dataclass
class BadFiles:
    """What to do with a file that cannot be read: stop and name it, or go on and count it."""

    skip: bool = False
    names: list[str] = field(default_factory=list)

    def refuse(self, name: str, why: object) -> None:
        """Note a bad file.

        Raises:
            DatasetError: bad files are not to be skipped.
        """
        if not self.skip:
            raise DatasetError(f"{name}: {why}")
        self.names.append(name)


def emotion_named(word: str) -> str | None:
    """Return the emotion that a folder or code stands for, None for a word that is none."""
    return EMOTION_OF.get(word.strip().lower())


def class_number(value: Any, *, classes: int) -> int:
    """Return a label as collections write it (`3`, `3.0000000e+00`, an array of either) as a whole number.

    Raises:
        ValueError, TypeError: it is none of 0 to `classes` - 1.
    """
    number = float(value)
    if number not in range(classes):
        raise ValueError(f"label {value} is none of 0 to {classes - 1}")
    return int(number)


def decoded(data: bytes) -> Image:
    """Return the picture in a file's bytes as grey or RGB, its longest side at most `LONGEST_SIDE`.

    Raises:
        DatasetError: no picture, or one too large or too narrow to be used.
    """
    try:
        found: Any = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_ANYCOLOR)
    except cv2.error as error:  # nothing inside, or a size that OpenCV refuses to decode
        raise DatasetError("no readable picture") from error
    if found is None:
        raise DatasetError("no readable picture")
    height, width = found.shape[:2]
    longest = max(height, width)
    if longest > GREATEST_RATIO * min(height, width):
        raise DatasetError(f"{width} x {height} pixels: too narrow to hold a face")
    if longest > LONGEST_SIDE:
        size = [round(side * LONGEST_SIDE / longest) for side in (width, height)]
        found = cv2.resize(found, size, interpolation=cv2.INTER_AREA)
    return np.asarray(found if found.ndim == 2 else cv2.cvtColor(found, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def read_pictures(
    rows: Iterable[Labelled],
    bad: BadFiles,
    report: Callable[[int, int], None],
    *,
    known: tuple[str, ...],
) -> Pictures:
    """Read every row's file; `known` are the emotions that the whole collection has names for."""
    rows = list(rows)
    images, kept = [], []
    for done, row in enumerate(rows, start=1):
        report(done, len(rows))
        try:
            images.append(decoded(row.path.read_bytes()))
        except (OSError, DatasetError) as error:
            bad.refuse(str(row.path), error)
            continue
        kept.append(row)
    return Pictures(
        images=images,
        votes=one_vote_each([row.emotion for row in kept]),
        fer2013=fer2013_labels([row.emotion for row in kept]),
        subjects=np.array([row.subject for row in kept], dtype=np.str_),
        known=known,
        skipped=tuple(bad.names),
    )


def one_vote_each(emotions: list[str]) -> NDArray[np.float32]:
    """Return plain labels as votes, shape (N, 8)."""
    votes = np.zeros((len(emotions), len(EMOTIONS)), dtype=np.float32)
    votes[np.arange(len(emotions)), [EMOTIONS.index(emotion) for emotion in emotions]] = 1
    return votes


def fer2013_labels(emotions: list[str]) -> NDArray[np.int64]:
    """Return the FER2013 class of each emotion, -1 for contempt, which FER2013 does not know."""
    place = {name: index for index, name in enumerate(FER2013_CLASSES)}
    return np.array([place.get(emotion, -1) for emotion in emotions], dtype=np.int64)


def split_of(subject: str) -> Split:
    """Return the split of a person in a collection without official ones: 70, 15 and 15 in a hundred."""
    # Not `hash`, which differs from process to process: a person must stay in one split.
    share = int(hashlib.sha256(subject.encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return "train" if share < 0.70 else "valid" if share < 0.85 else "test"


def of_split(rows: Iterable[Labelled], split: Split) -> list[Labelled]:
    """Return the rows whose person belongs to the split."""
    return [row for row in rows if split in ("all", split_of(row.subject))]


def refuse_shared_people(people: Iterable[tuple[str, str]], name: str) -> None:
    """Refuse a collection if a person is in several splits: its figures would flatter the networks.

    Args:
        people: the split and the person of each picture.
        name: of the collection.
    """
    splits: dict[str, set[str]] = {}
    for split, person in people:
        splits.setdefault(person, set()).add(split)
    shared = sorted(person for person, of in splits.items() if len(of) > 1)
    if shared:
        more = f" and {len(shared) - MAX_NAMED} more" if len(shared) > MAX_NAMED else ""
        raise DatasetError(f"{name}: in more than one split: {', '.join(shared[:MAX_NAMED])}{more}")
