"""Emphasis of other systems' texts, written so that Markdown reads it as such.

Its marks are read as letters where they stand within a word at a sign of punctuation, and a single asterisk
between two terms is a product: 2<i>x</i> is no "2*x*". What cannot be marked keeps its words alone.

Source: CommonMark 0.31, section 6.2, and `content.texts.delimiters`.
"""

import re

_MARKS = ("**", "*", "~~")
_BEGINS = dict(zip(_MARKS, "\ue0f1\ue0f2\ue0f3", strict=True))
_ENDS = dict(zip(_MARKS, "\ue0f4\ue0f5\ue0f6", strict=True))
_MARK_OF = {letter: mark for letters in (_BEGINS, _ENDS) for mark, letter in letters.items()}
_LETTERS = "".join(_MARK_OF)
_FOUND = re.compile(f"[{_LETTERS}]")
_NONE = str.maketrans("", "", _LETTERS)
# What may stand outside instead: no escape, no formula and no mark of another kind is taken apart.
_MOVED = re.compile(r"[^\w\s\\*~`$\[\]<>\ue000-\uf8ff]")


def set_apart(words: str, mark: str) -> str:
    """Return words whose emphasis is written once it is known what stands around them."""
    return f"{_BEGINS[mark]}{words}{_ENDS[mark]}"


def without_emphasis(text: str) -> str:
    """Return a text in which nothing is set apart."""
    return text.translate(_NONE)


def with_emphasis(text: str) -> str:
    """Return a text in which what was set apart stands between Markdown's marks, or by itself."""
    put: dict[int, str] = {}
    begun: list[int] = []
    for found in _FOUND.finditer(text):
        if found[0] in _BEGINS.values():
            begun.append(found.start())
        elif begun:
            for place in _places(text, begun.pop(), found.start()):
                put[place] = put.get(place, "") + _MARK_OF[found[0]]
    parts, at = [], 0
    for place in sorted(put):
        parts += [text[at:place], put[place]]
        at = place
    return without_emphasis("".join([*parts, text[at:]]))


def _places(text: str, begin: int, end: int) -> tuple[int, ...]:
    """Return where the marks of what stands between two letters of ours go; none if they would be read."""
    mark = _MARK_OF[text[begin]]
    for first, last in ((begin + 1, end), _without_punctuation(text, begin + 1, end)):
        before, after = _beside(text, first, -1), _beside(text, last - 1, 1)
        begun, ended = _beside(text, first - 1, 1), _beside(text, last, -1)
        is_read = _is_mark(before, begun) and _is_mark(after, ended)
        if first < last and is_read and not (_is_sign(before, begun, mark) or _is_sign(ended, after, mark)):
            return first, last
    return ()


def _without_punctuation(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and _MOVED.match(text[first]):
        first += 1
    while first < last and _MOVED.match(text[last - 1]):
        last -= 1
    return first, last


def _beside(text: str, place: int, step: int) -> str:
    """Return the letter next to a place that is none of ours, empty at the text's ends."""
    place += step
    while 0 <= place < len(text) and text[place] in _LETTERS:
        place += step
    return text[place] if 0 <= place < len(text) else ""


def _is_mark(outside: str, inside: str) -> bool:
    return inside.isalnum() or not outside.isalnum()


def _is_sign(before: str, after: str, mark: str) -> bool:
    """Say whether asterisks between two letters are a product or a power."""
    if not (re.fullmatch(r"[0-9A-Za-z)\]]", before) and re.fullmatch(r"[0-9A-Za-z($]", after)):
        return False
    return mark == "*" or (mark == "**" and after.isdigit())
