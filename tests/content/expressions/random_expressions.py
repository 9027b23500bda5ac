"""Random expressions, as school writes them."""

from fractions import Fraction

from hypothesis import strategies as st

from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.syntax import (
    Call,
    Constant,
    Letter,
    Negative,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    letters_of,
)


def whole(value):
    return Number(Fraction(value), str(value))


numbers = st.integers(-6, 6).map(
    lambda value: (
        Number(Fraction(value), str(value)) if value >= 0 else Negative(Number(Fraction(-value), str(-value)))
    )
)
exponents = st.sampled_from([2, 3, -1]).map(lambda value: whole(value) if value > 0 else Negative(whole(1)))
atoms = st.one_of(numbers, st.sampled_from([Letter("x"), Letter("y"), Constant("pi")]))
school = st.recursive(
    atoms,
    lambda parts: st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda terms: Sum(tuple(terms))),
        st.lists(parts, min_size=2, max_size=3).map(lambda factors: Product(tuple(factors))),
        st.builds(Quotient, parts, parts),
        st.builds(Negative, parts),
        st.builds(Power, parts, exponents),
        st.builds(lambda of: Call("sqrt", (of,)), parts),
    ),
    max_leaves=6,
)
functions = st.sampled_from(["sin", "cos", "tan", "abs", "exp", "ln", "sqrt", "cbrt", "arctan"])
higher = st.recursive(
    school, lambda parts: st.builds(lambda f, of: Call(f, (of,)), functions, parts), max_leaves=3
)


def has_value_somewhere(node):
    """Return whether a real value is known at one of a few points."""
    for value in (0.7, 1.9, 3.4):
        point = {
            letter: Span(value + place, value + place)
            for place, letter in enumerate(sorted(letters_of(node)))
        }
        try:
            value_at(node, point)
        except (Undefined, Unknown):
            continue
        return True
    return False
