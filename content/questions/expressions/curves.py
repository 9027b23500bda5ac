"""Points where one expression is nought and another is not, which shows two equations to be different.

A point is certain: a continuous expression that is below nought at one end of a small span and above at the
other is nought in between, and the other expression is not nought anywhere in that span.
"""

from collections.abc import Iterator
from itertools import islice, pairwise

from content.questions.expressions.algebra.equality import Setting, points
from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.syntax import Node, letters_of

_MOST_LETTERS = 4
_MOST_POINTS = 6
# The widest span between two marks, 904, comes down to less than a billionth.
_HALVINGS = 40
# Far and near, with nought between two of them.
_MARKS = (
    -1001,
    -97,
    -31,
    -13,
    -7.3,
    -4.9,
    -3.1,
    -2.2,
    -1.3,
    -0.6,
    -0.2,
    0.2,
    0.6,
    1.3,
    2.2,
    3.1,
    4.9,
    7.3,
    13,
    31,
    97,
    1001,
)


def has_point_off(curve: Node, other: Node, setting: Setting) -> bool:
    """Return whether a point is found where `curve` is nought and `other` is not.

    False says only that none was found.
    """
    letters = sorted(letters_of(curve, other))
    for letter in [name for name in letters if name in letters_of(curve)][:_MOST_LETTERS]:
        for point in islice(points(letters, setting), _MOST_POINTS):
            for span in _zeros(curve, letter, point, setting):
                if _is_off(other, {**point, letter: span}, setting):
                    return True
    return False


def _zeros(curve: Node, letter: str, point: dict[str, Span], setting: Setting) -> Iterator[Span]:
    """Yield small spans of a letter in each of which an expression is nought."""
    marks = [mark for mark in _MARKS if mark > 0 or not setting.is_positive]
    signs = [(mark, _sign(curve, {**point, letter: Span(mark, mark)}, setting)) for mark in marks]
    for (low, before), (high, after) in pairwise(signs):
        if before * after < 0:
            span = _narrowed(curve, letter, point, setting, ends=(low, high, before))
            if _is_defined(curve, {**point, letter: span}, setting):
                yield span


def _narrowed(
    curve: Node, letter: str, point: dict[str, Span], setting: Setting, *, ends: tuple[float, float, int]
) -> Span:
    low, high, sign = ends
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        here = _sign(curve, {**point, letter: Span(middle, middle)}, setting)
        if here == 0:
            break
        low, high = (middle, high) if here == sign else (low, middle)
    return Span(low, high)


def _sign(curve: Node, point: dict[str, Span], setting: Setting) -> int:
    """Return -1 or 1 where the sign is certain, else 0."""
    try:
        value = value_at(curve, point, log_base=setting.log_base)
    except (Undefined, Unknown):
        return 0
    return 1 if value.low > 0 else -1 if value.high < 0 else 0


def _is_defined(curve: Node, point: dict[str, Span], setting: Setting) -> bool:
    """Return whether an expression has a value, and so no jump, throughout a span."""
    try:
        value_at(curve, point, log_base=setting.log_base)
    except (Undefined, Unknown):
        return False
    return True


def _is_off(other: Node, point: dict[str, Span], setting: Setting) -> bool:
    return _sign(other, point, setting) != 0
