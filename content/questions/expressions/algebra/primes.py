"""Whole numbers as products of primes."""

from functools import lru_cache

_LARGEST_TRIED = 10_000


@lru_cache(maxsize=1024)
def prime_factors(number: int) -> tuple[tuple[int, int], ...]:
    """Return the primes of a whole number above 0, each with how often it divides it.

    What is left after all primes up to 10,000 counts as one, so that the work is bounded.
    """
    factors = []
    divisor = 2
    while divisor * divisor <= number and divisor <= _LARGEST_TRIED:
        times = 0
        while number % divisor == 0:
            number //= divisor
            times += 1
        if times:
            factors.append((divisor, times))
        divisor += 1 if divisor == 2 else 2
    if number > 1:
        factors.append((number, 1))
    return tuple(factors)
