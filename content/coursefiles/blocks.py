"""A step's file, taken apart: what stands between `---`, its own text, and its fenced blocks."""

import re
from dataclasses import dataclass

from content.coursefiles.faults import FaultList
from content.language import gettext

_FENCE = ":::"
_HEAD = re.compile(r":::\s+(\S+)\s*(.*)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its head's first word and the rest, its text, and the head's line."""

    word: str
    rest: str
    text: str
    line: int


@dataclass(frozen=True)
class Place:
    """A file, and where its faults are noted."""

    file: str
    faults: FaultList


def front_matter_end(lines: list[str], place: Place) -> int:
    """Return the index of the line that closes the front matter."""
    if lines[0].strip() != "---":
        raise place.faults.stop(
            place.file, 1, gettext("a step begins with '---', its title and kind, and '---'")
        )
    for index, line in enumerate(lines[1:], start=1):
        if line.strip() == "---":
            return index
    raise place.faults.stop(place.file, 1, gettext("the '---' that ends the title and kind is missing"))


def split_blocks(lines: list[str], start: int, place: Place) -> tuple[str, list[Block]]:
    """Return the step's own text and its blocks."""
    body: list[str] = []
    blocks: list[Block] = []
    index = start
    while index < len(lines):
        line = lines[index]
        if not line.startswith(_FENCE):
            _keep(body, line, blocks, place, number=index + 1)
            index += 1
            continue
        end = _block_end(lines, index, place)
        block = _read_head(lines, index, end, place)
        if block:
            blocks.append(block)
        index = end + 1
    return "\n".join(body), blocks


def _keep(body: list[str], line: str, blocks: list[Block], place: Place, *, number: int) -> None:
    if blocks and line.strip():
        place.faults.add(
            place.file, number, gettext("text after a block; the step's text stands before its blocks")
        )
    else:
        body.append(line)


def _block_end(lines: list[str], start: int, place: Place) -> int:
    for index in range(start + 1, len(lines)):
        if lines[index].rstrip() == _FENCE:
            return index
        if _HEAD.match(lines[index]):
            break
    raise place.faults.stop(place.file, start + 1, gettext("this block is not closed by a line ':::'"))


def _read_head(lines: list[str], start: int, end: int, place: Place) -> Block | None:
    head = _HEAD.fullmatch(lines[start].rstrip())
    if head is None:
        place.faults.add(place.file, start + 1, gettext("a block begins as '::: visual Title'"))
        return None
    text = "\n".join(lines[start + 1 : end])
    return Block(word=head[1], rest=head[2].strip(), text=text, line=start + 1)
