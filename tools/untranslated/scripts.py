"""Scripts: literals that end in front of people, and whatever reads as a sentence, outside `gettext`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.untranslated import Finding, has_letters

# Why each of them is no language.
ALLOWED = {"use strict": "a directive to the browser", "not all": "a media query", "in ": "an operator"}
_MARKED = re.compile(r"\b(?:gettext|ngettext|pgettext)\(\s*(?:(?:\"[^\"]*\"|'[^']*')\s*,\s*)*$")
# What a developer reads on the console.
_FOR_DEVELOPERS = re.compile(r"\bnew \w*Error\($|\bconsole\.\w+\($")
# Where a text goes when it is for people.
_SHOWN = re.compile(
    r"(?:\.(?:textContent|innerText|title|placeholder|alt|ariaLabel)\s*=\s*"
    r"|\b(?:textContent|title|placeholder|alt|ariaLabel|label|error)\s*:\s*"
    r"|\b(?:announce|alert|confirm|prompt|fillText|makeButton)\(\s*"
    r"|setAttribute\(\"(?:aria-label|title|alt|placeholder)\",\s*"
    r")(?:[^;,\n]*(?:\?\?|\|\||[?:])\s*)?$"
)
_SENTENCE = re.compile(r"[A-Z][\w’']*,? [\w“(%].*|[A-Z][\w’']+[.!?…]|[a-z]+(?: [a-z]+)+[.!?…]?")
_SKIPPED = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'")
_PATTERN = re.compile(r"/(?![*/])(?:[^\\/\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = re.compile(r"(?:[(,=:\[!&|?{};\n]|\breturn)\s*$")


@dataclass(frozen=True)
class _Literal:
    start: int
    text: str


def unmarked_in_script(path: Path, source: str) -> list[Finding]:
    """Return what a script shows or says without asking for a translation."""
    return [
        Finding(path, source.count("\n", 0, literal.start) + 1, literal.text)
        for literal in _literals(source, 0, len(source))
        if _is_for_people(literal, source)
    ]


def _is_for_people(literal: _Literal, source: str) -> bool:
    text = literal.text
    before = source[max(0, literal.start - 240) : literal.start]
    if text in ALLOWED or not has_letters(text) or _MARKED.search(before) or _FOR_DEVELOPERS.search(before):
        return False
    return bool(_SHOWN.search(before) or _SENTENCE.fullmatch(text))


def _literals(source: str, at: int, end: int) -> Iterator[_Literal]:
    """Yield the strings of a stretch of script; of a template literal, its text without its values."""
    while at < end:
        if found := _SKIPPED.match(source, at, end):
            at = found.end()
        elif found := _STRING.match(source, at, end):
            yield _Literal(at, found.group()[1:-1])
            at = found.end()
        elif source[at] == "/" and _BEFORE_PATTERN.search(source, max(0, at - 40), at):
            found = _PATTERN.match(source, at, end)
            at = found.end() if found else at + 1
        elif source[at] == "`":
            stop, values = _template(source, at)
            yield _Literal(at, _outside(source, at + 1, stop - 1, values))
            for first, last in values:
                yield from _literals(source, first, last)
            at = stop
        else:
            at += 1


def _template(source: str, at: int) -> tuple[int, list[tuple[int, int]]]:
    """Return where a template literal ends, and the stretches of its values."""
    values = []
    at += 1
    while source[at] != "`":
        if source.startswith("${", at):
            stop = _end_of_value(source, at + 2)
            values.append((at + 2, stop))
            at = stop
        at += 2 if source[at] == "\\" else 1
    return at + 1, values


def _end_of_value(source: str, at: int) -> int:
    depth = 1
    while True:
        if source[at] == "`":
            at = _template(source, at)[0]
            continue
        if found := _STRING.match(source, at):
            at = found.end()
            continue
        depth += {"{": 1, "}": -1}.get(source[at], 0)
        if not depth:
            return at
        at += 1


def _outside(source: str, first: int, last: int, values: list[tuple[int, int]]) -> str:
    for start, stop in reversed(values):
        source = f"{source[: start - 2]}%{source[stop + 1 :]}"
        last -= stop + 1 - (start - 2) - 1
    return source[first:last]
