"""Fitting the parameters of knowledge tracing to what students answered.

Knowledge tracing is a hidden Markov model with two states, unknown and known, that never goes back. Its
parameters are found by expectation maximisation (Baum-Welch; Rabiner 1989, "A tutorial on hidden Markov
models", Proc. IEEE 77), with two cautions that short classroom sequences ask for: a weak Beta prior on each
parameter (Beck and Chang 2007, "Identifiability", UM 2007) and bounds that keep a parameter meaning what its
name says (Baker, Corbett and Aleven 2008, ITS 2008: a guess or slip above one half turns evidence around).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.domain.learning.mastery import CEILING, FLOOR, BktParams

NAMES = ("known", "learn", "slip", "guess")
BOUNDS = {"known": (0.01, 0.99), "learn": (0.01, 0.9), "slip": (0.01, 0.4), "guess": (0.01, 0.5)}
# The prior weighs as much as this many imagined answers a parameter: nothing beside a school's data, and
# enough that no estimate is 0/0.
PRIOR_WEIGHT = 4.0
LEAST_STUDENTS, LEAST_ANSWERS = 20, 100
MAX_ROUNDS, ENOUGH = 1000, 1e-7

Answers = NDArray[np.float64]
Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """What the data say about one skill.

    Attributes:
        params: the fitted parameters, or those it began from when `reason` says why nothing was fitted.
        log_likelihood: of the answers under `params`, natural logarithm.
        rounds: steps of expectation maximisation in the best start.
    """

    params: BktParams
    students: int
    answers: int
    log_likelihood: float
    rounds: int = 0
    reason: str = ""

    @property
    def is_fitted(self) -> bool:
        """Say whether the parameters come from the data."""
        return not self.reason


@dataclass(frozen=True)
class _Expected:
    """What one pass over the data expects, summed over students.

    Of each parameter: how often it came true, and how often it could have.
    """

    true: dict[str, float]
    could: dict[str, float]


def fit_skill(
    sequences: Sequence[Sequence[bool]],
    *,
    start: BktParams,
    restarts: int = 8,
    seed: int = 0,
    on_start: Callable[[], None] = lambda: None,
) -> Fit:
    """Return the parameters under which the answers are likeliest, or why there are none.

    Args:
        sequences: for each student the counting tries at this skill in time order, right or wrong.
        start: where the first search begins, what the prior leans to, and what too few data leave.
        restarts: searches from random places besides, because a search may end on a lower hill.
        seed: of those places.
        on_start: called after each search, for a progress bar.
    """
    asked = [list(answers) for answers in sequences if answers]
    students, answers = len(asked), sum(map(len, asked))
    reason = _why_not(asked)
    if reason:
        return Fit(start, students, answers, log_likelihood(asked, start), reason=reason)
    table = _as_table(asked)
    found = []
    for place in _starts(start, restarts, seed):
        found.append(_climb(table, place, prior=start))
        on_start()
    params, rounds = max(found, key=lambda entry: _score(table, entry[0], prior=start))
    return Fit(params, students, answers, log_likelihood(asked, params), rounds=rounds)


def log_likelihood(sequences: Sequence[Sequence[bool]], params: BktParams) -> float:
    """Return the natural logarithm of how likely the answers are."""
    asked = [list(answers) for answers in sequences if answers]
    return _sum_logs(_as_table(asked), params) if asked else 0.0


def _why_not(asked: Sequence[Sequence[bool]]) -> str:
    several = sum(len(answers) > 1 for answers in asked)
    total = sum(map(len, asked))
    if several < LEAST_STUDENTS or total < LEAST_ANSWERS:
        return (
            f"too few data: {several} students with two answers or more and {total} answers, "
            f"needed are {LEAST_STUDENTS} and {LEAST_ANSWERS}"
        )
    right = sum(map(sum, asked))
    return "all answers are alike" if right in (0, total) else ""


def _as_table(asked: Sequence[Sequence[bool]]) -> Answers:
    """Return the answers, shape (students, longest): 1 right, 0 wrong, NaN after the last."""
    table = np.full((len(asked), max(map(len, asked))), np.nan)
    for row, answers in zip(table, asked, strict=True):
        row[: len(answers)] = answers
    return table


def _starts(start: BktParams, restarts: int, seed: int) -> Iterator[BktParams]:
    yield _bounded({name: getattr(start, name) for name in NAMES})
    random = np.random.default_rng(seed)
    for _ in range(restarts):
        yield _bounded({name: random.uniform(*BOUNDS[name]) for name in NAMES})


def _bounded(values: dict[str, float]) -> BktParams:
    return BktParams(**{name: float(np.clip(values[name], *BOUNDS[name])) for name in NAMES})


def _climb(table: Answers, params: BktParams, *, prior: BktParams) -> tuple[BktParams, int]:
    """Climb from one place; return the top and the rounds it took."""
    rounds, moved = 0, 1.0
    while moved > ENOUGH and rounds < MAX_ROUNDS:
        better = _maximise(_expect(table, params), prior)
        moved = max(abs(getattr(better, name) - getattr(params, name)) for name in NAMES)
        params, rounds = better, rounds + 1
    return params, rounds


def _maximise(expected: _Expected, prior: BktParams) -> BktParams:
    """Return the likeliest parameters given what was expected.

    The objective is concave in each parameter, so that cutting at a bound gives the best value within it.
    """
    return _bounded(
        {
            name: (expected.true[name] + PRIOR_WEIGHT * getattr(prior, name))
            / (expected.could[name] + PRIOR_WEIGHT)
            for name in NAMES
        }
    )


def _score(table: Answers, params: BktParams, *, prior: BktParams) -> float:
    """Return the log-likelihood with the prior, which is what climbing raises."""
    score = _sum_logs(table, params)
    for name in NAMES:
        leaning, value = getattr(prior, name), getattr(params, name)
        score += PRIOR_WEIGHT * (leaning * np.log(value) + (1 - leaning) * np.log(1 - value))
    return float(score)


def _sum_logs(table: Answers, params: BktParams) -> float:
    _, scale = _forward(*_emissions(table, params), params)
    return float(np.log(scale).sum())


def _expect(table: Answers, params: BktParams) -> _Expected:
    """Run forward and backward over all students at once (Rabiner 1989, section III)."""
    is_there = ~np.isnan(table)
    forward, _ = _forward(*_emissions(table, params), params)
    known, learned = _smooth(forward, learn=params.learn)
    unknown = 1 - known
    return _Expected(
        true={
            "known": known[:, 0].sum(),
            "learn": (learned * is_there[:, 1:]).sum(),
            "slip": (known * (table == 0)).sum(),
            "guess": (unknown * (table == 1)).sum(),
        },
        could={
            "known": len(table),
            # A chance to learn shows only where another answer follows.
            "learn": (unknown[:, :-1] * is_there[:, 1:]).sum(),
            "slip": (known * is_there).sum(),
            "guess": (unknown * is_there).sum(),
        },
    )


def _emissions(table: Answers, params: BktParams) -> tuple[Chances, Chances]:
    """Return P(answer | known) and P(answer | unknown), shape as `table`; 1 where there is no answer."""
    # Parameters that were given, not fitted, may be 0: then an answer could be impossible, and its
    # logarithm infinite.
    slip, guess = np.clip((params.slip, params.guess), FLOOR, CEILING)
    if_known = np.select([table == 1, table == 0], [1 - slip, slip], 1.0)
    if_unknown = np.select([table == 1, table == 0], [guess, 1 - guess], 1.0)
    return if_known, if_unknown


def _forward(if_known: Chances, if_unknown: Chances, params: BktParams) -> tuple[Chances, Chances]:
    """Return P(known | answers so far) and P(answer | answers before), both (students, longest)."""
    forward, scale = np.empty_like(if_known), np.empty_like(if_known)
    before = np.full(len(if_known), params.known)
    for time in range(if_known.shape[1]):
        known = before * if_known[:, time]
        scale[:, time] = known + (1 - before) * if_unknown[:, time]
        forward[:, time] = known / scale[:, time]
        before = forward[:, time] + (1 - forward[:, time]) * params.learn
    return forward, scale


def _smooth(forward: Chances, *, learn: float) -> tuple[Chances, Chances]:
    """Return P(known | all answers), (students, T), and P(learned just then | all), (students, T - 1)."""
    known = forward.copy()
    learned = np.empty((len(forward), forward.shape[1] - 1))
    for time in range(forward.shape[1] - 2, -1, -1):
        unknown = 1 - forward[:, time]
        # How the later answers speak for being known next, over what was expected before they came.
        lift = known[:, time + 1] / (forward[:, time] + unknown * learn)
        known[:, time] = forward[:, time] * lift
        learned[:, time] = unknown * learn * lift
    return known, learned
