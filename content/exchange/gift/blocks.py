r"""A GIFT text taken apart: where each question begins and ends, and which category it stands in.

A blank line ends a question; so do, after its closed brace, a line that begins another one (`::`, `//`,
`$CATEGORY:`), and the line after the brace where another brace opens later. A brace that is left open ends
where another question begins for certain. Every line is looked at twice at most.

Source: Moodle documentation, "GIFT format".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from content.language import gettext

# Escaped letters are set aside as private ones, so that the rest can be read without looking back.
_SPECIAL = ":~=#{}\\"
_ASIDE = {letter: chr(0xE000 + index) for index, letter in enumerate(_SPECIAL)}
_LINE = chr(0xE000 + len(_SPECIAL))
_BACK = {ord(private): letter for letter, private in _ASIDE.items()} | {ord(_LINE): "\n"}
# Half-escaped formulas keep their commands: \neq is no line break.
_ESCAPED = re.compile(r"\\(?:([\\:~=#{}])|n(?!eq|e\b|u\b|abla|ot|eg|i\b|mid|parallel|exists|ewline|olimits))")
# Taken out of a source: these letters are the marks of this reader and of its texts (blanks, formulas, gaps).
_PRIVATE = re.compile("[\ue000-\ue0ff\ue100-\ue1ff]")
_TITLE = re.compile(r"\s*::[^:]+::")
_ABOUT = re.compile(r"\[(id|tag):([^\]]*)\]")


@dataclass(frozen=True)
class Block:
    """One question as it stands, escapes set aside.

    Attributes:
        line: its first line, from 1.
        problem: why it cannot be read as a question, if the braces say so.
        key, tags: what a comment before it tells, as Moodle writes `[id:...]` and `[tag:...]`.
    """

    text: str
    line: int
    category: str
    problem: str = ""
    key: str = ""
    tags: tuple[str, ...] = ()


def set_aside(text: str) -> str:
    """Return a text whose escaped letters stand for themselves alone."""
    return _ESCAPED.sub(lambda found: _ASIDE[found[1]] if found[1] else _LINE, _PRIVATE.sub("", text))


def restored(text: str) -> str:
    """Return a text with what was escaped."""
    return text.translate(_BACK)


def blocks_of(source: str) -> Iterator[Block]:
    """Yield every question of a text."""
    lines = set_aside(source.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    yield from _Scanner(lines).blocks()


class _Scanner:
    """Walks over the lines once; `_back_to` names a line where it has to begin anew, if it has."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._category = ""
        self._about: list[tuple[str, str]] = []
        self._begin()

    def _begin(self) -> None:
        self._kept: list[tuple[int, str]] = []
        self._depth = 0
        self._opened_at: int | None = None
        self._closed_at: int | None = None
        self._blank_at: int | None = None
        self._problem = ""

    def blocks(self) -> Iterator[Block]:
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if self._starts_anew(line):
                yield from self._end()
            if self._tells(line):
                pass
            elif line.strip():
                back_to = self._back_to(line)
                if back_to is not None:
                    yield from self._end(before=back_to)
                    at = back_to
                    continue
                self._take(at, line)
            elif self._kept and self._depth == 0:
                yield from self._end()
            elif self._kept:
                self._blank_at = at
            at += 1
        yield from self._end()

    def _tells(self, line: str) -> bool:
        """Take what a line tells about questions, if it is no part of one."""
        start = line.lstrip()
        if start.startswith("$CATEGORY:"):
            self._category = restored(line.partition(":")[2]).strip()
        elif start.startswith("//"):
            self._about += _ABOUT.findall(restored(line))
        return start.startswith(("$CATEGORY:", "//"))

    def _starts_anew(self, line: str) -> bool:
        """Say whether a line begins something else, whatever stands open."""
        if not self._kept:
            return False
        start = line.lstrip()
        if start.startswith("$CATEGORY:"):
            return True
        if self._depth > 0:
            return bool(_TITLE.match(line))
        return self._closed_at is not None and start.startswith(("::", "//"))

    def _back_to(self, line: str) -> int | None:
        """Return where another question began, if this line opens a brace that cannot belong to this one."""
        if "{" not in line or not self._kept:
            return None
        if self._depth == 0:
            return None if self._closed_at is None else self._closed_at + 1
        is_answer = line.lstrip().startswith(("=", "~", "#"))
        return None if self._blank_at is None or is_answer else self._blank_at + 1

    def _take(self, at: int, line: str) -> None:
        self._kept.append((at, line))
        for found in re.finditer(r"[{}]", line):
            if found[0] == "{":
                self._open(at)
            else:
                self._close(at)

    def _open(self, at: int) -> None:
        if self._depth == 0 and self._closed_at is not None and not self._problem:
            self._problem = gettext("line %(line)s opens a second brace") % {"line": at + 1}
        self._opened_at = at if self._depth == 0 else self._opened_at
        self._depth += 1

    def _close(self, at: int) -> None:
        if self._depth == 0:
            self._problem = self._problem or gettext("line %(line)s has a closing brace too many") % {
                "line": at + 1
            }
            return
        self._depth -= 1
        if self._depth == 0:
            self._closed_at = at

    def _open_brace(self, first: int) -> str:
        if self._depth == 0:
            return ""
        at = self._opened_at if self._opened_at is not None else first
        if at == first:
            return gettext("its closing brace is missing")
        return gettext("its closing brace is missing for the one that line %(line)s opens") % {"line": at + 1}

    def _end(self, *, before: int | None = None) -> Iterator[Block]:
        """Yield what was kept, up to a line, and begin anew."""
        kept = [(at, line) for at, line in self._kept if before is None or at < before]
        if kept:
            problem = self._problem or self._open_brace(kept[0][0])
            about = self._about
            key = next((value.strip() for name, value in about if name == "id"), "")
            tags = tuple(value.strip() for name, value in about if name == "tag" and value.strip())
            text = "\n".join(line for _, line in kept)
            yield Block(text, kept[0][0] + 1, self._category, problem, key, tags)
            self._about = []
        self._begin()
