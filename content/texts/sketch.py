"""A small drawing of what a text is about, from its own formulas: it stands beside the lesson's title."""

import re
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from content.texts.byte_cache import remember
from content.texts.formulas import mathml_of
from content.texts.rendering import formulas_in
from content.texts.tex import BadFormula

_FRACTION = re.compile(r"\\[dt]?frac\s*\{\s*(\d{1,2})\s*\}\s*\{\s*(\d{1,2})\s*\}")
_MOST_BARS = 3
_MOST_PARTS = 12
_LONGEST_FORMULA = 24
WIDTH, HEIGHT = 100, 66
"""Of the drawing, in its own units."""


class Bar(NamedTuple):
    """A fraction as a ribbon: how far it is filled, and its outline with the cuts between the parts.

    All are texts for SVG: a template would write numbers as the reader's language does, "33,3".
    """

    top: str
    height: str
    filled: str
    outline: str


class Sketch(NamedTuple):
    """Ribbons, or else a short formula as MathML; of a text with neither, both are empty."""

    bars: tuple[Bar, ...] = ()
    formula: SafeString = SafeString()


def sketch_of(text: str) -> Sketch:
    """Return the drawing of a text: the fractions of the formula that has most of them, or its first formula.

    Ribbons are drawn of at most three fractions, none above one whole.
    """
    fractions, formula = _read(text)
    return Sketch(_draw(fractions), mark_safe(formula))  # noqa: S308 (made by `mathml_of`)


@remember(most_bytes=2_000_000)
def _read(text: str) -> tuple[tuple[tuple[int, int], ...], str]:
    formulas = [formula for _, formula in formulas_in(text)]
    richest = max((_fractions_in(formula) for formula in formulas), key=len, default=())
    if richest:
        return richest, ""
    return (), next((made for formula in formulas if (made := _short_formula(formula))), "")


def _fractions_in(formula: str) -> tuple[tuple[int, int], ...]:
    pairs = [(int(count), int(parts)) for count, parts in _FRACTION.findall(formula)]
    drawn = [(count, parts) for count, parts in pairs if 0 < count <= parts and 2 <= parts <= _MOST_PARTS]
    return tuple(drawn[:_MOST_BARS])


def _short_formula(formula: str) -> str:
    if not 2 <= len(formula.strip()) <= _LONGEST_FORMULA:
        return ""
    try:
        return str(mathml_of(formula, display=False))
    except BadFormula:
        return ""


def _draw(fractions: tuple[tuple[int, int], ...]) -> tuple[Bar, ...]:
    height = (22, 17, 13)[len(fractions) - 1] if fractions else 0
    gap = (HEIGHT - len(fractions) * height) // (len(fractions) + 1)
    bars = []
    for place, (count, parts) in enumerate(fractions):
        top = gap + place * (height + gap)
        cuts = "".join(f"M{WIDTH * cut / parts:.1f} {top}v{height}" for cut in range(1, parts))
        outline = f"M1 {top}H{WIDTH - 1}V{top + height}H1Z{cuts}"
        bars.append(Bar(str(top), str(height), f"{WIDTH * count / parts:.1f}", outline))
    return tuple(bars)
