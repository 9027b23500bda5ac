"""Whether nothing is left to collect, to cancel or to work out."""

from fractions import Fraction
from math import gcd, isqrt

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.algebra.polynomials import content
from content.questions.expressions.forms.terms import form_of, has_like_terms, powers_of, terms_of
from content.questions.expressions.syntax import (
    Answer,
    Call,
    Constant,
    Letter,
    Mixed,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    children,
    is_scalar,
    letters_of,
    nodes,
)

_ONE = Number(Fraction(1), "1")


def is_simplified(node: Node, wanted: Node, setting: Setting) -> bool:
    """Return whether an expression is worked out, and no longer than the author's or its own sum of terms."""
    if _habits(node) - _habits(wanted):
        return False
    if _size(node) > max(_size(wanted), 1) and _size(node) > _expanded_size(node, setting):
        return False
    sums = [part for part in nodes(node) if isinstance(part, Sum)]
    if any(has_like_terms(terms_of(part), setting) for part in sums if is_scalar(part)):
        return False
    return is_worked_out(node, setting) and not any(
        _can_be_cancelled(part, setting) for part in nodes(node) if isinstance(part, Quotient | Product)
    )


def _size(node: Node) -> int:
    """Return how many numbers, letters and constants an expression has; the 1 of 1/4 x is not needed."""
    parts = list(nodes(node))
    ones = sum(isinstance(part, Quotient) and part.top == _ONE and _is_number(part.bottom) for part in parts)
    return sum(isinstance(part, Number | Letter | Constant) for part in parts) - ones


def _habits(node: Node) -> set[str]:
    """Return what could be written more simply, and is not always: the author may have it so."""
    found = set()
    for part in nodes(node):
        if isinstance(part, Quotient) and any(map(_is_root_of_number, nodes(part.bottom))):
            found.add("root below a line")
        if isinstance(part, Power) and isinstance(part.base, Quotient | Product | Power | Negative):
            found.add("power of more than one part")
    return found


def _is_root_of_number(part: Answer) -> bool:
    return isinstance(part, Call) and part.function in ("sqrt", "cbrt", "root") and not letters_of(part)


def _expanded_size(node: Node, setting: Setting) -> int:
    """Return the size that an expression has once it is multiplied out, if it is a polynomial."""
    form = form_of(node, setting)
    if form is None or any(not name.startswith(("v:", "#")) for term in form.top for name, _ in term):
        return _size(node) - 1
    if any(form.bottom):
        return _size(node) - 1
    return sum(
        sum(1 + (exponent != 1) for _, exponent in term) + (abs(value) != 1 or not term)
        for term, value in form.top.items()
    )


def is_worked_out(node: Node, setting: Setting) -> bool:
    """Return whether each part without letters is a plain number, or a root or constant that is none."""
    if not letters_of(node):
        return _is_plain(node, setting)
    if isinstance(node, Product) and sum(_is_number(factor) for factor in node.factors) > 1:
        return False
    parts = [part for part in children(node) if is_scalar(part)]
    return all(is_worked_out(part, setting) for part in parts)  # type: ignore[arg-type]


def _is_number(node: Node) -> bool:
    match node:
        case Number() | Mixed():
            return True
        case Negative(of):
            return _is_number(of)
        case Quotient(top, bottom):
            return _is_number(top) and _is_number(bottom)
    return False


def _is_plain(node: Node, setting: Setting) -> bool:
    match node:
        case Number() | Letter() | Constant():
            return True
        case Mixed(_, top, bottom):
            return gcd(int(top.value), int(bottom.value)) == 1 and top.value < bottom.value
        case Negative(of):
            return not isinstance(of, Negative) and _is_plain(of, setting)
        case Quotient(top, bottom):
            return _is_plain_quotient(top, bottom, setting)
    form = form_of(node, setting)
    if form is not None and form.value is not None:
        return False
    return _has_plain_parts(node, setting)


def _is_plain_quotient(top: Node, bottom: Node, setting: Setting) -> bool:
    match top, bottom:
        case ((Number(over) | Negative(Number(over))), Number(under)):
            is_whole = over.denominator == under.denominator == 1
            return is_whole and under != 1 and gcd(over.numerator, under.numerator) == 1
    return not _is_number(bottom) or not _is_number(top) if _has_plain(top, bottom, setting) else False


def _has_plain(top: Node, bottom: Node, setting: Setting) -> bool:
    return _is_plain(top, setting) and _is_plain(bottom, setting)


def _has_plain_parts(node: Node, setting: Setting) -> bool:
    match node:
        case Call("sqrt", (of,)) if _is_number(of):
            return (
                isinstance(of, Number) and of.value.denominator == 1 and not _has_square(of.value.numerator)
            )
        case Product(factors):
            if sum(map(_is_number, factors)) > 1 or sum(_is_root(factor) for factor in factors) > 1:
                return False
        case Sum(terms):
            if sum(map(_is_number, terms)) > 1 or has_like_terms(terms_of(node), setting):
                return False
    return all(_is_plain(part, setting) for part in children(node))  # type: ignore[arg-type]


def _is_root(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "sqrt" and _is_number(node.arguments[0])


def _has_square(number: int) -> bool:
    """Return whether a square of a small number divides it."""
    return any(number % (divisor * divisor) == 0 for divisor in range(2, min(isqrt(number), 1000) + 1))


def _can_be_cancelled(node: Quotient | Product, setting: Setting) -> bool:
    """Return whether the same letter or sum stands twice: as factors, or above and below a line."""
    seen: set[object] = set()
    for base, _ in powers_of(node, 1):
        if not letters_of(base) and not isinstance(base, Constant):
            continue
        form = form_of(base, setting)
        if form is None:
            continue
        size = content(form.top)
        unit = frozenset((monomial, value / size) for monomial, value in form.top.items())
        opposite = frozenset((monomial, -value) for monomial, value in unit)
        if unit in seen or opposite in seen:
            return True
        seen.add(unit)
    return isinstance(node, Quotient) and _has_common_number(node, setting)


def _has_common_number(node: Quotient, setting: Setting) -> bool:
    top, bottom = form_of(node.top, setting), form_of(node.bottom, setting)
    if top is None or bottom is None or any(top.bottom) or any(bottom.bottom):
        return False
    over, under = content(top.top), content(bottom.top)
    if over.denominator != 1 or under.denominator != 1:
        return True
    return gcd(over.numerator, under.numerator) != 1 or node.bottom == _ONE
