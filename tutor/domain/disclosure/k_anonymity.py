"""k-anonymity: rows of numbers, each made equal to several others.

Source: Samarati (2001), "Protecting Respondents' Identities in Microdata Release", TKDE 13.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from emotion.estimate import STATES

SECONDS = (10, 20, 30, 60, 90, 120, 180, 300, 600, 1200, 3600)
CLIPS = (0, 10, 30, 100, 300, 1000)
MOST_TIMES = 3
# What is left out first where rows are too few alike: a guess before a fact, a detail before what matters.
DISPENSABLE = (*reversed(STATES), "clips_known", "said_lost", "hints", "tries", "seconds", "wrong")

Row = Mapping[str, Any]


def coarsen(row: Row) -> dict[str, Any]:
    """Return a row in steps: times and clips to one of a few, counts up to three, states in fifths."""
    coarse: dict[str, Any] = {}
    for name, value in row.items():
        if value is None:
            continue
        if name in STATES:
            coarse[name] = round(round(value * 5) / 5, 1)
        elif name in ("seconds", "clips_known"):
            steps = SECONDS if name == "seconds" else CLIPS
            coarse[name] = min(steps, key=lambda step: abs(step - value))
        else:
            coarse[name] = min(value, MOST_TIMES)
    return coarse


def anonymize(rows: Sequence[Row], *, least: int) -> list[dict[str, Any]]:
    """Return the rows, each of them the same as `least` - 1 others or more.

    Of rows that are not, one thing after another is left out; what still has too few like it in the end is
    left empty, together with as many of the others as it takes.

    Args:
        rows: of one step, coarse; at least `least`.
        least: how many must be alike.
    """
    done: list[dict[str, Any]] = []
    left = [dict(row) for row in rows]
    while left:
        alike = Counter(_key(row) for row in left)
        done += [row for row in left if alike[_key(row)] >= least]
        left = [row for row in left if alike[_key(row)] < least]
        names = sorted({name for row in left for name in row}, key=_rank)
        if not names:
            break
        # What makes most of them alike goes, and of several the one that is missed least.
        gone = max(names, key=lambda name: _count_equal(_without(left, name), least))
        left = _without(left, gone)
    return [*_make_room(done, len(left), least=least), *({} for _ in left)]


def _make_room(done: list[dict[str, Any]], empty: int, *, least: int) -> list[dict[str, Any]]:
    """Return the rows, whole groups of them emptied until there are enough empty ones, if there are any."""
    rows = list(done)
    while 0 < empty + sum(not row for row in rows) < least and any(rows):
        key = _key(next(row for row in rows if row))
        rows = [{} if _key(row) == key else row for row in rows]
    return rows


def _without(rows: Sequence[Row], gone: str) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != gone} for row in rows]


def _count_equal(rows: Sequence[Row], least: int) -> int:
    alike = Counter(_key(row) for row in rows)
    return sum(count for count in alike.values() if count >= least)


def _rank(name: str) -> int:
    return DISPENSABLE.index(name) if name in DISPENSABLE else len(STATES)


def _key(row: Row) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(row.items()))
