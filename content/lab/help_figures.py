"""What many runs of learners with known chances come to, as shares of runs and medians."""

from collections.abc import Sequence
from statistics import mean, median
from typing import Any

from content.lab.known_help import Summary, Truth

LAST = 100


def help_figures(truth: Truth, runs: Sequence[Summary]) -> dict[str, Any]:
    """Return what runs come to.

    Returns:
        `best_in_last_100`, `fewer_on_worse`: shares, means over runs; the latter against an even split.
        `half_on_best`: the share of runs in which half of the learners or more had the best arm.
        `fixed_covers`, `whenever_covers`: the shares of runs in which the posterior interval at the end, and
        the other one at all times for all pairs, held the true difference.
        `told`, `told_wrongly`: shares of runs in which, at any time, an arm was called worse; and one that
        is not. `told_after`: the median, of those that told.
        `more`: the median of the students that were said to be missing, of those that did not.
        Without a difference there is nothing about the best arm.

    Raises:
        ValueError: there is no run, or one has fewer than 100 learners.
    """
    if not runs or len(runs[0].chosen) < LAST:
        raise ValueError(f"at least one run of {LAST} learners")
    return {
        **(_about_best(truth.best, runs) if len(set(truth.chances)) > 1 else {}),
        "fixed_covers": _share([one.covers for one in runs]),
        "whenever_covers": _share([not one.is_missed for one in runs]),
        "told": _share([one.told_after is not None for one in runs]),
        "told_wrongly": _share([one.is_told_wrongly for one in runs]),
        "told_after": _median([one.told_after for one in runs if one.told_after is not None]),
        "more": _median([one.more for one in runs if one.told_after is None]),
    }


def _about_best(best: int, runs: Sequence[Summary]) -> dict[str, float]:
    learners, arms = len(runs[0].chosen), len(runs[0].standings)
    on_best = [one.chosen.count(best) for one in runs]
    worse = mean(learners - one for one in on_best)
    return {
        "best_in_last_100": round(mean(one.chosen[-LAST:].count(best) for one in runs) / LAST, 4),
        "fewer_on_worse": round(1 - worse / (learners * (1 - 1 / arms)), 4),
        "half_on_best": _share([one >= learners / 2 for one in on_best]),
    }


def _share(held: Sequence[bool]) -> float:
    return round(mean(held), 4)


def _median(values: Sequence[int]) -> float | None:
    return median(values) if values else None
