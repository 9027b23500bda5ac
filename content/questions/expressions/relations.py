"""Whether two equations, or two inequalities, say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from content.questions.expressions.algebra.equality import Judge, Setting, points
from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.normal import Normaliser
from content.questions.expressions.algebra.polynomials import NoValue, Polynomial, TooBig
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.curves import has_point_off
from content.questions.expressions.syntax import Negative, Node, Relation, Sum, letters_of

_TURNED = {">": "<", "≥": "≤"}


@dataclass(frozen=True)
class Single:
    """That a difference is nought, is not, is below nought, or is not above it: `=`, `≠`, `<`, `≤`."""

    difference: Node
    sign: str


def singles(relation: Relation) -> Iterator[Single]:
    """Yield the comparisons of neighbouring sides, all with nought on the right."""
    for left, right, sign in zip(relation.sides, relation.sides[1:], relation.signs, strict=False):
        if sign in _TURNED:
            yield Single(Sum((right, Negative(left))), _TURNED[sign])
        else:
            yield Single(Sum((left, Negative(right))), sign)


def equal_relations(given: Single, wanted: Single, judge: Judge) -> bool | None:
    """Return whether two relations hold for the same values of their letters, or None.

    Multiples are equivalent; where a point lies on one line and not on the other, they are not.
    """
    setting = judge.setting
    is_zero = given.sign in "=≠"
    factor = _factor(given.difference, wanted.difference, setting, only_zeros=is_zero)
    if factor:
        return given.sign == wanted.sign and (is_zero or factor > 0)
    if factor == 0:
        return False
    if {given.sign, wanted.sign} != {"="}:
        return False if _truth_differs(given, wanted, setting) else None
    for one, other in ((wanted, given), (given, wanted)):
        if has_point_off(one.difference, other.difference, setting):
            return False
    return judge.same_zeros(given.difference, wanted.difference)


def _factor(left: Node, right: Node, setting: Setting, *, only_zeros: bool) -> Fraction | None:
    """Return by which number the second difference must be multiplied to be the first; 0: only one is nought.

    With `only_zeros`, denominators do not matter: a quotient is nought where its numerator is.
    """
    normaliser = Normaliser(is_positive=setting.is_positive, log_base=setting.log_base)
    try:
        first, second = normaliser.form(left), normaliser.form(right)
    except (TooBig, NoValue):
        return None
    if bool(first.top) != bool(second.top):
        return Fraction(0)
    factor = _factor_of(first.top, second.top)
    if factor is None or only_zeros:
        return factor
    scale = _factor_of(first.bottom, second.bottom)
    return factor / scale if scale else None


def _factor_of(left: Polynomial, right: Polynomial) -> Fraction | None:
    if not left and not right:
        return Fraction(1)
    if set(left) != set(right):
        return None
    some = next(iter(left))
    factor = left[some] / right[some]
    return factor if all(left[term] == factor * right[term] for term in left) else None


def _truth_differs(given: Single, wanted: Single, setting: Setting) -> bool:
    letters = sorted(letters_of(given.difference, wanted.difference))
    for point in points(letters, setting):
        one, other = _truth(given, point, setting), _truth(wanted, point, setting)
        if one is not None and other is not None and one != other:
            return True
    return False


def _truth(single: Single, point: dict[str, Span], setting: Setting) -> bool | None:
    try:
        value = value_at(single.difference, point, log_base=setting.log_base)
    except (Undefined, Unknown):
        return None
    if value.low <= 0 <= value.high and not value.low == value.high == 0:
        return None
    is_zero = value.low == value.high == 0
    return {"=": is_zero, "≠": not is_zero, "<": value.high < 0, "≤": value.high <= 0}[single.sign]
