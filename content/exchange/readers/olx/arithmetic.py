"""Numbers as authors of problems write them: 3.2, 1e-5, 2/3, 4*pi, sqrt(2), 5%, 3.1k.

Source of the notation: Open edX documentation, "Numerical Input Problem".
"""

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

LONGEST = 200
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?P<suffix>[%kMGTcmunp](?![A-Za-z]))?"
    r"|(?P<name>[A-Za-z]\w*)|(?P<sign>\*\*|[-+*/^()]))"
)
_SUFFIXES = dict(zip("%kMGTcmunp", (-2, 3, 6, 9, 12, -2, -3, -6, -9, -12), strict=True))
_CONSTANTS = {"pi": math.pi, "e": math.e}
_FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    **{name: getattr(math, name) for name in ("sqrt", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{"arcsin": math.asin, "arccos": math.acos, "arctan": math.atan, "abs": abs, "ln": math.log},
    **{"log10": math.log10, "log2": math.log2},
}
_HIGHEST_POWER = 64


class NoNumber(ValueError):
    """A text that is no number."""


def value_of(text: str) -> Fraction:
    """Return the number that a text stands for: exactly, unless it holds a root or the like.

    Raises:
        NoNumber: it is none, or is too long or too large.
    """
    if len(text) > LONGEST:
        raise NoNumber(text)
    try:
        return _Reader(text).read()
    except (ArithmeticError, ValueError, IndexError, RecursionError):
        raise NoNumber(text) from None


class _Reader:
    """Reads sums, products, powers and signs, each at its own level."""

    def __init__(self, text: str) -> None:
        self._tokens: list[re.Match[str]] = []
        at, text = 0, text.strip().replace("\N{MINUS SIGN}", "-")
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise NoNumber(text)
            self._tokens.append(found)
            at = found.end()
        self._at = 0

    def read(self) -> Fraction:
        value = self._sum()
        if self._at < len(self._tokens):
            raise NoNumber
        return value

    def _sign(self, *signs: str) -> str:
        """Return the sign that comes next if it is one of these, and pass it."""
        token = self._tokens[self._at] if self._at < len(self._tokens) else None
        sign = token["sign"] if token else None
        if sign not in signs:
            return ""
        self._at += 1
        return sign or ""

    def _sum(self) -> Fraction:
        value = self._product()
        while sign := self._sign("+", "-"):
            value += self._product() if sign == "+" else -self._product()
        return value

    def _product(self) -> Fraction:
        value = self._power()
        while sign := self._sign("*", "/"):
            value = value * self._power() if sign == "*" else value / self._power()
        return value

    def _power(self) -> Fraction:
        if self._sign("-"):
            return -self._power()
        if self._sign("+"):
            return self._power()
        base = self._atom()
        if not self._sign("^", "**"):
            return base
        return _raised(base, self._power())

    def _atom(self) -> Fraction:
        if self._sign("("):
            return self._closed()
        token = self._tokens[self._at]
        self._at += 1
        if token["number"]:
            return _number(token)
        name = token["name"]
        if name in _CONSTANTS:
            return _rational(_CONSTANTS[name])
        if name in _FUNCTIONS and self._sign("("):
            return _rational(_FUNCTIONS[name](float(self._closed())))
        raise NoNumber

    def _closed(self) -> Fraction:
        value = self._sum()
        if not self._sign(")"):
            raise NoNumber
        return value


def _number(token: re.Match[str]) -> Fraction:
    number = Decimal(token["number"])
    if abs(number.adjusted()) > _HIGHEST_POWER:
        raise NoNumber
    return Fraction(number) * Fraction(10) ** _SUFFIXES.get(token["suffix"], 0)


def _raised(base: Fraction, power: Fraction) -> Fraction:
    if abs(power) > _HIGHEST_POWER:
        raise NoNumber
    if power.denominator == 1 and max(abs(base.numerator), base.denominator) < 10**12:
        return base**power.numerator
    return _rational(float(base) ** float(power))


def _rational(value: float | complex) -> Fraction:
    if isinstance(value, complex) or not math.isfinite(value):
        raise NoNumber
    return Fraction(Decimal(repr(value)))
