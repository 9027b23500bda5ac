"""Sums of products of generators with rational coefficients, as exact values.

A generator is a letter, a constant such as pi, or an atom such as a logarithm; a monomial holds generators
with rational exponents. Some generators obey relations (the root of 2, squared, is 2), which
products apply, so that equal sums have one form.
"""

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from math import floor, gcd

Monomial = tuple[tuple[str, Fraction], ...]
Polynomial = dict[Monomial, Fraction]
ONE: Monomial = ()
_MOST_WORK = 12_000
_WORK_OF_RELATION = 4
_MOST_BITS = 4000
_HIGHEST = 400


class TooBig(ArithmeticError):
    """More terms, digits or work than are allowed here."""


class NoValue(ArithmeticError):
    """A division by nought, or a root or logarithm that is no real number."""


def constant(value: Fraction | int) -> Polynomial:
    """Return a number as a polynomial."""
    return {ONE: Fraction(value)} if value else {}


def generator(name: str, exponent: Fraction | int = 1) -> Polynomial:
    """Return one generator, raised; of one that obeys a relation, in the range that the relation leaves."""
    return {((name, Fraction(exponent)),): Fraction(1)} if exponent else constant(1)


def value_of(polynomial: Polynomial) -> Fraction | None:
    """Return the number that a polynomial is, or None."""
    if not polynomial:
        return Fraction(0)
    return polynomial.get(ONE) if len(polynomial) == 1 else None


def key_of(polynomial: Polynomial) -> str:
    """Return a name for a polynomial: the same for equal ones."""
    return "+".join(
        f"{coefficient}*{key_of_monomial(monomial)}" for monomial, coefficient in sorted_terms(polynomial)
    )


def key_of_monomial(monomial: Monomial) -> str:
    """Return a name for a monomial."""
    return ".".join(name if exponent == 1 else f"{name}^{exponent}" for name, exponent in monomial)


