"""Logarithms and absolute values of quotients of polynomials."""

from fractions import Fraction

from content.questions.expressions.algebra.polynomials import (
    NoValue,
    Polynomial,
    TooBig,
    add,
    common_monomial,
    constant,
    content,
    divided,
    generator,
    key_of,
    negative,
    scaled,
    sorted_terms,
    value_of,
)
from content.questions.expressions.algebra.primes import prime_factors
from content.questions.expressions.algebra.ratios import LONGEST_ATOM, PowerAlgebra, Ratio, whole


class Algebra(PowerAlgebra):
    """Computes with ratios, their powers, logarithms and absolute values."""

    def logarithm(self, ratio: Ratio) -> Ratio:
        """Return the natural logarithm, as a sum over factors.

        Raises:
            NoValue: of a number that is not positive.
        """
        number = ratio.value
        if number is not None and number <= 0:
            raise NoValue
        plain = self.reduced(ratio)
        return whole(add(self._logarithm(plain.top), negative(self._logarithm(plain.bottom))))

    def _logarithm(self, of: Polynomial) -> Polynomial:
        size = content(of)
        total: Polynomial = {}
        for factors, sign in ((prime_factors(size.numerator), 1), (prime_factors(size.denominator), -1)):
            for prime, times in factors:
                total = add(total, scaled(self._logarithm_of_prime(prime), times * sign))
        common = common_monomial([of], may_divide=self._comes_out)
        rest = scaled(divided(of, common), 1 / size)
        if value_of(rest) == -1:
            rest, common = divided(rest, {name: -power for name, power in common.items()}), {}
        for name, power in common.items():
            total = add(total, scaled(self._logarithm_of(name, is_even=power % 2 == 0), power))
        return total if value_of(rest) == 1 else add(total, self._logarithm_of_rest(rest))

    def _logarithm_of(self, name: str, *, is_even: bool) -> Polynomial:
        if name == "E:1":
            return constant(1)
        if name in self._exponents:
            return self._exponents[name]
        needs_sign = is_even and not self._is_positive(name)
        return self._logarithm_atom(
            self._absolute_power(generator(name), Fraction(1)) if needs_sign else generator(name)
        )

    def _logarithm_of_rest(self, rest: Polynomial) -> Polynomial:
        match list(rest.items()):
            case [(((name, power),), coefficient)] if name[:2] in ("r:", "a:") and coefficient == 1:
                if name[:2] == "r:":
                    return scaled(self._logarithm_of_prime(int(name[2:])), power)
                return scaled(self._logarithm_atom(generator(name)), power)
        return self._logarithm_atom(rest)

    def _logarithm_of_prime(self, prime: int) -> Polynomial:
        return self._logarithm_atom(constant(prime))

    def _logarithm_atom(self, of: Polynomial) -> Polynomial:
        name = f"l:({key_of(of)})"
        if len(name) > LONGEST_ATOM:
            raise TooBig
        self._logarithms[name] = of
        return generator(name)

    def absolute(self, ratio: Ratio) -> Ratio:
        """Return the absolute value."""
        return self.times(self._absolute(ratio.top), self.inverse(self._absolute(ratio.bottom)))

    def _absolute(self, of: Polynomial) -> Ratio:
        if not of:
            return whole({})
        size = content(of)
        common = common_monomial([of], may_divide=self._comes_out)
        rest = scaled(divided(of, common), 1 / size)
        if sorted_terms(rest)[0][1] < 0:
            rest = negative(rest)
        result = whole(constant(size))
        for name, power in common.items():
            is_known = self._is_positive(name) or power % 2 == 0
            part = generator(name, power) if is_known else self._absolute_power(generator(name), power)
            result = self.times(result, whole(part))
        if value_of(rest) == 1 or self._is_sum_of_positives(rest):
            return self.times(result, whole(rest))
        return self.times(result, whole(self._absolute_power(rest, Fraction(1))))

    def _is_sum_of_positives(self, rest: Polynomial) -> bool:
        return all(
            coefficient > 0 and all(self._is_positive(name) for name, _ in monomial)
            for monomial, coefficient in rest.items()
        )
