"""What a comparison of two settings of a rule says.

A student enters it where the looser of the two settings would act, before anything is shown; chance then
says which setting holds for this student at this step. So those who enter are alike on both sides, although
the stricter setting helps fewer of them, and later: what counts is the next answer, helped or not. To count
only who was helped would favour a setting that helps those who need none.

Nobody looks along the way. How many students count is fixed before the first one, and one look at the end
decides, by the posterior interval. Only harm is looked for all along, by the interval that holds at all
times.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from content.policy.comparison import Arm, Choice, Outcome, Standing, Terms, choose
from content.policy.comparison.answers import ONE_IN
from content.policy.comparison.evidence import (
    Evidence,
    History,
    Interval,
    Trial,
    trial_of,
    whenever_interval,
)
from content.policy.comparison.posterior import Counts, Difference

NOW, TRIAL = Arm("now", ""), Arm("trial", "")
# Both settings for as many students: that tells the most, and by how many is known beforehand.
EVENLY = Terms(warm_up=1, least_share=1.0)

Verdict = Literal["better", "worse", "alike"]


@dataclass(frozen=True)
class Finding:
    """What came of a comparison.

    Attributes:
        verdict: of the setting that was tried; "alike": neither is known to do better.
        now, trial: how often the next answer was right, and how often not.
        interval: by how much the trial's share of right answers is higher, 95 %.
        is_early: it ended before all were counted, because it did harm.
    """

    verdict: Verdict
    now: Counts
    trial: Counts
    interval: Interval
    is_early: bool = False

    @property
    def students(self) -> int:
        """Return how many were counted."""
        return sum(self.now) + sum(self.trial)


def choose_setting(seed: str) -> Choice:
    """Choose which of both settings holds for a student at a step; its arm is `NOW` or `TRIAL`."""
    return choose([Standing(NOW), Standing(TRIAL)], seed=seed, terms=EVENLY)


def find(history: History, *, students: int) -> Finding | None:
    """Return what the comparison says; `None` while it is not over.

    Args:
        history: choices in the order in which they were made, each with what came of it.
        students: how many are counted, fixed before the first of them.
    """
    trials = counted(history)
    if len(trials) >= students:
        return _judge(trials[:students])
    harm = _harm(trials)
    if harm is None:
        return None
    now, trial = _counts(trials)
    return Finding("worse", now, trial, harm, is_early=True)


def counted(history: History) -> list[Trial]:
    """Return the trials in their order, up to the first whose outcome is open, each with what was known.

    When a choice is recorded nothing need be known, since both shares are a half whatever came before. What
    is expected of a trial rests on those before it in this order.
    """
    known = [Standing(NOW), Standing(TRIAL)]
    trials = []
    for choice, outcome in history:
        if outcome is Outcome.OPEN:
            break
        if outcome is Outcome.VOID:
            continue
        is_right = outcome is Outcome.RIGHT
        trials.append(trial_of(replace(choice, standings=tuple(known)), (0, 1), is_right=is_right))
        old = known[choice.chosen]
        known[choice.chosen] = replace(old, right=old.right + is_right, wrong=old.wrong + (not is_right))
    return trials


def _harm(trials: Sequence[Trial]) -> Interval | None:
    """Return by how much the trial does worse, if that is known already."""
    evidence = Evidence(0.0)
    for trial in trials:
        evidence.add(trial)
    # An interval without 0 needs that much against 0; most looks are spared the rest of it.
    if evidence.highest < math.log(ONE_IN):
        return None
    interval = whenever_interval(trials, against=ONE_IN)
    return interval if interval is not None and interval[1] < 0 else None


def _counts(trials: Sequence[Trial]) -> tuple[Counts, Counts]:
    sides = [[one.is_right for one in trials if one.is_other == side] for side in (False, True)]
    now, trial = ((sum(side), len(side) - sum(side)) for side in sides)
    return now, trial


def _judge(trials: Sequence[Trial]) -> Finding:
    now, trial = _counts(trials)
    posterior = Difference(now, trial)
    low, high = posterior.quantile(0.025), posterior.quantile(0.975)
    verdict: Verdict = "better" if low > 0 else "worse" if high < 0 else "alike"
    return Finding(verdict, now, trial, (low, high))
