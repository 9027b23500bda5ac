"""Quotients of polynomials, and their powers, roots, logarithms and exponentials."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from content.questions.expressions.algebra.polynomials import (
    ONE,
    Monomial,
    NoValue,
    Polynomial,
    Ring,
    TooBig,
    add,
    bounded_power,
    common_monomial,
    constant,
    content,
    divided,
    generator,
    is_free,
    key_of,
    key_of_monomial,
    negative,
    scaled,
    sorted_terms,
    value_of,
)
from content.questions.expressions.algebra.primes import prime_factors

LONGEST_ATOM = 400
"""The longest name of an atom."""
POSITIVE = ("E:", "P:", "r:", "a:", "#")
"""How generators begin that stand for positive numbers."""


@dataclass(frozen=True)
class Ratio:
    """A numerator and a denominator that is not nought."""

    top: Polynomial
    bottom: Polynomial

    @property
    def value(self) -> Fraction | None:
        """Return the rational number that this is, or None."""
        top, bottom = value_of(self.top), value_of(self.bottom)
        return top / bottom if top is not None and bottom else None


def whole(polynomial: Polynomial) -> Ratio:
    """Return a polynomial as a ratio."""
    return Ratio(polynomial, constant(1))


class PowerAlgebra:
    """Computes with ratios; `is_positive` where all letters stand for positive numbers."""

    def __init__(self, *, is_positive: bool) -> None:
        self.ring = Ring()
        self.is_positive = is_positive
        self._exponents: dict[str, Polynomial] = {}
        self._logarithms: dict[str, Polynomial] = {}

    def plus(self, left: Ratio, right: Ratio) -> Ratio:
        """Return the sum."""
        if left.bottom == right.bottom:
            return Ratio(add(left.top, right.top), left.bottom)
        times = self.ring.times
        top = add(times(left.top, right.bottom), times(right.top, left.bottom))
        return Ratio(top, times(left.bottom, right.bottom))

    def times(self, left: Ratio, right: Ratio) -> Ratio:
        """Return the product."""
        return Ratio(self.ring.times(left.top, right.top), self.ring.times(left.bottom, right.bottom))

    def inverse(self, ratio: Ratio) -> Ratio:
        """Return one divided by it.

        Raises:
            NoValue: it is nought.
        """
        if not ratio.top:
            raise NoValue
        return Ratio(ratio.bottom, ratio.top)

    def difference(self, left: Ratio, right: Ratio) -> Polynomial:
        """Return the numerator of the difference."""
        times = self.ring.times
        return add(times(left.top, right.bottom), negative(times(right.top, left.bottom)))

    def key(self, ratio: Ratio) -> str:
        """Return a name for a ratio; of equal ones the same in most cases."""
        plain = self.reduced(ratio)
        bottom = "" if plain.bottom == constant(1) else f"/({key_of(plain.bottom)})"
        name = f"({key_of(plain.top)}){bottom}"
        if len(name) > LONGEST_ATOM:
            raise TooBig
        return name

    def reduced(self, ratio: Ratio) -> Ratio:
        """Return a ratio without common generators, its denominator's coefficients whole and coprime."""
        common = common_monomial((ratio.top, ratio.bottom), may_divide=is_free) if ratio.top else {}
        top, bottom = divided(ratio.top, common), divided(ratio.bottom, common)
        if len(bottom) == 1:
            monomial, coefficient = next(iter(bottom.items()))
            if all(is_free(name) for name, _ in monomial):
                return whole(scaled(divided(top, dict(monomial)), 1 / coefficient))
        if set(top) == set(bottom):
            factor = next(iter(top.values())) / bottom[next(iter(top))]
            if scaled(bottom, factor) == top:
                return whole(constant(factor))
        size = content(bottom) * (-1 if sorted_terms(bottom)[0][1] < 0 else 1)
        return Ratio(scaled(top, 1 / size), scaled(bottom, 1 / size))

    # Powers

    def power(self, base: Ratio, exponent: Ratio) -> Ratio:
        """Return a power.

        Raises:
            NoValue: nought to a power that is not positive, or a root that is no real number.
            TooBig: it has too many terms or digits.
        """
        number = exponent.value
        if number is None:
            return self._symbolic_power(base, self.reduced(exponent))
        if number.denominator == 1:
            return self.whole_power(base, number.numerator)
        if not base.top and number < 0:
            raise NoValue
        # Reduced, or -1/-1 would have no root.
        plain = self.reduced(base)
        top, bottom = self._root(plain.top, abs(number)), self._root(plain.bottom, abs(number))
        quotient = self.times(top, self.inverse(bottom)) if base.top else whole({})
        return self.inverse(quotient) if number < 0 else quotient

    def whole_power(self, base: Ratio, exponent: int) -> Ratio:
        """Return a power with a whole exponent."""
        if exponent < 0:
            base, exponent = self.inverse(base), -exponent
        if exponent == 0 and not base.top:
            raise NoValue
        return Ratio(self.ring.power(base.top, exponent), self.ring.power(base.bottom, exponent))

    def _root(self, base: Polynomial, exponent: Fraction) -> Ratio:
        """Return a positive broken power of a polynomial."""
        if not base:
            return whole({})
        size = content(base)
        is_odd = exponent.denominator % 2 == 1
        sign = 1
        if sorted_terms(base)[0][1] < 0 and is_odd:
            sign, base = -1 if exponent.numerator % 2 else 1, negative(base)
        common = common_monomial([base], may_divide=lambda name: self._comes_out(name))
        rest = scaled(divided(base, common), 1 / size)
        if value_of(rest) == -1:
            if self._is_number(common):
                raise NoValue
            # The minus stays with the letters: the root of -x is defined where x is negative.
            rest, common = divided(rest, {name: -power for name, power in common.items()}), {}
        result = whole(scaled(self._root_of_number(size, exponent), sign))
        for name, power in common.items():
            result = self.times(result, whole(self._raise(name, power, exponent)))
        return result if value_of(rest) == 1 else self.times(result, self._root_of_rest(rest, exponent))

    def _comes_out(self, name: str) -> bool:
        return name[:2] != "c:" and name[:2] not in ("i:", "u:", "b:", "a:", "r:")

    def _is_positive(self, name: str) -> bool:
        return name.startswith(POSITIVE) or (self.is_positive and name.startswith("v:"))

    def _is_number(self, monomial: dict[str, Fraction]) -> bool:
        return all(name.startswith(("#", "E:1", "r:")) for name in monomial)

    def _raise(self, name: str, power: Fraction, exponent: Fraction) -> Polynomial:
        is_even = power.denominator == 1 and power % 2 == 0
        needs_sign = exponent.denominator % 2 == 0 and is_even and (power * exponent) % 2 != 0
        if needs_sign and not self._is_positive(name):
            return self._absolute_power(generator(name), power * exponent)
        return generator(name, power * exponent)

    def _absolute_power(self, of: Polynomial, exponent: Fraction) -> Polynomial:
        name = f"a:({key_of(of)})"
        if len(name) > LONGEST_ATOM:
            raise TooBig
        self.ring.bases[name] = of
        if exponent < 0:
            # One divided by |x| is |x| divided by the square of x.
            square = {tuple((part, 2 * exponent) for part, _ in monomial): Fraction(1) for monomial in of}
            return self.ring.times(square, self._absolute_power(of, -exponent))
        pairs = floor(exponent / 2)
        return self.ring.times(generator(name, exponent - 2 * pairs), self.ring.power(of, 2 * pairs))

    def _root_of_rest(self, rest: Polynomial, exponent: Fraction) -> Ratio:
        name = f"b:({key_of(rest)})"
        if len(name) > LONGEST_ATOM:
            raise TooBig
        self.ring.bases[name] = rest
        turns = floor(exponent)
        root = generator(name, exponent - turns)
        return whole(self.ring.times(root, self.ring.power(rest, turns)))

    def _root_of_number(self, number: Fraction, exponent: Fraction) -> Polynomial:
        """Return a broken power of a positive number, as roots of primes."""
        total = constant(1)
        for factors, sign in ((prime_factors(number.numerator), 1), (prime_factors(number.denominator), -1)):
            for prime, times in factors:
                power = times * exponent * sign
                turns = floor(power)
                root = scaled(generator(f"r:{prime}", power - turns), bounded_power(Fraction(prime), turns))
                total = self.ring.times(total, root)
        return total

    def _symbolic_power(self, base: Ratio, exponent: Ratio) -> Ratio:
        """Return a power whose exponent has letters: of x + 1, the power of x times that of 1."""
        if not base.top:
            raise NoValue
        bottom = value_of(exponent.bottom)
        terms = scaled(exponent.top, 1 / bottom) if bottom else {}
        if not terms:
            terms = {((f"q:{self.key(exponent)}", Fraction(1)),): Fraction(1)}
        result = whole(constant(1))
        for monomial, coefficient in terms.items():
            if monomial == ONE:
                result = self.times(result, self.power(base, whole(constant(coefficient))))
                continue
            of = self._logarithms.get(monomial[0][0]) if monomial[0][1] == 1 and len(monomial) == 1 else None
            if of is not None and base.top == generator("E:1") and base.bottom == constant(1):
                result = self.times(result, self.power(whole(of), whole(constant(coefficient))))
                continue
            result = self.times(result, whole(self._term_power(base.top, monomial, coefficient)))
            result = self.times(result, whole(self._term_power(base.bottom, monomial, -coefficient)))
        return result

    def _term_power(self, base: Polynomial, monomial: Monomial, factor: Fraction) -> Polynomial:
        """Return base to the power of factor times a monomial."""
        size = content(base)
        exponent = key_of_monomial(monomial)
        names: dict[str, Fraction] = {}
        for factors, sign in ((prime_factors(size.numerator), 1), (prime_factors(size.denominator), -1)):
            for prime, times in factors:
                names[f"P:{prime}[{exponent}]"] = times * sign * factor
        common = common_monomial([base], may_divide=self._comes_out)
        for name, power in common.items():
            raised = f"E:{exponent}" if name == "E:1" else f"S:{name}[{exponent}]"
            names[raised] = power * factor
            if name == "E:1":
                self._exponents[raised] = {monomial: Fraction(1)}
        rest = scaled(divided(base, common), 1 / size)
        if value_of(rest) != 1:
            names[f"S:({key_of(rest)})[{exponent}]"] = factor
        return {tuple(sorted(names.items())): Fraction(1)} if names else constant(1)
