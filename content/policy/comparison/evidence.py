"""How far two arms differ, in an interval that holds at all times together, however the arms were chosen.

For every difference d that there might be, somebody bets against it. Before each choice the bet is fixed: by
the probabilities of the choice, and by the shares of right answers that are expected then, q. What is bet
against is the pair of shares (p, p + d) nearest to q, in relative entropy over arm and answer together. The
laws of (arm, answer) with that difference are a convex set, so a bet at the odds of q against the nearest of
them, its reverse information projection, gains nothing on average under any of them (Grünwald, de Heide and
Koolen 2024, "Safe testing", JRSS B 86; for two proportions Turner, Ly and Grünwald 2024, JSPI 230, and Turner
and Grünwald 2023, Statistics & Probability Letters 198). What was won so far is a nonnegative martingale, so
with probability 1/20 at most it ever comes to 20 times the stake (Ville 1939). The interval holds the
differences against which nobody has won so much.

It needs no large numbers, and students who come early may differ from those who come late: only the
difference between the arms is taken to be the same, and q may be any guess that looks at nothing later.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from content.policy.comparison.arms import Arm, Standing
from content.policy.comparison.choosing import Choice
from content.policy.comparison.outcomes import Outcome
from content.policy.comparison.posterior import boundary

History = Sequence[tuple[Choice, Outcome]]
"""Choices in the order in which they were made, each with what came of it."""
Interval = tuple[float, float]

# Expected shares lean to the mean of both arms as if it had been seen so often in each: differences that
# there are in classes are some tenths at most. Without it fewer are found (decision 0044).
LEANING = 8.0
# Of an end, outwards: a fifth of what a page shows.
PRECISION = 0.002
# The ends are looked for inwards from these.
_SCAN = [-0.995, *(tenth / 20 for tenth in range(-19, 20)), 0.995]


@dataclass(frozen=True)
class Trial:
    """One choice between a pair of arms, as it stood before the answer, and the answer.

    Attributes:
        expected: the shares of right answers that were expected of the first and the other arm, in (0, 1).
        shares: how likely each of the two was to be chosen; only their ratio counts.
        is_other: the other one was chosen.
        is_right: what came of it.
    """

    expected: tuple[float, float]
    shares: tuple[float, float]
    is_other: bool
    is_right: bool


class Evidence:
    """What somebody has won who bets against one difference: logarithms, now and at the highest."""

    def __init__(self, difference: float) -> None:
        """Begin with the stake; the difference lies in (-1, 1)."""
        self.difference = difference
        self.log = self.highest = 0.0

    def add(self, trial: Trial) -> None:
        """Take in one more trial."""
        self.log += log_e_value(trial, self.difference)
        self.highest = max(self.highest, self.log)


def expected_shares(first: Standing, other: Standing) -> tuple[float, float]:
    """Return the shares of right answers to expect of both arms by what is known, each in (0, 1)."""
    mean = (first.right + other.right + 1) / (first.settled + other.settled + 2)
    one, two = ((arm.right + LEANING * mean) / (arm.settled + LEANING) for arm in (first, other))
    return one, two


def trials_of(history: History, first: Arm, other: Arm) -> list[Trial]:
    """Return the trials of a pair: choices in which either could have been chosen, and one of them was.

    Choices whose outcome is void are left out. They end before the first whose outcome is open: to go on with
    those that came in sooner would favour the arm whose right answers are quick.
    """
    trials = []
    for choice, outcome in history:
        places = choice.place_of(first), choice.place_of(other)
        if places[0] is None or places[1] is None or choice.chosen not in places:
            continue
        if outcome is Outcome.OPEN:
            break
        if outcome is not Outcome.VOID:
            trials.append(trial_of(choice, (places[0], places[1]), is_right=outcome is Outcome.RIGHT))
    return trials


def trial_of(choice: Choice, places: tuple[int, int], *, is_right: bool) -> Trial:
    """Return the trial that a choice is for the pair at these places, one of which was chosen."""
    first, other = places
    return Trial(
        expected=expected_shares(choice.standings[first], choice.standings[other]),
        shares=(choice.probabilities[first], choice.probabilities[other]),
        is_other=choice.chosen == other,
        is_right=is_right,
    )


def log_e_value(trial: Trial, difference: float) -> float:
    """Return the logarithm of what a stake becomes by one trial; its mean is 1 if the difference is true."""
    expected = trial.expected[trial.is_other]
    nearest = nearest_share(trial.expected, trial.shares, difference)
    if trial.is_other:
        nearest += difference
    if not trial.is_right:
        expected, nearest = 1 - expected, 1 - nearest
    return math.log(expected / nearest)


def nearest_share(expected: tuple[float, float], shares: tuple[float, float], difference: float) -> float:
    """Return the first arm's share in the nearest pair of shares (p, p + difference).

    It is where the derivative of w1 KL(q1, p) + w2 KL(q2, p + d) is zero. Times all denominators that is a
    cubic with three real roots, of which the middle one lies where both p and p + d are in (0, 1): the others
    are outside, because the cubic falls, is below zero at the lower end and above at the upper one.
    """
    weight = shares[1] / (shares[0] + shares[1])
    first, other = expected[0], expected[1] - difference
    # -p^3 + b p^2 + c p + e, from (1 - w)(p - q1)(p + d)(1 - p - d) + w (p + d - q2) p (1 - p).
    b = (1 - weight) * (1 - 2 * difference + first) + weight * (1 + other)
    c = (1 - weight) * (difference * (1 - difference) - first * (1 - 2 * difference)) - weight * other
    e = (weight - 1) * first * difference * (1 - difference)
    return _middle_root(b, c, e)


def _middle_root(b: float, c: float, e: float) -> float:
    """Return the middle one of the three real roots of p^3 = b p^2 + c p + e (Viète)."""
    mean = b / 3
    width = math.sqrt(max(0.0, mean * mean + c / 3))
    if not width:
        return mean
    cosine = (mean**3 + (c * mean + e) / 2) / width**3
    angle = math.acos(min(1.0, max(-1.0, cosine)))
    return mean + 2 * width * math.cos((angle - 2 * math.pi) / 3)


def whenever_interval(trials: Iterable[Trial], *, against: float) -> Interval | None:
    """Return the differences that nobody has won `against` times the stake against; -1 to 1.

    `None` if there is none: the difference cannot have been the same all along.

    Args:
        trials: in the order of the choices.
        against: 20 for an interval that holds the true difference at all times in 95 of 100 cases.
    """
    told = list(trials)
    most = math.log(against)

    def is_out(difference: float) -> bool:
        evidence = Evidence(difference)
        for trial in told:
            evidence.add(trial)
            if evidence.log >= most:
                return True
        return False

    lows = sorted([*_SCAN, _guess(told)])
    low, high = _end(is_out, lows, -1.0), _end(is_out, lows[::-1], 1.0)
    return None if low is None or high is None else (low, high)


def _end(is_out: Callable[[float], bool], inwards: Sequence[float], outermost: float) -> float | None:
    """Return one end of the interval: the last that is out before the first that is not; `None`: all are."""
    out = outermost
    for difference in inwards:
        if not is_out(difference):
            if out == outermost:
                return outermost
            return boundary(is_out, out, difference, within=PRECISION)
        out = difference
    return None


def _guess(trials: Sequence[Trial]) -> float:
    """Return a difference near the likeliest: a narrow interval may lie between two of the scan."""
    if not trials:
        return 0.0
    return trials[-1].expected[1] - trials[-1].expected[0]
