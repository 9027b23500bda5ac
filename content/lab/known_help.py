"""Learners whose chances are known are helped through the real choice: what it does, and what is said of it.

Every choice, stop and interval is made by the functions that serve; only the answers are drawn here.
"""

import math
import random
from dataclasses import dataclass, field, replace
from itertools import combinations

from content.policy.comparison import Arm, Choice, Comparison, Outcome, Standing, Terms, choose, compare
from content.policy.comparison.answers import ONE_IN, worse_arms
from content.policy.comparison.evidence import Evidence, Interval, Trial, trial_of, whenever_interval

_Places = tuple[int, int]


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


@dataclass
class Run:
    """One course of events.

    Attributes:
        history: the choices and what came of them, in order.
        told_after: after how many learners a pair was first told apart; `None` if never.
        is_told_wrongly: an arm was called worse that is not.
        is_missed: at some time the true difference of a pair was outside its interval.
    """

    truth: Truth
    terms: Terms
    standings: list[Standing]
    history: list[tuple[Choice, Outcome]] = field(default_factory=list)
    told_after: int | None = None
    is_told_wrongly: bool = False
    is_missed: bool = False

    @property
    def arms(self) -> list[Arm]:
        """Return the arms in order."""
        return [standing.arm for standing in self.standings]

    def chosen(self, place: int, *, first: int = 0, last: int | None = None) -> int:
        """Return how many of the learners from the first to before the last had the arm at a place."""
        return sum(choice.chosen == place for choice, _ in self.history[first:last])

    def compared(self) -> Comparison:
        """Return what the author's page would say."""
        return compare(self.history, self.arms, terms=self.terms)


def run_learners(truth: Truth, learners: int, *, seed: str, terms: Terms) -> Run:
    """Let so many learners be helped, one class after another.

    Args:
        truth: what is true of them.
        learners: how many there are.
        seed: the same seed gives the same run.
        terms: how chance chooses.
    """
    rng = random.Random(seed)  # noqa: S311  (learners are drawn, no secret is)
    run = Run(truth, terms, [Standing(Arm(f"arm-{n}", "1")) for n in range(len(truth.chances))])
    watches = {pair: _Watch.over(pair, truth) for pair in combinations(range(len(truth.chances)), 2)}
    for begin in range(0, learners, truth.together):
        numbers = range(begin, min(begin + truth.together, learners))
        choices = [choose(run.standings, seed=f"{seed}/{number}", terms=terms) for number in numbers]
        for choice in choices:
            is_right = rng.random() < truth.chances[choice.chosen]
            run.history.append((choice, Outcome.RIGHT if is_right else Outcome.NOT_RIGHT))
            _settle(run, choice, is_right=is_right, watches=watches)
    return run


@dataclass
class _Watch:
    """The evidence about a pair, kept up to date: against no difference, and against the true one."""

    against: float
    none: Evidence
    true: Evidence
    trials: list[Trial] = field(default_factory=list)
    interval: Interval | None = None

    @classmethod
    def over(cls, pair: _Places, truth: Truth) -> "_Watch":
        first, other = pair
        difference = truth.chances[other] - truth.chances[first]
        against = ONE_IN * math.comb(len(truth.chances), 2)
        return cls(against, Evidence(0.0), Evidence(difference))

    def add(self, trial: Trial) -> None:
        self.trials.append(trial)
        for evidence in (self.none, self.true):
            evidence.add(trial)
        # An interval without 0 needs that much against 0; most trials are spared the rest of it.
        if self.interval is None and self.none.highest >= math.log(self.against):
            interval = whenever_interval(self.trials, against=self.against)
            if interval is not None and (interval[0] > 0 or interval[1] < 0):
                self.interval = interval


def _settle(run: Run, choice: Choice, *, is_right: bool, watches: dict[_Places, _Watch]) -> None:
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


def _stop_worse(run: Run, intervals: dict[_Places, Interval | None]) -> None:
    arms, chances = run.arms, run.truth.chances
    worse = worse_arms({(arms[one], arms[two]): interval for (one, two), interval in intervals.items()})
    for place, standing in enumerate(run.standings):
        if standing.arm in worse and not standing.is_stopped:
            run.standings[place] = replace(standing, is_stopped=True)
            run.told_after = run.told_after or len(run.history)
            run.is_told_wrongly |= chances[place] >= max(chances)
