"""The functions of expressions, all exact; each may refuse what it is given."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from content.language import gettext
from content.questions.variables.values import BadExpression, Value

CONSTANTS = {"pi": Fraction("3.14159265358979323846")}
# From 35 on it would be beyond `LARGEST`.
_MOST_FACTORIAL = 30
_MOST_PLACES = 10
_MOST_PRIME = 10**5


@dataclass(frozen=True)
class Function:
    """A function: how many numbers it takes, and how it is written."""

    work_out: Callable[..., Value]
    least: int
    most: int
    form: str


def rounded(number: Fraction, places: Fraction = Fraction(0)) -> Fraction:
    """Return a number with so many places, halves rounded away from zero as at school.

    Args:
        number: any.
        places: whole, from -10 to 10; -1 rounds to tens.

    Raises:
        BadExpression: there are no such places.
    """
    count = _whole(places)
    if abs(count) > _MOST_PLACES:
        raise BadExpression(gettext("at most 10 places"))
    scale = Fraction(10) ** count
    nearest = Fraction(math.floor(abs(number) * scale + Fraction(1, 2))) / scale
    return nearest if number >= 0 else -nearest


def _whole(number: Fraction) -> int:
    if number.denominator != 1:
        raise BadExpression(gettext("a whole number is wanted"))
    return number.numerator


def _sqrt(number: Fraction, places: Fraction | None = None) -> Fraction:
    if number < 0:
        raise BadExpression(gettext("a negative number has no square root"))
    top, bottom = math.isqrt(number.numerator), math.isqrt(number.denominator)
    if top * top == number.numerator and bottom * bottom == number.denominator:
        root = Fraction(top, bottom)
    elif places is None:
        raise BadExpression(
            gettext("the root of %(number)s is not exact; sqrt(%(number)s, 2) has two places")
            % {"number": number}
        )
    else:
        # The root with twelve places: two more than can be asked for.
        scale = 10 ** (2 * _MOST_PLACES + 4)
        root = Fraction(math.isqrt(number.numerator * scale // number.denominator), math.isqrt(scale))
    return root if places is None else rounded(root, places)


def _gcd(*numbers: Fraction) -> Fraction:
    return Fraction(math.gcd(*map(_whole, numbers)))


def _lcm(*numbers: Fraction) -> Fraction:
    return Fraction(math.lcm(*map(_whole, numbers)))


def _mod(number: Fraction, divisor: Fraction) -> Fraction:
    if not divisor:
        raise BadExpression(gettext("division by zero"))
    return number % divisor


def _factorial(number: Fraction) -> Fraction:
    count = _whole(number)
    if not 0 <= count <= _MOST_FACTORIAL:
        raise BadExpression(gettext("factorial takes whole numbers from 0 to 30"))
    return Fraction(math.factorial(count))


def _binomial(of: Fraction, chosen: Fraction) -> Fraction:
    count, part = _whole(of), _whole(chosen)
    if not 0 <= part <= count <= 100:
        raise BadExpression(gettext("binomial(n, k) takes whole numbers, k from 0 to n, n at most 100"))
    return Fraction(math.comb(count, part))


def _sign(number: Fraction) -> Fraction:
    return Fraction((number > 0) - (number < 0))


def _is_square(number: Fraction) -> bool:
    return number >= 0 and all(
        math.isqrt(part) ** 2 == part for part in (number.numerator, number.denominator)
    )


def _is_prime(number: Fraction) -> bool:
    if number.denominator != 1 or number < 2:
        return False
    if number > _MOST_PRIME:
        raise BadExpression(gettext("the number has too many digits"))
    count = number.numerator
    return all(count % divisor for divisor in range(2, math.isqrt(count) + 1))


_MANY = 20
FUNCTIONS: dict[str, Function] = {
    "abs": Function(abs, 1, 1, "abs(x)"),
    "min": Function(min, 2, _MANY, "min(x, y)"),
    "max": Function(max, 2, _MANY, "max(x, y)"),
    "gcd": Function(_gcd, 2, _MANY, "gcd(a, b)"),
    "lcm": Function(_lcm, 2, _MANY, "lcm(a, b)"),
    "mod": Function(_mod, 2, 2, "mod(a, b)"),
    "round": Function(rounded, 1, 2, "round(x), round(x, 2)"),
    "floor": Function(lambda number: Fraction(math.floor(number)), 1, 1, "floor(x)"),
    "ceil": Function(lambda number: Fraction(math.ceil(number)), 1, 1, "ceil(x)"),
    "sqrt": Function(_sqrt, 1, 2, "sqrt(x), sqrt(x, 2)"),
    "numerator": Function(lambda number: Fraction(number.numerator), 1, 1, "numerator(x)"),
    "denominator": Function(lambda number: Fraction(number.denominator), 1, 1, "denominator(x)"),
    "factorial": Function(_factorial, 1, 1, "factorial(n)"),
    "binomial": Function(_binomial, 2, 2, "binomial(n, k)"),
    "sign": Function(_sign, 1, 1, "sign(x)"),
    "is_whole": Function(lambda number: number.denominator == 1, 1, 1, "is_whole(x)"),
    "is_prime": Function(_is_prime, 1, 1, "is_prime(x)"),
    "is_square": Function(_is_square, 1, 1, "is_square(x)"),
}
