"""Random expressions: rewritten ones stay equal, and what is decided is what SymPy finds."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from content.questions.expressions.algebra.equality import Setting, decide_equal
from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.symbolic import equal, to_sympy
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

pytestmark = pytest.mark.slow

SETTING = Setting()


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


def rewritten(node, choice):
    """Return an equal expression, written in another way."""
    one, two = whole(1), whole(2)
    match node, choice % 4:
        case Product((first, Sum(terms), *rest)), _:
            return Product((Sum(tuple(Product((first, term)) for term in terms)), *rest, one))
        case Sum(terms), 0:
            return Sum(tuple(rewritten(term, choice // 4) for term in reversed(terms)))
        case Product(factors), 0:
            return Product(tuple(rewritten(factor, choice // 4) for factor in reversed(factors)))
        case Quotient(top, bottom), 0 | 1:
            return Product((top, Power(bottom, Negative(one))))
        case _, 1:
            return Sum((node, Letter("x"), Negative(Letter("x"))))
        case _, 2:
            return Quotient(Product((two, node)), two)
    return Negative(Negative(node))


@given(school, st.integers(0, 255))
@settings(max_examples=300)
def test_an_expression_written_in_another_way_is_equal(node, choice):
    assume(has_value_somewhere(node))
    assert decide_equal(node, rewritten(node, choice), SETTING) is True


@given(higher, st.integers(0, 255))
@settings(max_examples=200)
def test_functions_of_what_is_written_in_another_way_are_never_different(node, choice):
    assume(has_value_somewhere(node))
    assert decide_equal(node, rewritten(node, choice), SETTING) is not False


@given(school, school)
@settings(max_examples=300, deadline=None)
def test_two_expressions_are_equal_if_sympy_says_so(left, right):
    assume(has_value_somewhere(left) and has_value_somewhere(right))
    decided = decide_equal(left, right, SETTING)
    if decided is not None:
        found = equal(left, right, SETTING)
        assert found is decided or found is None


@given(higher, higher)
@settings(max_examples=150, deadline=None)
def test_what_is_decided_of_functions_agrees_with_their_values(left, right):
    assume(has_value_somewhere(left) and has_value_somewhere(right))
    decided = decide_equal(left, right, SETTING)
    point = {"x": 1.25, "y": 2.5}
    spans = {letter: Span(value, value) for letter, value in point.items()}
    try:
        first, second = value_at(left, spans), value_at(right, spans)
    except (Undefined, Unknown):
        return
    if decided:
        assert first.low <= second.high
        assert second.low <= first.high


@given(higher)
@settings(max_examples=200, deadline=None)
def test_values_within_bounds_hold_the_value_that_sympy_finds(node):
    point = {"x": 1.25, "y": 2.5}
    try:
        span = value_at(node, {letter: Span(value, value) for letter, value in point.items()})
    except (Undefined, Unknown):
        return
    exact = to_sympy(node, SETTING)
    number = exact.subs({symbol: sympy.Rational(str(point[symbol.name])) for symbol in exact.free_symbols})
    value = sympy.N(number, 30)
    assume(value.is_real and value.is_finite)
    assert span.low <= value <= span.high