def sorted_terms(polynomial: Polynomial) -> list[tuple[Monomial, Fraction]]:
    """Return the terms in an order of their own."""
    return sorted(polynomial.items(), key=lambda term: term[0], reverse=True)


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return the sum."""
    total = dict(left)
    for monomial, coefficient in right.items():
        put(total, monomial, coefficient)
    return total


def put(total: Polynomial, monomial: Monomial, coefficient: Fraction) -> None:
    """Add one term to a polynomial, in place."""
    value = total.get(monomial, Fraction(0)) + coefficient
    if value:
        total[monomial] = value
    else:
        total.pop(monomial, None)


def scaled(polynomial: Polynomial, factor: Fraction | int) -> Polynomial:
    """Return a multiple."""
    return {monomial: coefficient * factor for monomial, coefficient in polynomial.items()} if factor else {}


def negative(polynomial: Polynomial) -> Polynomial:
    """Return what is to be added for nought."""
    return scaled(polynomial, -1)


def content(polynomial: Polynomial) -> Fraction:
    """Return the greatest positive number by which all coefficients can be divided, as 2/3 of 4/3 x + 2."""
    tops = reduce(gcd, (coefficient.numerator for coefficient in polynomial.values()), 0)
    bottoms = [coefficient.denominator for coefficient in polynomial.values()]
    common = reduce(lambda left, right: left * right // gcd(left, right), bottoms, 1)
    return Fraction(tops, common) if tops else Fraction(1)


def common_monomial(
    polynomials: Iterable[Polynomial], *, may_divide: Callable[[str], bool]
) -> dict[str, Fraction]:
    """Return the generators that stand in every term, each with its least exponent."""
    least: dict[str, Fraction] | None = None
    for polynomial in polynomials:
        for monomial in polynomial:
            here = {name: exponent for name, exponent in monomial if may_divide(name)}
            if least is None:
                least = here
            else:
                zero = Fraction(0)
                least = {name: min(least.get(name, zero), here.get(name, zero)) for name in {*least, *here}}
    return {name: exponent for name, exponent in (least or {}).items() if exponent}


def divided(polynomial: Polynomial, monomial: dict[str, Fraction]) -> Polynomial:
    """Return a polynomial divided by free generators."""
    quotient = {}
    for term, coefficient in polynomial.items():
        exponents = dict(term)
        for name, exponent in monomial.items():
            exponents[name] = exponents.get(name, Fraction(0)) - exponent
        quotient[_monomial(exponents)] = coefficient
    return quotient


def _monomial(exponents: dict[str, Fraction]) -> Monomial:
    return tuple(sorted((name, exponent) for name, exponent in exponents.items() if exponent))


class Ring:
    """Multiplies, counting the work; `bases` holds what is under a root `b:...`, or between bars `a:...`."""

    def __init__(self) -> None:
        self.bases: dict[str, Polynomial] = {}
        self._work = 0

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Return the product.

        Raises:
            TooBig: it has too many terms or digits.
        """
        self._work += len(left) * len(right)
        if self._work > _MOST_WORK:
            raise TooBig
        total: Polynomial = {}
        for one, first in left.items():
            for other, second in right.items():
                self._put_product(total, one, other, first * second)
        return total

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """Return a power with a whole exponent of at least 0.

        Raises:
            TooBig: as `times`.
        """
        number = value_of(base)
        if number is not None:
            return constant(bounded_power(number, exponent))
        if exponent > _HIGHEST:
            raise TooBig
        total = constant(1)
        while exponent:
            if exponent & 1:
                total = self.times(total, base)
            exponent >>= 1
            if exponent:
                base = self.times(base, base)
        return total

    def _put_product(self, total: Polynomial, left: Monomial, right: Monomial, coefficient: Fraction) -> None:
        if (
            coefficient.numerator.bit_length() > _MOST_BITS
            or coefficient.denominator.bit_length() > _MOST_BITS
        ):
            raise TooBig
        if not left or not right:
            put(total, left or right, coefficient)
            return
        exponents = dict(left)
        factors: list[Polynomial] = []
        for name, exponent in right:
            if name not in exponents:
                exponents[name] = exponent
                continue
            exponents[name] += exponent
            if name[:2] in _RELATIONS:
                self._work += _WORK_OF_RELATION
                factor, more = _RELATIONS[name[:2]](self, name, exponents)
                coefficient *= factor
                factors.extend(more)
        product = {_monomial(exponents): coefficient}
        for more_factors in factors:
            product = self.times(product, more_factors)
        for monomial, value in product.items():
            put(total, monomial, value)

    def _reduce_root(self, name: str, exponents: dict[str, Fraction]) -> tuple[Fraction, list[Polynomial]]:
        """A root of a prime, or of another whole number: r:2 is 2."""
        whole = floor(exponents[name])
        exponents[name] -= whole
        return bounded_power(Fraction(int(name[2:])), whole), []

    def _reduce_i(self, name: str, exponents: dict[str, Fraction]) -> tuple[Fraction, list[Polynomial]]:
        turns = int(exponents[name]) % 4
        exponents[name] = Fraction(turns % 2)
        return Fraction(-1 if turns >= 2 else 1), []

    def _reduce_turn(self, name: str, exponents: dict[str, Fraction]) -> tuple[Fraction, list[Polynomial]]:
        """A part of half a turn: whole ones are -1."""
        whole = floor(exponents[name])
        exponents[name] -= whole
        return Fraction(-1 if whole % 2 else 1), []

    def _reduce_base(self, name: str, exponents: dict[str, Fraction]) -> tuple[Fraction, list[Polynomial]]:
        whole = floor(exponents[name])
        if whole < 1:
            return Fraction(1), []
        exponents[name] -= whole
        return Fraction(1), [self.power(self.bases[name], whole)]

    def _reduce_absolute(
        self, name: str, exponents: dict[str, Fraction]
    ) -> tuple[Fraction, list[Polynomial]]:
        pairs = floor(exponents[name] / 2)
        if pairs < 1:
            return Fraction(1), []
        exponents[name] -= 2 * pairs
        return Fraction(1), [self.power(self.bases[name], 2 * pairs)]


# Kinds of generators. These obey relations: "r:" a root of a whole number, "i:" the imaginary unit, "u:" a
# part of half a turn, "b:" what is under another root, "a:" an absolute value. All others are free: "v:" a
# letter, "#pi", "E:" a power of e ("E:1" is e), "P:" of a prime and "S:" of anything else, both with letters
# in the exponent, "l:" a logarithm, "c:" exp(ix), "f:" a function that is not worked out.
_RELATIONS: dict[str, Callable[[Ring, str, dict[str, Fraction]], tuple[Fraction, list[Polynomial]]]] = {
    "r:": Ring._reduce_root,
    "i:": Ring._reduce_i,
    "u:": Ring._reduce_turn,
    "b:": Ring._reduce_base,
    "a:": Ring._reduce_absolute,
}


def is_free(name: str) -> bool:
    """Return whether a generator obeys no relation, so that it may have any exponent."""
    return name[:2] not in _RELATIONS


def bounded_power(base: Fraction, exponent: int) -> Fraction:
    """Return a power of a number.

    Raises:
        TooBig: it has too many digits.
        NoValue: nought to a negative power.
    """
    if base == 0 and exponent < 0:
        raise NoValue
    if abs(base) == 1:
        return base ** (exponent % 2)
    if base == 0:
        return base ** min(exponent, 1)
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > _MOST_BITS:
        raise TooBig
    return base**exponent
