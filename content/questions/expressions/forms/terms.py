"""Parts of an expression: terms of a sum, factors of a product, and their normal forms."""

from collections.abc import Iterator

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.algebra.normal import Normaliser
from content.questions.expressions.algebra.polynomials import NoValue, TooBig
from content.questions.expressions.algebra.ratios import Ratio
from content.questions.expressions.syntax import (
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)


def form_of(node: Node, setting: Setting) -> Ratio | None:
    """Return a normal form, or None of what is too large or has no value."""
    try:
        return Normaliser(is_positive=setting.is_positive, log_base=setting.log_base).form(node)
    except (TooBig, NoValue):
        return None


def terms_of(node: Node) -> list[Node]:
    """Return the terms of a sum, also of sums within it."""
    if isinstance(node, Sum):
        return [part for term in node.terms for part in terms_of(term)]
    return [node]


def has_like_terms(terms: list[Node], setting: Setting) -> bool:
    """Return whether two terms differ in nothing but their number, or one of them is 0."""
    seen = set()
    for term in terms:
        form = form_of(term, setting)
        if form is not None and not form.top:
            return True
        if form is None or len(form.top) != 1:
            continue
        key = (next(iter(form.top)), frozenset(form.bottom))
        if key in seen:
            return True
        seen.add(key)
    return False


def powers_of(node: Node, times: int) -> Iterator[tuple[Node, int]]:
    """Yield factors with their whole exponents; those below a line have negative ones."""
    match node:
        case Negative(of):
            yield from powers_of(of, times)
        case Product(factors):
            for factor in factors:
                yield from powers_of(factor, times)
        case Quotient(top, bottom):
            yield from powers_of(top, times)
            yield from powers_of(bottom, -times)
        case Power(base, Number(value)) if value.denominator == 1 and abs(value) < 1000:
            yield from powers_of(base, times * int(value))
        case _:
            yield node, times
