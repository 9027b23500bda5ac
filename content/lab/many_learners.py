"""Many runs of learners with known chances at once, in arrays: what `known_help` does one by one, faster.

The formulas are those that serve, written for a row a run. Tests hold that both ways choose the same, count
the same and stop the same; what is rare, such as an arm that is stopped, goes through the serving functions.
Imported by whoever measures, and by nothing that serves: it needs NumPy, and the site does without.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from content.lab.known_help import Summary, Truth, against_of
from content.policy.comparison import Arm, Standing, Terms
from content.policy.comparison.answers import worse_arms
from content.policy.comparison.choosing import DIGITS, drawn_number
from content.policy.comparison.evidence import LEANING, Interval, Trial, whenever_interval
from content.policy.comparison.posterior import (
    CELLS_IN_A_DEVIATION,
    LEAST_CELLS,
    MOST_CELLS,
    midpoints_of,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def run_many(truth: Truth, learners: int, *, seeds: Sequence[str], terms: Terms) -> list[Summary]:
    """Return what `run_learners` comes to for each of the seeds."""
    runs = _Runs(truth, seeds)
    for begin in range(0, learners, truth.together):
        state = runs.right.copy(), runs.wrong.copy()
        probabilities = many_probabilities(*state, runs.is_stopped, terms)
        for number in range(begin, min(begin + truth.together, learners)):
            runs.help_one(number, state, probabilities)
    return [runs.summarise(row, terms) for row in range(len(seeds))]


@dataclass
class _Step:
    """One learner in each run, as a pair of arms sees it: shapes (R, 2), and (R,) for the last two."""

    expected: Floats
    probabilities: Floats
    chosen: Whole
    is_right: Flags


class _Runs:
    """The state of R runs with K arms."""

    def __init__(self, truth: Truth, seeds: Sequence[str]) -> None:
        arms = len(truth.chances)
        self.truth, self.seeds = truth, seeds
        self.right, self.wrong = np.zeros((2, len(seeds), arms), np.int64)
        self.is_stopped = np.zeros((len(seeds), arms), np.bool_)
        self.told_after = np.zeros(len(seeds), np.int64)
        self.is_told_wrongly = np.zeros(len(seeds), np.bool_)
        self.pairs = {pair: _Bets(pair, truth, len(seeds)) for pair in combinations(range(arms), 2)}
        self.chosen: list[Whole] = []
        # Learners are drawn by these, no secret is.
        self._random = [random.Random(seed) for seed in seeds]  # noqa: S311

    def help_one(self, number: int, state: tuple[Whole, Whole], probabilities: Floats) -> None:
        """Let the next learner of each run choose, answer and be counted."""
        drawn = np.array([drawn_number(f"{seed}/{number}") for seed in self.seeds])
        chosen = (np.cumsum(probabilities, axis=1) <= drawn[:, None]).sum(axis=1)
        # Rounding may leave the sum a trifle below 1: then it is the last that is possible.
        last = probabilities.shape[1] - 1 - (probabilities[:, ::-1] > 0).argmax(axis=1)
        chosen = np.minimum(chosen, last)
        chances = np.array(self.truth.chances)[chosen]
        is_right = np.array([one.random() for one in self._random]) < chances
        rows = np.arange(len(self.seeds))
        self.chosen.append(chosen)
        self.right[rows, chosen] += is_right
        self.wrong[rows, chosen] += ~is_right
        for (first, other), bets in self.pairs.items():
            expected = _expected(*(counts[:, [first, other]] for counts in state))
            step = _Step(expected, probabilities[:, [first, other]], chosen, is_right)
            self._stop(bets.add(step), number + 1)

    def _stop(self, rows: Sequence[int], learners: int) -> None:
        for row in rows:
            intervals = {pair: bets.intervals.get(row) for pair, bets in self.pairs.items()}
            for place in self._worse(intervals):
                if not self.is_stopped[row, place]:
                    self.is_stopped[row, place] = True
                    self.told_after[row] = self.told_after[row] or learners
                    self.is_told_wrongly[row] |= self.truth.chances[place] >= max(self.truth.chances)

    def _worse(self, intervals: dict[tuple[int, int], Interval | None]) -> list[int]:
        arms = [Arm(str(place), "") for place in range(len(self.truth.chances))]
        worse = worse_arms({(arms[one], arms[two]): found for (one, two), found in intervals.items()})
        return [int(arm.variant) for arm in worse]

    def summarise(self, row: int, terms: Terms) -> Summary:
        """Return what one of the runs came to."""
        standings = tuple(
            Standing(Arm(f"arm-{place}", "1"), int(right), int(wrong), bool(is_stopped))
            for place, (right, wrong, is_stopped) in enumerate(
                zip(self.right[row], self.wrong[row], self.is_stopped[row], strict=True)
            )
        )
        return Summary.of(
            self.truth,
            tuple(int(chosen[row]) for chosen in self.chosen),
            standings,
            logs={pair: float(bets.none.log[row]) for pair, bets in self.pairs.items()},
            terms=terms,
            is_missed=any(bool(bets.true.highest[row] >= bets.most) for bets in self.pairs.values()),
            is_told_wrongly=bool(self.is_told_wrongly[row]),
            told_after=int(self.told_after[row]) or None,
        )


class _Won:
    """What was won against one difference, in each run: logarithms, now and at the highest."""

    def __init__(self, difference: float, runs: int) -> None:
        self.difference = difference
        self.log, self.highest = np.zeros((2, runs))

    def add(self, step: _Step, is_other: Flags, counts: Flags) -> None:
        """Take in one more learner of each run; `counts` says in which of them it is a trial of the pair."""
        first, other = step.expected.T
        nearest = many_nearest(first, other, step.probabilities, self.difference)
        expected = np.where(is_other, other, first)
        nearest = np.where(is_other, nearest + self.difference, nearest)
        expected, nearest = (np.where(step.is_right, one, 1 - one) for one in (expected, nearest))
        self.log += np.where(counts, np.log(expected / nearest), 0.0)
        self.highest = np.maximum(self.highest, self.log)


class _Bets:
    """The evidence about a pair in each run: against no difference, and against the true one."""

    def __init__(self, pair: tuple[int, int], truth: Truth, runs: int) -> None:
        self.pair = pair
        self.against = against_of(truth)
        self.most = math.log(self.against)
        self.none = _Won(0.0, runs)
        self.true = _Won(truth.chances[pair[1]] - truth.chances[pair[0]], runs)
        self.steps: list[tuple[_Step, Flags]] = []
        self.intervals: dict[int, Interval] = {}

    def add(self, step: _Step) -> list[int]:
        """Take in one more learner of each run; return the runs in which the pair is now told apart."""
        is_other = step.chosen == self.pair[1]
        counts = np.isin(step.chosen, self.pair) & (step.probabilities > 0).all(axis=1)
        self.steps.append((step, counts))
        with np.errstate(divide="ignore", invalid="ignore"):
            for won in (self.none, self.true):
                won.add(step, is_other, counts)
        asked = [int(row) for row in np.flatnonzero(counts & (self.none.highest >= self.most))]
        return [row for row in asked if row not in self.intervals and self._parts(row)]

    def _parts(self, row: int) -> bool:
        trials = [
            Trial(
                (float(step.expected[row, 0]), float(step.expected[row, 1])),
                (float(step.probabilities[row, 0]), float(step.probabilities[row, 1])),
                is_other=bool(step.chosen[row] == self.pair[1]),
                is_right=bool(step.is_right[row]),
            )
            for step, counts in self.steps
            if counts[row]
        ]
        interval = whenever_interval(trials, against=self.against)
        if interval is None or interval[0] <= 0 <= interval[1]:
            return False
        self.intervals[row] = interval
        return True


def many_probabilities(right: Whole, wrong: Whole, is_stopped: Flags, terms: Terms) -> Floats:
    """Return how likely each arm is to be chosen next, shape (R, K): `choice_probabilities`, row by row."""
    running = ~is_stopped
    even = running / running.sum(axis=1, keepdims=True)
    settled = np.where(running, right + wrong, np.iinfo(np.int64).max)
    warm = settled.min(axis=1) < terms.warm_up
    shares = even.copy()
    if not warm.all():
        best = many_best(right[~warm], wrong[~warm], running[~warm])
        least = terms.least_share / running[~warm].sum(axis=1, keepdims=True)
        shares[~warm] = _with_least(best, least, running[~warm])
    return np.where(running, np.round(shares, DIGITS), 0.0)


def many_best(right: Whole, wrong: Whole, running: Flags) -> Floats:
    """Return the probability of each running arm to be the best, shape (R, K): `best_probabilities`."""
    a, b = right + 1, wrong + 1
    deviations = np.where(running, np.sqrt(a * b / (a + b + 1)) / (a + b), np.inf).min(axis=1)
    needed = 2 ** np.ceil(np.log2(CELLS_IN_A_DEVIATION / deviations))
    cells = np.clip(needed, LEAST_CELLS, MOST_CELLS).astype(np.int64)
    found = np.zeros(right.shape)
    for number in np.unique(cells):
        rows = cells == number
        found[rows] = _best_on(right[rows], wrong[rows], running[rows], int(number))
    return found


def _best_on(right: Whole, wrong: Whole, running: Flags, cells: int) -> Floats:
    points = midpoints_of(cells)
    for_right, for_wrong = np.array(points.logs)
    logs = right[..., None] * for_right + wrong[..., None] * for_wrong  # (R, K, cells)
    masses = np.exp(logs - logs.max(axis=-1, keepdims=True))
    masses /= masses.sum(axis=-1, keepdims=True)
    up, down = np.array(points.slopes)
    slopes = right[..., None] * up - wrong[..., None] * down
    below = np.cumsum(masses, axis=-1) - masses * (0.5 + slopes)
    # A stopped arm is below all others everywhere.
    below = np.where(running[..., None], below, 1.0)
    found = np.empty(right.shape)
    for arm in range(right.shape[1]):
        others = np.delete(below, arm, axis=1).prod(axis=1)
        found[:, arm] = np.where(running[:, arm], (masses[:, arm] * others).sum(axis=-1), 0.0)
    found = np.maximum(found, 0.0)
    shares: Floats = found / found.sum(axis=1, keepdims=True)
    return shares


def _with_least(shares: Floats, least: Floats, running: Flags) -> Floats:
    """Return the shares with each running arm at its least or more: as in the choice, row by row."""
    low = np.zeros(shares.shape, np.bool_)
    for _ in range(shares.shape[1]):
        rest = np.where(low, 0.0, shares).sum(axis=1, keepdims=True)
        scale = (1 - least * low.sum(axis=1, keepdims=True)) / rest
        lower = low | (running & (shares * scale < least))
        # All are low only where the least is an even share, which rounding can undercut.
        low = np.where((lower | ~running).all(axis=1, keepdims=True), low, lower)
    rest = np.where(low, 0.0, shares).sum(axis=1, keepdims=True)
    scale = (1 - least * low.sum(axis=1, keepdims=True)) / rest
    return np.where(low, least, shares * scale)


def _expected(right: Whole, wrong: Whole) -> Floats:
    """Return the shares of right answers to expect of a pair, shape (R, 2): `expected_shares`."""
    settled = right + wrong
    mean = (right.sum(axis=1, keepdims=True) + 1) / (settled.sum(axis=1, keepdims=True) + 2)
    expected: Floats = (right + LEANING * mean) / (settled + LEANING)
    return expected


def many_nearest(first: Floats, other: Floats, probabilities: Floats, difference: float) -> Floats:
    """Return the first arm's share in the nearest pair of shares, shape (R,): `nearest_share`."""
    weight = probabilities[:, 1] / probabilities.sum(axis=1)
    other = other - difference
    b = (1 - weight) * (1 - 2 * difference + first) + weight * (1 + other)
    c = (1 - weight) * (difference * (1 - difference) - first * (1 - 2 * difference)) - weight * other
    e = (weight - 1) * first * difference * (1 - difference)
    mean = b / 3
    width = np.sqrt(np.maximum(0.0, mean * mean + c / 3))
    cosine = (mean**3 + (c * mean + e) / 2) / width**3
    angle = np.arccos(np.clip(cosine, -1.0, 1.0))
    nearest: Floats = mean + 2 * width * np.cos((angle - 2 * np.pi) / 3)
    return nearest
