"""From a tree to a normal form: a ratio of polynomials in letters, constants, roots and atoms."""

from collections.abc import Callable
from fractions import Fraction

from content.questions.expressions.algebra.logarithms import Algebra
from content.questions.expressions.algebra.polynomials import (
    ONE,
    NoValue,
    Polynomial,
    add,
    constant,
    generator,
    key_of_monomial,
    negative,
    scaled,
    value_of,
)
from content.questions.expressions.algebra.ratios import Ratio, whole
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

_I = generator("i:")
_HALF = Fraction(1, 2)


class Normaliser:
    """Brings trees to normal forms that can be compared with one another.

    Args:
        is_positive: all letters stand for positive numbers.
        log_base: what `log` without a base means, 10 or `e`.
    """

    def __init__(self, *, is_positive: bool = False, log_base: str = "10") -> None:
        self.algebra = Algebra(is_positive=is_positive)
        self._log_base: Ratio = whole(generator("E:1")) if log_base == "e" else whole(constant(10))
        self.is_risky = False
        """Whether a rule was used that holds for positive numbers, as the root of a product."""

    def form(self, node: Node) -> Ratio:
        """Return the normal form.

        Raises:
            TooBig: it has too many terms or digits.
            NoValue: it divides by nought, or takes a root or logarithm that is no real number.
        """
        match node:
            case Number() | Mixed():
                return whole(constant(node.value))
            case Letter(name):
                return whole(generator(f"v:{name}"))
            case Constant(name):
                return self._constant(name)
            case Negative(of):
                inner = self.form(of)
                return Ratio(negative(inner.top), inner.bottom)
            case Quotient(top, bottom):
                return self.algebra.times(self.form(top), self.algebra.inverse(self.form(bottom)))
            case Power(base, exponent):
                return self._power(self.form(base), self.form(exponent))
            case Call(function, arguments):
                return self._call(function, [self.form(argument) for argument in arguments])
        return self._chain(node)

    def _chain(self, node: Sum | Product) -> Ratio:
        if isinstance(node, Sum):
            total = self.form(node.terms[0])
            for term in node.terms[1:]:
                total = self.algebra.plus(total, self.form(term))
            return total
        product = self.form(node.factors[0])
        for factor in node.factors[1:]:
            product = self.algebra.times(product, self.form(factor))
        return product

    def _constant(self, name: str) -> Ratio:
        if name == "inf":
            raise NoValue
        return whole(generator("#pi" if name == "pi" else "E:1"))

    def _power(self, base: Ratio, exponent: Ratio) -> Ratio:
        value = exponent.value
        self.is_risky |= value is None or value.denominator != 1
        return self.algebra.power(base, exponent)

    def _call(self, function: str, arguments: list[Ratio]) -> Ratio:
        first = arguments[0]
        self.is_risky = True
        if function in _CALLS:
            return _CALLS[function](self, first)
        if function == "root":
            return self.algebra.power(first, self.algebra.inverse(arguments[1]))
        if function == "log":
            base = arguments[1] if len(arguments) > 1 else self._log_base
            return self._quotient(self.algebra.logarithm(first), self.algebra.logarithm(base))
        return whole(generator(f"f:{function}{self.algebra.key(first)}"))

    def _quotient(self, top: Ratio, bottom: Ratio) -> Ratio:
        return self.algebra.times(top, self.algebra.inverse(bottom))

    def _root(self, of: Ratio, exponent: Fraction) -> Ratio:
        return self.algebra.power(of, whole(constant(exponent)))

    def _exponential(self, of: Ratio) -> Ratio:
        return self.algebra.power(whole(generator("E:1")), of)

    def _decadic(self, of: Ratio) -> Ratio:
        return self._quotient(self.algebra.logarithm(of), self.algebra.logarithm(whole(constant(10))))

    # Circular functions, by powers of exp(ix)

    def _turned(self, angle: Ratio) -> tuple[Ratio, Ratio]:
        """Return exp(ix) and exp(-ix)."""
        there = back = whole(constant(1))
        plain = self.algebra.reduced(angle)
        bottom = value_of(plain.bottom)
        terms = scaled(plain.top, 1 / bottom) if bottom else {}
        if not bottom:
            terms = {((f"q:{self.algebra.key(plain)}", Fraction(1)),): Fraction(1)}
        for monomial, coefficient in terms.items():
            if monomial == (("#pi", Fraction(1)),):
                there = self.algebra.times(there, whole(self._part_of_turn(coefficient)))
                back = self.algebra.times(back, whole(self._part_of_turn(-coefficient)))
                continue
            name = f"c:{'1' if monomial == ONE else key_of_monomial(monomial)}"
            there = self.algebra.times(there, whole(generator(name, coefficient)))
            back = self.algebra.times(back, whole(generator(name, -coefficient)))
        return there, back

    def _part_of_turn(self, halves: Fraction) -> Polynomial:
        """Return exp(i pi halves): by roots for multiples of 15 degrees, else as a generator."""
        place = halves * 12 % 24
        if place.denominator == 1:
            return add(self._cosine(int(place)), self.algebra.ring.times(_I, self._cosine(int(place) - 6)))
        turns = halves // 1
        return scaled(generator("u:", halves - turns), -1 if turns % 2 else 1)

    def _cosine(self, place: int) -> Polynomial:
        """Return the cosine of so many times 15 degrees."""
        place %= 24
        if place > 12:
            place = 24 - place
        if place > 6:
            return negative(self._cosine(12 - place))
        two, three = generator("r:2", _HALF), generator("r:3", _HALF)
        six = self.algebra.ring.times(two, three)
        quarter = Fraction(1, 4)
        return {
            0: constant(1),
            1: scaled(add(six, two), quarter),
            2: scaled(three, _HALF),
            3: scaled(two, _HALF),
            4: constant(_HALF),
            5: scaled(add(six, negative(two)), quarter),
            6: {},
        }[place]

    def _cos(self, angle: Ratio) -> Ratio:
        there, back = self._turned(angle)
        return self.algebra.times(self.algebra.plus(there, back), whole(constant(_HALF)))

    def _sin(self, angle: Ratio) -> Ratio:
        there, back = self._turned(angle)
        difference = self.algebra.plus(there, Ratio(negative(back.top), back.bottom))
        return self.algebra.times(difference, whole(scaled(_I, -_HALF)))

    def _hyperbolic(self, of: Ratio, *, sign: int) -> Ratio:
        there = self._exponential(of)
        back = self.algebra.inverse(there)
        other = Ratio(scaled(back.top, sign), back.bottom)
        return self.algebra.times(self.algebra.plus(there, other), whole(constant(_HALF)))

    def _sinh(self, of: Ratio) -> Ratio:
        return self._hyperbolic(of, sign=-1)

    def _cosh(self, of: Ratio) -> Ratio:
        return self._hyperbolic(of, sign=1)


_CALLS: dict[str, Callable[[Normaliser, Ratio], Ratio]] = {
    "sqrt": lambda here, of: here._root(of, _HALF),
    "cbrt": lambda here, of: here._root(of, Fraction(1, 3)),
    "abs": lambda here, of: here.algebra.absolute(of),
    "exp": lambda here, of: here._exponential(of),
    "ln": lambda here, of: here.algebra.logarithm(of),
    "lg": lambda here, of: here._decadic(of),
    "sin": lambda here, of: here._sin(of),
    "cos": lambda here, of: here._cos(of),
    "tan": lambda here, of: here._quotient(here._sin(of), here._cos(of)),
    "cot": lambda here, of: here._quotient(here._cos(of), here._sin(of)),
    "sec": lambda here, of: here.algebra.inverse(here._cos(of)),
    "csc": lambda here, of: here.algebra.inverse(here._sin(of)),
    "sinh": lambda here, of: here._sinh(of),
    "cosh": lambda here, of: here._cosh(of),
    "tanh": lambda here, of: here._quotient(here._sinh(of), here._cosh(of)),
}
