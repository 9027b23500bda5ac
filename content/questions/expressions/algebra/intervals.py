"""Numbers known only within bounds.

Every operation widens them by more than its rounding, so that two values whose bounds do not meet are
different for certain.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

_ULPS = 4
_FARTHEST_ANGLE = 1e6
_LARGEST = 1e200


class Unknown(ArithmeticError):
    """Nothing is known here: beyond the range of floats, or at the edge of what is defined."""


class Undefined(ArithmeticError):
    """No real number: a root or a logarithm of a negative one, or a division by nought."""


@dataclass(frozen=True)
class Span:
    """All numbers from `low` to `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (self.low <= self.high and abs(self.low) < _LARGEST and abs(self.high) < _LARGEST):
            raise Unknown


def around(low: float, high: float) -> Span:
    """Return a span a little wider than from `low` to `high`."""
    # More than any number that underflows to nought.
    room = 1e-300
    return Span(
        # No comparison holds for nan, so Span refuses it as unknown.
        low - _ULPS * math.ulp(low) - room if math.isfinite(low) else math.nan,
        high + _ULPS * math.ulp(high) + room if math.isfinite(high) else math.nan,
    )


def exactly(value: Fraction) -> Span:
    """Return a span about a rational number; a whole one that floats hold is exact."""
    try:
        near = float(value)
    except OverflowError:
        raise Unknown from None
    return Span(near, near) if Fraction(near) == value else around(near, near)


def add(left: Span, right: Span) -> Span:
    """Return the sum."""
    return around(left.low + right.low, left.high + right.high)


def negative(span: Span) -> Span:
    """Return what is to be added for nought."""
    return Span(-span.high, -span.low)


def times(left: Span, right: Span) -> Span:
    """Return the product."""
    corners = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
    return around(min(corners), max(corners))


def inverse(span: Span) -> Span:
    """Return one divided by it.

    Raises:
        Undefined: it is nought.
        Unknown: it may be nought.
    """
    if span.low == span.high == 0:
        raise Undefined
    if span.low <= 0 <= span.high:
        raise Unknown
    return around(1 / span.high, 1 / span.low)


def whole_power(base: Span, exponent: int) -> Span:
    """Return a power with a whole exponent."""
    if exponent < 0:
        return inverse(whole_power(base, -exponent))
    try:
        low, high = base.low**exponent, base.high**exponent
    except OverflowError:
        raise Unknown from None
    least, most = min(low, high), max(low, high)
    if exponent and exponent % 2 == 0 and base.low < 0 < base.high:
        least = 0.0
    return Span(least, most) if exponent <= 1 else around(least, most)


def logarithm(span: Span) -> Span:
    """Return the natural logarithm."""
    _refuse_unless_positive(span)
    return around(math.log(span.low), math.log(span.high))


def exponential(span: Span) -> Span:
    """Return e to the power of it."""
    if span.high > 400:
        raise Unknown
    return around(math.exp(span.low), math.exp(span.high))


def power(base: Span, exponent: Span) -> Span:
    """Return a power of a positive number."""
    if base.low == base.high == 0 and exponent.low > 0:
        return Span(0.0, 0.0)
    return exponential(times(logarithm(base), exponent))


def root(span: Span, index: int) -> Span:
    """Return a root; of a negative number only with an odd index."""
    if span.high < 0:
        if index % 2 == 0:
            raise Undefined
        return negative(root(negative(span), index))
    if span.low < 0:
        raise Unknown
    if span.low == span.high == 0:
        return span
    return around(_root(span.low, index), _root(span.high, index))


def _root(value: float, index: int) -> float:
    return math.sqrt(value) if index == 2 else value ** (1 / index) if index != 3 else math.cbrt(value)


def _refuse_unless_positive(span: Span) -> None:
    if span.high <= 0:
        raise Undefined
    if span.low <= 0:
        raise Unknown


def absolute(span: Span) -> Span:
    """Return the absolute value."""
    if span.low >= 0:
        return span
    if span.high <= 0:
        return negative(span)
    return Span(0.0, max(-span.low, span.high))


def sine(span: Span) -> Span:
    """Return the sine."""
    return _wave(span, math.sin)


def cosine(span: Span) -> Span:
    """Return the cosine."""
    return _wave(span, math.cos)


def _wave(span: Span, function: Callable[[float], float]) -> Span:
    """Neither sine nor cosine changes faster than its angle."""
    if max(abs(span.low), abs(span.high)) > _FARTHEST_ANGLE:
        raise Unknown
    middle, reach = (span.low + span.high) / 2, (span.high - span.low) / 2
    value = function(middle)
    room = reach + 4 * math.ulp(middle) + 1e-15
    return Span(max(-1.0, value - room), min(1.0, value + room))


def arc(span: Span, function: Callable[[float], float]) -> Span:
    """Return an inverse sine, cosine or tangent, each of which only rises or only falls."""
    if function is not math.atan:
        if span.low > 1 or span.high < -1:
            raise Undefined
        if span.low < -1 or span.high > 1:
            raise Unknown
    first, second = function(span.low), function(span.high)
    return around(min(first, second), max(first, second))


PI = around(math.pi, math.pi)
E = around(math.e, math.e)
