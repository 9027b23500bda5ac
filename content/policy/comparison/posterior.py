"""What to believe of shares of right answers: Beta posteriors from a uniform prior, by a fixed quadrature.

The unit interval is cut into equal cells, as many as the narrowest posterior needs; masses stand at their
midpoints. No random numbers: the same counts give the same figures.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import mul

Counts = tuple[int, int]
"""How often right, and how often wrong."""

LEAST_CELLS, MOST_CELLS = 128, 1024
# With a quarter of a deviation to a cell, what the sums leave out is below 0.0001; at the most cells there
# are, with 400,000 students, below 0.005.
CELLS_IN_A_DEVIATION = 4


def best_probabilities(counts: Sequence[Counts]) -> list[float]:
    """Return, for each arm, the probability that its share of right answers is the highest of all.

    Within 0.001 of the truth, and for 10 outcomes or more of each arm within 0.0001; they sum to 1.
    """
    spreads = _spread_all(counts)
    found = []
    for number, spread in enumerate(spreads):
        products = spread.masses
        for other in spreads[:number] + spreads[number + 1 :]:
            products = list(map(mul, products, other.below))
        found.append(max(0.0, sum(products)))
    total = sum(found)
    return [one / total for one in found]


class Difference:
    """The posterior of how much higher the other arm's share is than the first one's; -1 to 1."""

    def __init__(self, first: Counts, other: Counts) -> None:
        """Take both arms' counts."""
        self._first, self._other = _spread_all([first, other])

    def at_most(self, difference: float) -> float:
        """Return the probability that the difference is this or less."""
        cells = difference * len(self._first.masses)
        whole = math.floor(cells)
        below, above = self._at_most_cells(whole), self._at_most_cells(whole + 1)
        return below + (cells - whole) * (above - below)

    def quantile(self, probability: float) -> float:
        """Return the difference that is not exceeded with this probability, to 1e-6."""
        return boundary(lambda difference: self.at_most(difference) < probability, -1.0, 1.0)

    def usual_size(self) -> float:
        """Return the median of the difference's size, whichever arm is ahead."""
        return boundary(lambda size: self.at_most(size) - self.at_most(-size) < 0.5, 0.0, 1.0)

    def _at_most_cells(self, cells: int) -> float:
        masses, below = self._first.masses, self._other.below
        if cells < 0:
            return _sum_of_products(masses[-cells:], below)
        beyond = max(0, len(masses) - cells)
        return _sum_of_products(masses, below[cells:]) + sum(masses[beyond:])


def _sum_of_products(masses: Sequence[float], shares: Sequence[float]) -> float:
    """Return the sum over the cells that both have, from the first on."""
    total: float = sum(map(mul, masses, shares))
    return total


def boundary(holds: Callable[[float], bool], at: float, beyond: float, *, within: float = 1e-6) -> float:
    """Return how far from `at` towards `beyond` something holds, which holds at the one but not the other."""
    while abs(beyond - at) > within:
        middle = (at + beyond) / 2
        at, beyond = (middle, beyond) if holds(middle) else (at, middle)
    return at


@dataclass(frozen=True)
class _Spread:
    """A posterior on equal cells: their masses, and the probability below each midpoint."""

    masses: list[float]
    below: list[float]


def _spread_all(counts: Sequence[Counts]) -> list[_Spread]:
    narrowest = min(_deviation(right + 1, wrong + 1) for right, wrong in counts)
    needed = math.ceil(math.log2(CELLS_IN_A_DEVIATION / narrowest))
    cells = min(MOST_CELLS, max(LEAST_CELLS, 1 << needed))
    return [_spread(right, wrong, cells) for right, wrong in counts]


def _deviation(a: int, b: int) -> float:
    return math.sqrt(a * b / (a + b + 1)) / (a + b)


def _spread(right: int, wrong: int, cells: int) -> _Spread:
    """Return Beta(right + 1, wrong + 1) on so many cells."""
    midpoints = midpoints_of(cells)
    logs = [right * one + wrong * other for one, other in zip(*midpoints.logs, strict=True)]
    peak = max(logs)
    weights = [math.exp(log - peak) for log in logs]
    total = sum(weights)
    masses = [weight / total for weight in weights]
    # Below a midpoint is half of its own mass, and the next term of Euler and Maclaurin: the slope.
    below = [
        cumulated - mass * (0.5 + right * one - wrong * other)
        for cumulated, mass, one, other in zip(accumulate(masses), masses, *midpoints.slopes, strict=True)
    ]
    return _Spread(masses, below)


@dataclass(frozen=True)
class Midpoints:
    """For right and for wrong answers: the logarithm of a share, and its derivative over 12 and the cells."""

    logs: tuple[list[float], list[float]]
    slopes: tuple[list[float], list[float]]


@lru_cache(maxsize=8)
def midpoints_of(cells: int) -> Midpoints:
    """Return what all posteriors on so many cells share."""
    shares = [(cell + 0.5) / cells for cell in range(cells)]
    logs = [math.log(share) for share in shares]
    slopes = [1 / (12 * cells * share) for share in shares]
    # The other way round: the midpoints lie evenly about one half.
    return Midpoints((logs, logs[::-1]), (slopes, slopes[::-1]))
