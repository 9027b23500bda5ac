"""Learners whose chances are known are helped through the real choice: what it does, and what is said of it.

Every choice, stop and interval is made by the functions that serve; only the answers are drawn here.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from content.policy.comparison import Arm, Choice, Outcome, Standing, Terms, choose
from content.policy.comparison.answers import ONE_IN, students_needed, worse_arms
from content.policy.comparison.choosing import choice_probabilities
from content.policy.comparison.evidence import Evidence, Interval, Trial, trial_of, whenever_interval
from content.policy.comparison.posterior import Difference

Places = tuple[int, int]


@dataclass(frozen=True)
class Truth:
    """What is true of the learners.

    Attributes:
        chances: for each arm, how likely a right answer is.
        together: so many learners choose at once, before any of their answers is known: a class.
    """

    chances: tuple[float, ...]
    together: int = 1

    def __post_init__(self) -> None:
        if len(self.chances) < 2 or not all(0 < chance < 1 for chance in self.chances):
            raise ValueError(f"it takes two chances or more between 0 and 1, got {self.chances}")
        if self.together < 1:
            raise ValueError(f"at least one learner chooses at a time, got {self.together}")

    @property
    def best(self) -> int:
        """Return the place of the best arm."""
        return self.chances.index(max(self.chances))


def against_of(truth: Truth) -> int:
    """Return what is to be won against a difference before it is out."""
    return ONE_IN * math.comb(len(truth.chances), 2)


@dataclass(frozen=True)
class Summary:
    """What one run came to.

    Attributes:
        chosen: the place of each learner's arm, in order.
        standings: what is known of the arms at the end.
        covers: the posterior interval at the end, of the first and the last arm, holds the true difference.
        more: about how many more students would be said to be missing, to tell the best arm from any other.
        is_missed: at some time the true difference of a pair was outside its interval.
        is_told_wrongly: an arm was called worse that is not.
        told_after: after how many learners an arm was first called worse; `None` if never.
    """

    chosen: tuple[int, ...]
    standings: tuple[Standing, ...]
    covers: bool
    more: int
    is_missed: bool
    is_told_wrongly: bool
    told_after: int | None

    @classmethod
    def of(
        cls,
        truth: Truth,
        chosen: tuple[int, ...],
        standings: tuple[Standing, ...],
        *,
        logs: Mapping[Places, float],
        terms: Terms,
        is_missed: bool,
        is_told_wrongly: bool,
        told_after: int | None,
    ) -> "Summary":
        """Take what happened; `logs` are those of what was won against no difference, for each pair."""
        first, last = ((one.right, one.wrong) for one in (standings[0], standings[-1]))
        below = Difference(first, last).at_most(truth.chances[-1] - truth.chances[0])
        shares = choice_probabilities(standings, terms)
        more = max(
            students_needed(
                log,
                standings[one],
                standings[two],
                (shares[one], shares[two]),
                against=against_of(truth),
            )
            for (one, two), log in logs.items()
            if truth.best in (one, two)
        )
        covers = 0.025 <= below <= 0.975
        return cls(chosen, standings, covers, more, is_missed, is_told_wrongly, told_after)


@dataclass
class Run:
    """One course of events: the choices and what came of them, in order, and what is known of the arms."""

    truth: Truth
    standings: list[Standing]
    history: list[tuple[Choice, Outcome]] = field(default_factory=list)
    told_after: int | None = None
    is_told_wrongly: bool = False
    is_missed: bool = False

    @property
    def arms(self) -> list[Arm]:
        """Return the arms in order."""
        return [standing.arm for standing in self.standings]


def run_learners(truth: Truth, learners: int, *, seed: str, terms: Terms) -> tuple[Run, Summary]:
    """Let so many learners be helped, one class after another.

    Args:
        truth: what is true of them.
        learners: how many there are.
        seed: the same seed gives the same run.
        terms: how chance chooses.
    """
    rng = random.Random(seed)  # noqa: S311  (learners are drawn, no secret is)
    run = Run(truth, [Standing(Arm(f"arm-{n}", "1")) for n in range(len(truth.chances))])
    watches = {pair: _Watch.over(pair, truth) for pair in combinations(range(len(truth.chances)), 2)}
    for begin in range(0, learners, truth.together):
        numbers = range(begin, min(begin + truth.together, learners))
        choices = [choose(run.standings, seed=f"{seed}/{number}", terms=terms) for number in numbers]
        for choice in choices:
            is_right = rng.random() < truth.chances[choice.chosen]
            run.history.append((choice, Outcome.RIGHT if is_right else Outcome.NOT_RIGHT))
            _settle(run, choice, is_right=is_right, watches=watches)
    return run, Summary.of(
        truth,
        tuple(choice.chosen for choice, _ in run.history),
        tuple(run.standings),
        logs={pair: watch.none.log for pair, watch in watches.items()},
        terms=terms,
        is_missed=run.is_missed,
        is_told_wrongly=run.is_told_wrongly,
        told_after=run.told_after,
    )


@dataclass
class _Watch:
    """The evidence about a pair, kept up to date: against no difference, and against the true one."""

    against: float
    none: Evidence
    true: Evidence
    trials: list[Trial] = field(default_factory=list)
    interval: Interval | None = None

    @classmethod
    def over(cls, pair: Places, truth: Truth) -> "_Watch":
        first, other = pair
        difference = truth.chances[other] - truth.chances[first]
        return cls(against_of(truth), Evidence(0.0), Evidence(difference))

    def add(self, trial: Trial) -> None:
        self.trials.append(trial)
        for evidence in (self.none, self.true):
            evidence.add(trial)
        # An interval without 0 needs that much against 0; most trials are spared the rest of it.
        if self.interval is None and self.none.highest >= math.log(self.against):
            interval = whenever_interval(self.trials, against=self.against)
            if interval is not None and (interval[0] > 0 or interval[1] < 0):
                self.interval = interval


def _settle(run: Run, choice: Choice, *, is_right: bool, watches: dict[Places, _Watch]) -> None:
    """Take in an answer: count it, add to the evidence, and stop an arm that is known to do worse."""
    place = choice.chosen
    old = run.standings[place]
    run.standings[place] = replace(old, right=old.right + is_right, wrong=old.wrong + (not is_right))
    for pair, watch in watches.items():
        if place in pair and all(choice.probabilities[one] > 0 for one in pair):
            watch.add(trial_of(choice, pair, is_right=is_right))
            run.is_missed |= watch.true.highest >= math.log(watch.against)
    if any(watch.interval for watch in watches.values()):
        _stop_worse(run, {pair: watch.interval for pair, watch in watches.items()})


def _stop_worse(run: Run, intervals: dict[Places, Interval | None]) -> None:
    arms, chances = run.arms, run.truth.chances
    worse = worse_arms({(arms[one], arms[two]): interval for (one, two), interval in intervals.items()})
    for place, standing in enumerate(run.standings):
        if standing.arm in worse and not standing.is_stopped:
            run.standings[place] = replace(standing, is_stopped=True)
            run.told_after = run.told_after or len(run.history)
            run.is_told_wrongly |= chances[place] >= max(chances)
