"""Small collections of faces in the layouts of the real ones."""

import zipfile
from pathlib import Path

import cv2
import numpy as np

from emotion.estimate import EMOTIONS
from emotion.training.data.pictures import BadFiles
from emotion.training.data.readers import READERS

FER_HEAD = "emotion,pixels,Usage\n"
VOTE_HEAD = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n"


def silent(*_: object) -> None:
    pass


def save(path: Path, *, side: int = 48, grey: int = 90) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((side, side), grey, np.uint8))


def read(name: str, path: Path, split: str = "all", *, skip: bool = False):
    return READERS[name](path, split, BadFiles(skip), silent)  # type: ignore[arg-type]


def named(pictures) -> list[str]:
    return [EMOTIONS[label] for label in pictures.labels]


def fer_row(emotion: int, usage: str, *, grey: int = 7) -> str:
    return f'{emotion},"{" ".join([str(grey)] * 48 * 48)}",{usage}\n'


def write_ferplus(path: Path, votes: list[list[int]]) -> None:
    """A tiny collection in the layout of `ferplus.npz`."""
    count = len(votes)
    parts = {
        "images": np.arange(count * 48 * 48, dtype=np.uint32).astype(np.uint8).reshape(count, 48, 48),
        "votes": np.array(votes, dtype=np.uint8),
        "fer2013": np.zeros(count, dtype=np.int8),
    }
    arrays = {f"{split}_{name}": part for split in ("train", "valid", "test") for name, part in parts.items()}
    np.savez(path, **arrays)


HAPPY = [1, 8, 1, 0, 0, 0, 0, 0, 0, 0]


HEAD = "path,split,subject,clip,boredom,engagement,confusion,frustration\n"


def write_frames(path: Path, rows: str) -> None:
    """A tiny archive in the layout of the single-frame DAiSEE zip."""
    picture = cv2.imencode(".jpg", np.full((120, 90, 3), 128, np.uint8))[1].tobytes()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("labels.csv", HEAD + rows)
        for name in ("train/1/10.jpg", "valid/2/20.jpg"):
            archive.writestr(name, picture)
