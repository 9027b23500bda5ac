"""Whether an expression has the factors that the author's has."""

from collections import Counter

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.algebra.polynomials import content
from content.questions.expressions.forms.terms import form_of, powers_of
from content.questions.expressions.syntax import (
    Node,
    Sum,
    letters_of,
)


def is_factored(node: Node, wanted: Node, setting: Setting) -> bool:
    """Return whether the factors are the author's, in any order and up to numbers that stand before them."""
    mine, theirs = _factors(node, setting), _factors(wanted, setting)
    return mine is not None and theirs is not None and mine == theirs


def _factors(node: Node, setting: Setting) -> Counter[object] | None:
    """Return the factors with letters, each up to a number, and how often it stands there.

    A number that divides a whole sum counts as part of it: 2x + 4 is no factor x + 2.
    """
    found: Counter[object] = Counter()
    for base, times in powers_of(node, 1):
        if not letters_of(base):
            continue
        form = form_of(base, setting)
        if form is None:
            return None
        size = content(form.top) / content(form.bottom)
        lead = min(form.top) if form.top else None
        sign = -1 if lead is not None and form.top[lead] < 0 else 1
        unit = frozenset((monomial, value / content(form.top) * sign) for monomial, value in form.top.items())
        factor = size.numerator if isinstance(base, Sum) else 1
        found[unit, frozenset(form.bottom), factor] += times
    return found
