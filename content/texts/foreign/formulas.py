r"""Formulas in other systems' texts, set aside while the text around them is read.

`\( \)`, `[tex] [/tex]` and `$ $` stand within a line, `\[ \]`, `$$ $$` and what TeX numbers in books,
as `\begin{align}`, by themselves; all become dollars. Each is found in one walk over the text: what opens and
never closes is text.

Source: the TeX filter of Moodle 4.5 (filter/tex), and "processEnvironments" of MathJax 3.
"""

import re
from collections.abc import Callable

_ENVIRONMENTS = {
    **dict.fromkeys(("align", "aligned", "eqnarray", "flalign", "split"), "aligned"),
    **dict.fromkeys(("gather", "gathered", "multline"), "gathered"),
    **dict.fromkeys(("equation", "displaymath", "math"), ""),
    **{name: name for name in ("array", "cases", "dcases", "matrix", "smallmatrix")},
    **{f"{fence}matrix": f"{fence}matrix" for fence in "pbBvV"},
}
"""What an environment is within dollars; empty where it is a formula as any other."""
_NAMES = "|".join(_ENVIRONMENTS)
_OPENERS = re.compile(rf"\$\$|\\\(|\\\[|\$|\\\$|\[tex\]|<tex>|\\begin\{{(?:{_NAMES})\*?\}}")
_CLOSERS = {"$$": "$$", "\\(": "\\)", "\\[": "\\]", "$": "$", "[tex]": "[/tex]", "<tex>": "</tex>"}
_BLOCKS = ("$$", "\\[")
_ENDS = re.compile(rf"\\(begin|end)\{{({_NAMES})\*?\}}")
# What gives a formula a number or a name, and the breaks of an editor, which nobody sees in it.
_UNSEEN = re.compile(r"\\label\{[^{}]*\}|\\(?:nonumber|notag)(?![A-Za-z])|<br\s*/?>")
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
            at = end + len(_closer_of(opener))
            if opener.startswith("\\begin"):
                parts.append(self._mark_for(_dollars(text[found.start() : at], is_block=True)))
            else:
                parts.append(self._mark_for(_dollars(text[found.end() : end], is_block=opener in _BLOCKS)))
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
        closer = _closer_of(opener)
        if not closer or opener in dead:
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


def _closer_of(opener: str) -> str:
    """Return what ends what this begins, empty for a dollar that is one."""
    return opener.replace("begin", "end") if opener.startswith("\\begin") else _CLOSERS.get(opener, "")


def _dollars(inside: str, *, is_block: bool) -> str:
    formula = _ENDS.sub(_as_within_dollars, _UNSEEN.sub(" ", inside))
    formula = " ".join(formula.split())
    return f"$${formula}$$" if is_block else f"${formula}$"


def _as_within_dollars(found: re.Match[str]) -> str:
    name = _ENVIRONMENTS[found[2]]
    return f"\\{found[1]}{{{name}}}" if name else ""
