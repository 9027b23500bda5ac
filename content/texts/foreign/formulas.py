r"""Formulas in other systems' texts, set aside while the text around them is read.

`\( \)` and `$ $` stand within a line, `\[ \]` and `$$ $$` by themselves; all become dollars. Each is found in
one walk over the text: what opens and never closes is text.
"""

import re
from collections.abc import Callable

_OPENERS = re.compile(r"\$\$|\\\(|\\\[|\$|\\\$")
_CLOSERS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]", "$": "$"}
_BLOCKS = ("$$", "\\[")
# A text's own letters of those that make a mark, as themselves or by number.
_LIKE_MARKS = re.compile(r"[\ue100-\ue102]|&#(?:[xX]0*[eE]10[012]|0*5760[012]);?")
_HELD = re.compile("\ue100(\\d+)([\ue101\ue102])")
_IN_CELL = str.maketrans("\ue101", "\ue102")


class Formulas:
    """The formulas of one text."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def set_aside(self, text: str) -> str:
        """Return a text with a mark in the place of each formula."""
        parts: list[str] = []
        at = 0
        dead: set[str] = set()
        while found := _OPENERS.search(text, at):
            end = self._end(text, found, dead)
            if end < 0:
                parts.append(self._without_marks(text[at : found.end()]))
                at = found.end()
                continue
            opener = found[0]
            parts.append(self._without_marks(text[at : found.start()]))
            parts.append(self._mark_for(_dollars(text[found.end() : end], is_block=opener in _BLOCKS)))
            at = end + len(_CLOSERS[opener])
        return "".join([*parts, self._without_marks(text[at:])])

    def _mark_for(self, kept: str) -> str:
        self._kept.append(kept)
        return f"\ue100{len(self._kept) - 1}\ue101"

    def _without_marks(self, text: str) -> str:
        """Return a text whose own letters are no mark: they are set aside too."""
        return _LIKE_MARKS.sub(lambda found: self._mark_for(found[0]), text)

    def _end(self, text: str, found: re.Match[str], dead: set[str]) -> int:
        """Return where a formula's closing mark stands, or -1; one that comes no more is looked for once."""
        opener = found[0]
        closer = _CLOSERS.get(opener)
        if closer is None or opener in dead:
            return -1
        end = text.find(closer, found.end())
        if end < 0:
            dead.add(opener)
        inside = text[found.end() : end] if end >= 0 else ""
        if not inside.strip() or "\n\n" in inside:
            return -1
        if opener == "$" and (inside != inside.strip() or "\n" in inside or len(inside) > 1000):
            return -1
        return end

    def put_back(self, text: str, clean: Callable[[str], str] = lambda formula: formula) -> str:
        """Return a text with its formulas again; `clean` says what each is in plain letters."""

        def kept(held: re.Match[str]) -> str:
            formula = clean(self._kept[int(held[1])])
            return formula if held[2] == "\ue101" else formula.replace("|", "\\|")

        return _HELD.sub(kept, text)


def in_cell(text: str) -> str:
    """Return the text of a table's cell, in whose formulas a bar is to part no cells."""
    return text.translate(_IN_CELL)


def _dollars(inside: str, *, is_block: bool) -> str:
    formula = " ".join(inside.split())
    return f"$${formula}$$" if is_block else f"${formula}$"
