"""A table from a file of a spreadsheet or of a school's system: its letters, its separator, its lines."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

MOST_LINES = 10_000
_SEPARATORS = (",", ";", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)


class Unreadable(ValueError):
    """A file that is no table; `.args[0]` says why: `letters`, `empty`, `binary` or `long`."""


@dataclass(frozen=True)
class Line:
    """One record: the number of its first line in the file, from 1, and its cells, ends cut.

    Attributes:
        is_open: a quotation mark of it is not closed when the file ends.
    """

    number: int
    cells: tuple[str, ...]
    is_open: bool = False


@dataclass(frozen=True)
class Table:
    """A file that was read.

    Attributes:
        encoding: the name of how its letters were written, for people.
        separator: one character.
        sample: some words with other letters than A to Z, to see whether they were read rightly.
    """

    encoding: str
    separator: str
    head: Line
    lines: tuple[Line, ...]
    sample: tuple[str, ...] = ()


def read_table(content: bytes) -> Table:
    """Return the table of a file.

    Raises:
        Unreadable: it is empty, a workbook or picture, has too many lines, or its letters are written in none
            of the three ways.
    """
    text, encoding = _decode(content)
    lines = text.splitlines()
    if lines and (named := _named_separator(lines[0])):
        separator, skipped = named, 1
    else:
        separator, skipped = _find_separator(next((line for line in lines if line.strip()), "")), 0
    records = list(_split(text, separator, skipped))
    if not records:
        raise Unreadable("empty")
    if len(records) > MOST_LINES + 1:
        raise Unreadable("long")
    sample = _sample(records[1:])
    return Table(encoding, separator, records[0], tuple(records[1:]), sample)


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG")):
        raise Unreadable("binary")
    for mark, codec, name in _BOMS:
        if content.startswith(mark):
            return _as_text(content, codec), name
    # Latin letters in UTF-16 without its mark: every second byte is zero.
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(content) >= 4 and content[offset::2].count(0) > len(content) * 0.3:
            return _as_text(content, codec), "UTF-16"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return _as_text(content, "cp1252"), "Windows-1252"


def _as_text(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise Unreadable("letters") from error


def _named_separator(first: str) -> str:
    """Return the separator that a first line `sep=;` names, as spreadsheets write it."""
    words = first.strip().strip('"').lower()
    return words[4:5] if words.startswith("sep=") and words[4:5] in _SEPARATORS else ""


def _find_separator(head: str) -> str:
    outside = "".join(head.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _split(text: str, separator: str, skipped: int) -> Iterator[Line]:
    lines = list(io.StringIO(text, newline=""))
    reader = csv.reader(lines, delimiter=separator)
    before = 0
    try:
        for cells in reader:
            number, before = before + 1, reader.line_num
            # The reader says nothing of a mark that is not closed when the file ends.
            is_odd = before == len(lines) and "".join(lines[number - 1 :]).count('"') % 2 == 1
            is_open = is_odd and any(separator in cell for cell in cells)
            if number > skipped and any(cell.strip() for cell in cells):
                plain = tuple(cell.strip().strip("\ufeff\u00a0") for cell in cells)
                yield Line(number, plain, is_open)
    except csv.Error as error:
        # A cell of more than 128 KB: a quotation mark that nobody closed, in a long file.
        raise Unreadable("long") from error


def _sample(lines: list[Line]) -> tuple[str, ...]:
    words = {cell: None for line in lines for cell in line.cells if not cell.isascii() and len(cell) < 60}
    return tuple(list(words)[:4])
