"""Reads the csv files of the collections as they come: with BOM, Windows line ends, blanks around names."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from emotion.training.data.datasets import DatasetError


def csv_rows(path: Path, *, needs: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return the rows of a csv file, names of columns in lower case.

    Raises:
        DatasetError: the file is missing, no text, no csv, or lacks a column; the message names it.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return clean_rows(file, str(path), needs=needs)
    except OSError as error:
        raise DatasetError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path}: {error}") from error


def clean_rows(file: TextIO, name: str, *, needs: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return the rows of an open csv file without the blanks around names and values.

    A row that is too short has empty cells, one that is too long loses the rest, an empty one is left out.

    Raises:
        DatasetError: no csv, or a column that is needed is not there.
    """
    try:
        lines = [line for line in csv.reader(file) if any(cell.strip() for cell in line)]
    except csv.Error as error:
        raise DatasetError(f"{name}: {error}") from error
    names = [cell.strip().lower() for cell in lines[0]] if lines else []
    missing = [column for column in needs if column not in names]
    if missing:
        raise DatasetError(f"{name}: no column {', '.join(missing)}")
    padded = [[*line, *[""] * len(names)] for line in lines[1:]]
    return [{column: cell.strip() for column, cell in zip(names, line, strict=False)} for line in padded]
