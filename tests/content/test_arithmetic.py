"""Expressions of variables: exact, bounded, and nothing but arithmetic."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions.variables.arithmetic import read_expression
from content.questions.variables.values import LARGEST, BadExpression

ENV = {"a": Fraction(3), "b": Fraction(-4), "h": Fraction(1, 2), "name": "Ana"}


def work_out(text):
    return read_expression(text).value(ENV)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("24 / 4 / 2", 3),
        ("2^3^2", 512),
        ("-2^2", -4),
        ("(-2)^2", 4),
        ("2^-2", Fraction(1, 4)),
        ("2**3", 8),
        ("0^0", 1),
        ("(-1)^1001", -1),
        ("1/3 + 1/6", Fraction(1, 2)),
        ("0.1 + 0.2", Fraction(3, 10)),
        (".5", Fraction(1, 2)),
        ("a − b", 7),
        ("a × h ÷ b", Fraction(-3, 8)),
        ("--a", 3),
        ("gcd(12, 18)", 6),
        ("lcm(4, 6, 10)", 60),
        ("min(a, b) + max(a, b)", -1),
        ("abs(b)", 4),
        ("mod(b, a)", 2),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2/3, 2)", Fraction(67, 100)),
        ("round(1234, -2)", 1200),
        ("floor(-h) + ceil(h)", 0),
        ("sqrt(9/16)", Fraction(3, 4)),
        ("sqrt(2, 3)", Fraction(1414, 1000)),
        ("numerator(6/4) * denominator(6/4)", 6),
        ("factorial(5)", 120),
        ("binomial(5, 2)", 10),
        ("sign(b)", -1),
        ("round(pi, 4)", Fraction(31416, 10000)),
        ("if(a > b, 1, 2)", 1),
        ("if(a > b and not h == 1, name, 'x')", "Ana"),
        ("a < b", False),
        ("1 < a <= 3", True),
        ("1 < a < 3", False),
        ("a ≠ b or b > 100", True),
        ("not a == b", True),
        ("not not a == b", False),
        ("name == 'Ana'", True),
        ('name == "Ben"', False),
        ("is_whole(h)", False),
        ("is_prime(97)", True),
        ("is_prime(91)", False),
        ("is_square(9/4)", True),
        ("is_square(8)", False),
    ],
)
def test_an_expression_is_worked_out_exactly(text, value):
    assert work_out(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "something is missing at its end"),
        ("1 +", "something is missing at its end"),
        ("(1 + 2", "something is missing at its end"),
        ("1 + ) 2", r"\) is out of place"),
        ("2a", "a is out of place"),
        ("a b", "b is out of place"),
        ("if", "if is out of place"),
        ("a = 3", "= has no meaning here"),
        ("a @ 3", "@ has no meaning here"),
        ("__import__('os')", "no function called __import__"),
        ("a.real", r"\. has no meaning here"),
        ("f(2)", "no function called f; known are abs, binomial"),
        ("gcd(2)", "takes another number of values: gcd"),
        ("if(a > b, 1)", "no function called if"),
        ("1 / (a - 3)", "division by zero"),
        ("mod(1, 0)", "division by zero"),
        ("0^-1", "division by zero"),
        ("4^h", "an exponent must be a whole number"),
        ("sqrt(8)", "the root of 8 is not exact"),
        ("sqrt(-4)", "has no square root"),
        ("gcd(h, 2)", "a whole number is wanted"),
        ("name + 1", "a number is wanted"),
        ("(a < b) + 1", "a number is wanted"),
        ("a and b", "a comparison is wanted"),
        ("name < 'B'", "a number is wanted"),
        ("x + 1", "no variable called x"),
        ("10^41", "too many digits"),
        ("2^100000000", "too many digits"),
        ("9^9^9^9", "too many digits"),
        ("factorial(31)", "from 0 to 30"),
        ("factorial(30) * factorial(30)", "too many digits"),
        ("is_prime(1000003)", "too many digits"),
        ("round(1, 11)", "at most 10 places"),
        ("binomial(101, 2)", "n at most 100"),
        ("(" * 40 + "1" + ")" * 40, "nested too deep"),
        ("2^" * 40 + "1", "nested too deep"),
        ("1" + "+1" * 200, "at most 300 letters"),
    ],
)
def test_what_cannot_be_worked_out_says_why(text, reason):
    with pytest.raises(BadExpression, match=reason):
        work_out(text)


@given(st.text(alphabet="ab12.+-*/^(),<>=!& 'gcd\"_|{}", max_size=40))
def test_any_text_is_worked_out_within_bounds_or_refused(text):
    try:
        value = work_out(text)
    except BadExpression:
        return
    if isinstance(value, Fraction):
        assert abs(value.numerator) <= LARGEST
        assert value.denominator <= LARGEST


@given(st.integers(-99, 99), st.integers(-99, 99), st.integers(1, 9))
def test_it_agrees_with_python_on_sums_of_products(one, other, third):
    env = {"x": Fraction(one), "y": Fraction(other), "z": Fraction(third)}
    value = read_expression("x - y * (x + z) / z - -y^3").value(env)
    assert value == one - Fraction(other * (one + third), third) + other**3
