"""Looks through the folders of a collection, past what a Mac or a tool left there."""

from __future__ import annotations

from pathlib import Path

from emotion.training.data.datasets import DatasetError

PICTURE_FILES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".pgm"}
LITTER = (".", "__MACOSX")
"""How the names of files and folders begin that belong to no collection."""


def folders_in(path: Path) -> list[Path]:
    """Return the folders in a folder."""
    found = sorted(path.iterdir()) if path.is_dir() else []
    return [folder for folder in found if folder.is_dir() and not folder.name.startswith(LITTER)]


def folder_named(name: str, path: Path) -> Path | None:
    """Return the folder of this name in a folder: unpacked archives may put it one or two folders down."""
    level = [path]
    for _ in range(3):
        for folder in level:
            if (folder / name).is_dir():
                return folder / name
        level = [inner for folder in level for inner in folders_in(folder)]
    return None


def pictures_in(path: Path) -> list[Path]:
    """Return the pictures in a folder and in the folders inside.

    Raises:
        DatasetError: there is no such folder.
    """
    if not path.is_dir():
        raise DatasetError(f"{path}: no such folder")
    return sorted(
        picture
        for picture in path.rglob("*")
        if picture.suffix.lower() in PICTURE_FILES
        and not any(part.startswith(LITTER) for part in picture.relative_to(path).parts)
    )
