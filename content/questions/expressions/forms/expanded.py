"""Whether an expression is multiplied out, with like terms collected."""

from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.forms.simplified import is_worked_out
from content.questions.expressions.forms.terms import has_like_terms, terms_of
from content.questions.expressions.syntax import (
    Negative,
    Node,
    Power,
    Product,
    Quotient,
    Sum,
    letters_of,
)


def is_expanded(node: Node, setting: Setting) -> bool:
    """Return whether an expression is a sum of terms in which nothing is left to multiply or to collect."""
    terms = terms_of(node)
    if not all(_is_term(term) and is_worked_out(term, setting) for term in terms):
        return False
    return not has_like_terms(terms, setting)


def _is_term(node: Node) -> bool:
    """Return whether nothing is left to multiply out."""
    match node:
        case Sum():
            return False
        case Negative(of):
            return _is_term(of)
        case Product(factors):
            return all(map(_is_term, factors))
        case Quotient(top, bottom):
            return _is_term(top) and (_is_term(bottom) or bool(letters_of(bottom)))
        case Power(base, exponent):
            return not isinstance(base, Sum | Product | Quotient | Negative) or bool(letters_of(exponent))
    return True
