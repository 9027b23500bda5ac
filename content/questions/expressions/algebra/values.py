"""What a tree comes to at a point, within bounds."""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from content.questions.expressions.algebra import intervals
from content.questions.expressions.algebra.intervals import Span, Undefined, Unknown
from content.questions.expressions.syntax import (
    Call,
    Constant,
    Letter,
    Mixed,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)

_LARGEST_INDEX = 99
_HIGHEST = 10_000


def value_at(node: Node, point: Mapping[str, Span], *, log_base: str = "10") -> Span:
    """Return the value where each letter has the value that `point` gives.

    Raises:
        Undefined: it is no real number there.
        Unknown: it may be none, or floats cannot say.
    """
    return _Evaluation(point, log_base).value(node)


def rational(node: Node) -> Fraction | None:
    """Return the rational number that a small tree of numbers is, or None."""
    match node:
        case Number() | Mixed():
            return node.value
        case Negative(of):
            inner = rational(of)
            return None if inner is None else -inner
        case Quotient(top, bottom):
            over, under = rational(top), rational(bottom)
            return over / under if over is not None and under else None
    return None


class _Evaluation:
    def __init__(self, point: Mapping[str, Span], log_base: str) -> None:
        self._point = point
        self._log_base = intervals.E if log_base == "e" else Span(10.0, 10.0)

    def value(self, node: Node) -> Span:
        match node:
            case Number() | Mixed():
                return intervals.exactly(node.value)
            case Letter(name):
                return self._point[name]
            case Constant(name):
                return self._constant(name)
            case Negative(of):
                return intervals.negative(self.value(of))
            case Quotient(top, bottom):
                return intervals.times(self.value(top), intervals.inverse(self.value(bottom)))
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call(function, arguments):
                return self._call(function, arguments)
        return self._chain(node)

    def _chain(self, node: Sum | Product) -> Span:
        if isinstance(node, Sum):
            parts, join = node.terms, intervals.add
        else:
            parts, join = node.factors, intervals.times
        total = self.value(parts[0])
        for part in parts[1:]:
            total = join(total, self.value(part))
        return total

    def _constant(self, name: str) -> Span:
        if name == "inf":
            raise Undefined
        return intervals.PI if name == "pi" else intervals.E

    def _power(self, base: Node, exponent: Node) -> Span:
        number = rational(exponent)
        if number is None:
            if base == Constant("e"):
                return intervals.exponential(self.value(exponent))
            return self._real_power(self.value(base), self.value(exponent))
        if abs(number) > _HIGHEST or number.denominator > _LARGEST_INDEX:
            raise Unknown
        root = self.value(base)
        if number.denominator != 1:
            root = intervals.root(root, number.denominator)
        return intervals.whole_power(root, number.numerator)

    def _real_power(self, base: Span, exponent: Span) -> Span:
        is_whole = exponent.low == exponent.high and float(exponent.low).is_integer()
        if is_whole and abs(exponent.low) <= _HIGHEST:
            return intervals.whole_power(base, int(exponent.low))
        return intervals.power(base, exponent)

    def _call(self, function: str, arguments: Sequence[Node]) -> Span:
        first = self.value(arguments[0])
        if function in _CALLS:
            return _CALLS[function](first)
        if function == "root":
            return self._root(first, arguments[1])
        if function == "log":
            base = self.value(arguments[1]) if len(arguments) > 1 else self._log_base
            return _quotient(intervals.logarithm(first), intervals.logarithm(base))
        raise Unknown

    def _root(self, of: Span, index: Node) -> Span:
        number = rational(index)
        if number is None or number.denominator != 1 or not 1 <= number <= _LARGEST_INDEX:
            return self._real_power(of, intervals.inverse(self.value(index)))
        return intervals.root(of, number.numerator)


def _quotient(top: Span, bottom: Span) -> Span:
    return intervals.times(top, intervals.inverse(bottom))


def _hyperbolic(span: Span, sign: int) -> Span:
    back = intervals.exponential(intervals.negative(span))
    total = intervals.add(intervals.exponential(span), back if sign > 0 else intervals.negative(back))
    return intervals.times(total, Span(0.5, 0.5))


_CALLS: dict[str, Callable[[Span], Span]] = {
    "sqrt": lambda span: intervals.root(span, 2),
    "cbrt": lambda span: intervals.root(span, 3),
    "abs": intervals.absolute,
    "exp": intervals.exponential,
    "ln": intervals.logarithm,
    "lg": lambda span: _quotient(intervals.logarithm(span), intervals.logarithm(Span(10.0, 10.0))),
    "sin": intervals.sine,
    "cos": intervals.cosine,
    "tan": lambda span: _quotient(intervals.sine(span), intervals.cosine(span)),
    "cot": lambda span: _quotient(intervals.cosine(span), intervals.sine(span)),
    "sec": lambda span: intervals.inverse(intervals.cosine(span)),
    "csc": lambda span: intervals.inverse(intervals.sine(span)),
    "arcsin": lambda span: intervals.arc(span, math.asin),
    "arccos": lambda span: intervals.arc(span, math.acos),
    "arctan": lambda span: intervals.arc(span, math.atan),
    "sinh": lambda span: _hyperbolic(span, -1),
    "cosh": lambda span: _hyperbolic(span, 1),
    "tanh": lambda span: _quotient(_hyperbolic(span, -1), _hyperbolic(span, 1)),
}
