"""What is tried next: a pattern search within the ranges, wide steps first.

Around the setting that holds, one number at a time is moved to either end of its range; where nothing does
better, by half of the range, then by a quarter; then the search rests (Hooke and Jeeves 1961, "Direct search
solution of numerical and statistical problems", JACM 8). Wide steps come first, because a wide step makes the
largest difference, and so the one that few students can show. What was compared and did not do better is not
tried again, so the search comes to an end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from content.policy.tuning.settings import Opened, Setting

LEVELS = 3


@dataclass(frozen=True)
class Search:
    """Where a search stands.

    Attributes:
        at: the setting that holds.
        level: how often the step was halved, 0 to `LEVELS`; there the search rests.
        done: settings that did no better than another, or that were taken back: not tried again.
    """

    at: Setting
    level: int = 0
    done: frozenset[Setting] = frozenset()


def next_trial(opened: Sequence[Opened], search: Search) -> tuple[Search, Setting | None]:
    """Return the setting to compare with the one that holds, and the search at the step it is from.

    `None`: nothing is left to try.
    """
    for level in range(search.level, LEVELS):
        for setting in _around(opened, search.at, level):
            if setting not in search.done:
                return replace(search, level=level), setting
    return replace(search, level=LEVELS), None


def settle(search: Search, trial: Setting, *, is_better: bool) -> Search:
    """Return the search after a comparison: moved if the other setting did better."""
    if is_better:
        return replace(search, at=trial, done=search.done | {search.at})
    return replace(search, done=search.done | {trial})


def take_back(search: Search, to: Setting) -> Search:
    """Return the search after its author took a move back: what was left is not tried again."""
    return replace(search, at=to, done=(search.done | {search.at}) - {to})


def _around(opened: Sequence[Opened], at: Setting, level: int) -> Iterator[Setting]:
    """Yield the settings one step away, each once, one number at a time, the smaller number first."""
    for place, number in enumerate(opened):
        step = (number.high - number.low) / 2**level
        for sign in (-1, 1):
            moved = number.placed(at[place] + sign * step)
            if moved != at[place]:
                yield (*at[:place], moved, *at[place + 1 :])
