"""What many runs of learners with known chances come to, as shares of runs and medians."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from content.lab.known_help import Run, Truth, run_learners
from content.policy.comparison import Comparison, Terms

LAST = 100


@dataclass(frozen=True)
class _Told:
    """What is kept of one run.

    Attributes:
        on_best: learners who had the best arm; `late` of them among the last hundred.
        covers: the posterior interval of the first and the last arm holds the true difference.
    """

    on_best: int
    late: int
    covers: bool
    is_missed: bool
    is_told_wrongly: bool
    told_after: int | None
    said: Comparison


def help_figures(truth: Truth, learners: int, *, runs: int, seed: int, terms: Terms) -> dict[str, Any]:
    """Return what so many runs come to.

    Returns:
        `best_in_last_100`, `fewer_on_worse`: shares, means over runs; the latter against an even split.
        `half_on_best`: the share of runs in which half of the learners or more had the best arm.
        `fixed_covers`, `whenever_covers`: the shares of runs in which the posterior interval at the end, and
        the other one at all times for all pairs, held the true difference.
        `told`, `told_wrongly`: shares of runs in which, at any time, an arm was called worse; and one that
        is not. `told_after`: the median, of those that told.
        `said`: how often each sentence stood at the end; `more`: the median of the students that were said
        to be missing, where some were.
        Without a difference, what is said of the best arm is `None`.

    Raises:
        ValueError: fewer than one run, or than 100 learners.
    """
    if runs < 1 or learners < LAST:
        raise ValueError(f"at least one run of {LAST} learners, got {runs} of {learners}")
    each = [
        _tell(run_learners(truth, learners, seed=f"{seed}/{number}", terms=terms)) for number in range(runs)
    ]
    return {
        **(_about_best(truth, learners, each) if len(set(truth.chances)) > 1 else {}),
        "fixed_covers": _share([one.covers for one in each]),
        "whenever_covers": _share([not one.is_missed for one in each]),
        "told": _share([one.told_after is not None for one in each]),
        "told_wrongly": _share([one.is_told_wrongly for one in each]),
        "told_after": _median([one.told_after for one in each if one.told_after is not None]),
        "said": dict(Counter(one.said.verdict.code for one in each)),
        "more": _median([one.said.verdict.more for one in each if one.said.verdict.code == "too_few"]),
    }


def _tell(run: Run) -> _Told:
    chances = run.truth.chances
    best = chances.index(max(chances))
    said = run.compared()
    # The pair of the first and the last arm: of two, the only one.
    low, high = said.pairs[len(chances) - 2].fixed
    return _Told(
        on_best=run.chosen(best),
        late=run.chosen(best, first=-LAST),
        covers=low <= chances[-1] - chances[0] <= high,
        is_missed=run.is_missed,
        is_told_wrongly=run.is_told_wrongly,
        told_after=run.told_after,
        said=said,
    )


def _about_best(truth: Truth, learners: int, each: Sequence[_Told]) -> dict[str, float]:
    even = learners * (1 - 1 / len(truth.chances))
    return {
        "best_in_last_100": round(mean(one.late for one in each) / LAST, 4),
        "fewer_on_worse": round(1 - mean(learners - one.on_best for one in each) / even, 4),
        "half_on_best": _share([one.on_best >= learners / 2 for one in each]),
    }


def _share(held: Sequence[bool]) -> float:
    return round(mean(held), 4)


def _median(values: Sequence[int]) -> float | None:
    return median(values) if values else None
