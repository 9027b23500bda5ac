"""Random expressions: rewritten ones stay equal, and what is decided is what SymPy finds."""

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from content.questions.expressions.algebra.equality import Setting, decide_equal
from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.algebra.values import value_at
from content.questions.expressions.symbolic import equal, to_sympy
from content.questions.expressions.syntax import (
    Letter,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)
from tests.content.expressions.random_expressions import has_value_somewhere, higher, school, whole

pytestmark = pytest.mark.slow

SETTING = Setting()


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
