r"""Moodle's embedded answers: `{1:MULTICHOICE:=right#Yes~wrong#No}` in the middle of a text.

Source of the format: Moodle documentation, "Embedded Answers (Cloze) question type".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SINGLE = (
    *("MULTICHOICE", "MULTICHOICE_V", "MULTICHOICE_H", "MULTICHOICE_S", "MULTICHOICE_VS", "MULTICHOICE_HS"),
    *("MC", "MCV", "MCVS", "MCH", "MCS", "MCHS"),
)
_MULTIPLE = (
    *("MULTIRESPONSE", "MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS"),
    *("MR", "MRV", "MRH", "MRS", "MRVS", "MRHS"),
)
_TEXT = ("SHORTANSWER", "SA", "MW")
_EXACT = ("SHORTANSWER_C", "SAC", "MWC")
_NUMBER = ("NUMERICAL", "NM")
_KINDS = {
    **dict.fromkeys(_SINGLE, "single"),
    **dict.fromkeys(_MULTIPLE, "multiple"),
    **dict.fromkeys((*_TEXT, *_EXACT), "text"),
    **dict.fromkeys(_NUMBER, "number"),
}
_HEAD = re.compile(r"\{\d{0,4}:(" + "|".join(sorted(_KINDS, key=len, reverse=True)) + "):")
_INSIDE = re.compile(r"([^\\}]*(?:\\.[^\\}]*)*)\}", re.DOTALL)
_PARTS = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_SHARE = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d*)?)%)?")
# The editor writes an apostrophe as &#39;: that hash begins no feedback, nor does one after a bare &.
_FEEDBACK = re.compile(r"((?:\\.|&(?:amp;)?#|[^\\#])*)#?(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\([}#~/\\\"])")


@dataclass(frozen=True)
class Gap:
    """One gap: its kind, and each answer's text, share in per cent and feedback.

    Attributes:
        is_exact: capitals count.
        is_shuffled: its choices may come in any order.
    """

    kind: str
    answers: tuple[tuple[str, float, str], ...]
    is_exact: bool = False
    is_shuffled: bool = False


def gaps_in(text: str, *, mark: str) -> tuple[str, list[Gap]]:
    """Return a text with a mark in the place of each gap, `mark % number`, and the gaps."""
    parts: list[str] = []
    gaps: list[Gap] = []
    at = 0
    while head := _HEAD.search(text, at):
        inside = _INSIDE.match(text, head.end())
        if inside is None:
            break  # no brace closes any more
        kind, is_shuffled = _KINDS[head[1]], head[1].endswith("S")
        gaps.append(Gap(kind, tuple(_answers(inside[1])), head[1] in _EXACT, is_shuffled))
        parts += [text[at : head.start()], mark % len(gaps)]
        at = inside.end()
    return "".join([*parts, text[at:]]), gaps


def _answers(inside: str) -> Iterator[tuple[str, float, str]]:
    for part in _PARTS.findall(inside):
        share = _SHARE.match(part)
        assert share is not None  # it may match nothing
        split = _FEEDBACK.match(part, share.end())
        assert split is not None
        points = 100.0 if share[1] else float((share[2] or "0").replace(",", "."))
        yield _plain(split[1]), points, _plain(split[2])


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()
