"""What can be said of the arms of a step: figures, and one sentence."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from content import figures
from content.language import gettext, ngettext
from content.policy.comparison.arms import Arm, Standing, Terms
from content.policy.comparison.choosing import choice_probabilities
from content.policy.comparison.evidence import (
    Evidence,
    History,
    Interval,
    Trial,
    expected_shares,
    log_e_value,
    trials_of,
    whenever_interval,
)
from content.policy.comparison.outcomes import Outcome
from content.policy.comparison.posterior import Difference, best_probabilities

# One in so many intervals may miss.
ONE_IN = 20
# No difference beyond this many points: alike.
ALIKE_POINTS = 10
# More students than this are no plan.
MOST_TOLD = 2000


@dataclass(frozen=True)
class Pair:
    """Two arms beside each other; differences are the other's share of right answers less the first one's.

    Attributes:
        fixed: the 95 % posterior interval, for a number of students that was fixed before anybody looked.
        whenever: the interval that holds at all times together, with those of all other pairs; `None` if the
            difference changed along the way.
        more: about how many more students it takes until `whenever` parts them; 0 where it does.
    """

    first: Arm
    other: Arm
    fixed: Interval
    whenever: Interval | None
    more: int


@dataclass(frozen=True)
class Verdict:
    """The sentence, as values.

    Attributes:
        code: `better`: an arm does better than all others; `alike`: no two are ten points apart; `too_few`:
            not known yet; `changed`: what helped early did not help late.
        better: the arm that does better.
        low, high: by how many points at least and at most; if alike, `high`: how far apart at most.
        more: about how many more students are needed.
    """

    code: Literal["better", "alike", "too_few", "changed"]
    better: Arm | None = None
    low: int = 0
    high: int = 0
    more: int = 0


@dataclass(frozen=True)
class Comparison:
    """All that is known of the arms of a step.

    Attributes:
        standings: counts of each arm, and whether it is now stopped: another does better.
        best: how likely each is to be the best of all.
    """

    standings: tuple[Standing, ...]
    best: tuple[float, ...]
    pairs: tuple[Pair, ...]
    verdict: Verdict


def compare(history: History, arms: Sequence[Arm], *, terms: Terms) -> Comparison:
    """Compare two arms or more by all choices that were made by chance, in their order.

    Pairs share the 5 %: of three arms each of three intervals is one that misses in 1 of 60 cases at most, so
    that none of them misses in 19 of 20 (Bonferroni). An arm with a changed text begins anew, and so does
    what is said of it.

    Args:
        history: choices in the order in which they were made, each with what came of it.
        arms: those there are now, in the order in which they are chosen among.
        terms: how chance chooses now.

    Raises:
        ValueError: there are fewer than two arms.
    """
    if len(arms) < 2:
        raise ValueError("it takes two arms to compare")
    trials = {pair: trials_of(history, *pair) for pair in combinations(arms, 2)}
    against = ONE_IN * len(trials)
    intervals = {pair: whenever_interval(told, against=against) for pair, told in trials.items()}
    worse = worse_arms(intervals)
    standings = {arm: replace(_count(history, arm), is_stopped=arm in worse) for arm in arms}
    shares = dict(zip(arms, choice_probabilities(list(standings.values()), terms), strict=True))
    pairs = tuple(
        _pair(
            (standings[first], standings[other]),
            told,
            intervals[first, other],
            (shares[first], shares[other]),
            against=against,
        )
        for (first, other), told in trials.items()
    )
    best = best_probabilities([(one.right, one.wrong) for one in standings.values()])
    leader = arms[best.index(max(best))]
    return Comparison(tuple(standings.values()), tuple(best), pairs, _judge(leader, pairs))


def probability_in_words(value: float) -> str:
    """Return a probability in whole per cent, a half upwards, and never as certain."""
    if value < 0.01:
        return gettext("under %(share)s") % {"share": figures.percent(1)}
    if value > 0.99:
        return gettext("over %(share)s") % {"share": figures.percent(99)}
    # A sum of halves in binary may fall a hair short of the half.
    return figures.percent(int(100 * value + 0.5 + 1e-9))


def sentence(verdict: Verdict, names: Mapping[Arm, str]) -> str:
    """Return a verdict in words; names are those of the arms at the beginning of a sentence."""
    if verdict.code == "changed":
        return gettext("What helped early did not help late: no one difference fits all students")
    if verdict.code == "alike":
        return gettext("They do equally well, or nearly: at most %(high)s points apart") % {
            "high": verdict.high
        }
    if verdict.better is not None:
        text = gettext("%(name)s does better by %(low)s to %(high)s points")
        if not verdict.low:
            text = gettext("%(name)s does better, by up to %(high)s points")
        return text % {"name": names[verdict.better], "low": verdict.low, "high": verdict.high}
    if verdict.more > MOST_TOLD:
        return gettext("Too few to say: more than %(more)s more students") % {"more": MOST_TOLD}
    text = ngettext(
        "Too few to say: about %(more)s more student",
        "Too few to say: about %(more)s more students",
        verdict.more,
    )
    return text % {"more": verdict.more}


def _count(history: History, arm: Arm) -> Standing:
    came = [outcome for choice, outcome in history if choice.arm == arm]
    return Standing(arm, came.count(Outcome.RIGHT), came.count(Outcome.NOT_RIGHT))


def worse_arms(intervals: Mapping[tuple[Arm, Arm], Interval | None]) -> frozenset[Arm]:
    """Return the arms that are known to do worse than another; none if that would leave no arm."""
    worse = set()
    for (first, other), interval in intervals.items():
        if interval is not None and interval[0] > 0:
            worse.add(first)
        elif interval is not None and interval[1] < 0:
            worse.add(other)
    everybody = {arm for pair in intervals for arm in pair}
    return frozenset(worse) if worse < everybody else frozenset()


def students_needed(
    log: float, first: Standing, other: Standing, shares: tuple[float, float], *, against: float
) -> int:
    """Return about how many more students it takes to tell a pair apart, if choices go on like this.

    Their difference is taken to be as large as the median of what is believed of its size: before there is
    data it is large, with much data on two arms alike it is small, and the number grows.

    Args:
        log: the logarithm of what was won so far against no difference.
        first: what is known of the one arm.
        other: what is known of the other one.
        shares: how likely each of the two is to be chosen next.
        against: what is to be won against no difference.
    """
    missing = math.log(against) - log
    if missing <= 0 or not all(shares):
        return 0 if missing <= 0 else MOST_TOLD + 1
    size = Difference((first.right, first.wrong), (other.right, other.wrong)).usual_size()
    growth = _growth(sum(expected_shares(first, other)) / 2, size, shares)
    return _rounded(missing / growth)


def _growth(mean: float, size: float, shares: tuple[float, float]) -> float:
    """Return what a student adds to the logarithm, on average, if shares differ by `size` around a mean."""
    least = 0.001
    low, high = max(least, mean - size / 2), min(1 - least, mean + size / 2)
    total = 0.0
    for is_other, share in enumerate(shares):
        for is_right, chance in ((True, (low, high)[is_other]), (False, 1 - (low, high)[is_other])):
            trial = Trial((low, high), shares, bool(is_other), is_right)
            total += share * chance * log_e_value(trial, 0.0)
    return max(total, 1e-9)


def _rounded(students: float) -> int:
    """Return a number as one says "about": up to the next 10, from 200 on the next 50."""
    step = 10 if students <= 200 else 50
    return min(math.ceil(students / step) * step, MOST_TOLD + 1)


def _pair(
    arms: tuple[Standing, Standing],
    trials: Sequence[Trial],
    whenever: Interval | None,
    shares: tuple[float, float],
    *,
    against: float,
) -> Pair:
    first, other = arms
    posterior = Difference((first.right, first.wrong), (other.right, other.wrong))
    is_told = whenever is not None and (whenever[0] > 0 or whenever[1] < 0)
    evidence = Evidence(0.0)
    for trial in trials:
        evidence.add(trial)
    more = 0 if is_told else students_needed(evidence.log, first, other, shares, against=against)
    fixed = (posterior.quantile(0.025), posterior.quantile(0.975))
    return Pair(first.arm, other.arm, fixed, whenever, more)


def _judge(leader: Arm, pairs: Sequence[Pair]) -> Verdict:
    ahead = [_ahead(leader, pair) for pair in pairs if leader in (pair.first, pair.other)]
    if any(pair.whenever is None for pair in pairs):
        return Verdict("changed")
    low, high = min(one for one, _ in ahead), min(one for _, one in ahead)
    if low > 0:
        return Verdict("better", leader, math.floor(low * 100), math.ceil(high * 100))
    apart = max(abs(end) for pair in pairs for end in pair.whenever or ())
    if apart * 100 <= ALIKE_POINTS:
        return Verdict("alike", high=math.ceil(apart * 100))
    return Verdict("too_few", more=max(pair.more for pair in pairs if leader in (pair.first, pair.other)))


def _ahead(leader: Arm, pair: Pair) -> Interval:
    """Return by how much the leader is ahead of the other arm of a pair."""
    low, high = pair.whenever or (-1.0, 1.0)
    return (-high, -low) if pair.first == leader else (low, high)
