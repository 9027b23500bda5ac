"""How likely each thing is that `words` can tell, summed exactly: what the best attacker works with."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.domain.affect import words
from tutor.domain.affect.cohort import SETTLED

SLOTS = 135  # 45 minutes
GRID, REACH = 1201, 14.0
Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """Two time courses of one student (1: lost) on top of how many of all others are lost in each slot."""

    name: str
    others: Chances
    courses: tuple[Chances, Chances]

    @property
    def one(self) -> list[float]:
        """Return how many are lost in each slot, with the first course."""
        return [*(self.others + self.courses[0])]

    @property
    def other(self) -> list[float]:
        """Return how many are lost in each slot, with the second."""
        return [*(self.others + self.courses[1])]


def _below(x: Chances, scale: float) -> Chances:
    tail = 0.5 * np.exp(-np.abs(x) / scale)
    return np.where(x < 0, tail, 1 - tail)


def chances(lost: Sequence[float], *, here: int) -> Chances:
    """Return the chance of each outcome: of each slot, that it is told as less or as most; last, of silence.

    The threshold's noise is summed on a grid, on both sides of its peak; each look's in closed form.
    """
    half = np.linspace(0, REACH, GRID)
    noise = np.concatenate([-half[:0:-1], half])
    weights = np.exp(-np.abs(noise) / words.THRESHOLD_SCALE)
    weights[0] = weights[-1] = weights[0] / 2
    weights /= weights.sum()
    threshold = words.threshold_of(here)
    gap = words.MOST_FROM * here - threshold
    silent, told = np.ones_like(noise), []
    for count in lost:
        needed = threshold + noise - count
        less = _below(needed + gap, words.LOOK_SCALE) - _below(needed, words.LOOK_SCALE)
        most = 1 - _below(needed + gap, words.LOOK_SCALE)
        told += [(weights * silent * less).sum(), (weights * silent * most).sum()]
        silent = silent * _below(needed, words.LOOK_SCALE)
    return np.array([*told, (weights * silent).sum()])


def advantage(one: Chances, other: Chances) -> float:
    """Return by how many points over chance the best guess between the two is right."""
    return float(50 * np.abs(one - other).sum() / 2)


def greatest_odds(one: Chances, other: Chances) -> float:
    """Return how sure anybody can ever be, beginning from even odds; of what happens at all."""
    happens = (one > 1e-9) & (other > 1e-9)
    ratios = one[happens] / other[happens]
    return float(max(ratios.max(), 1 / ratios.min()))


def hard_cases() -> list[Case]:
    """Return the cases that gain an attacker most: others near the threshold, and one who changes.

    Nobody's state counts as changed sooner than `SETTLED` slots after the last change.
    """
    return [
        Case(f"{name}, {about}", others, (one, other))
        for name, others in _others()
        for about, one, other in _courses()
    ]


def _others() -> Iterator[tuple[str, Chances]]:
    for count in (0, 6, 8, 9, 10, 11, 12, 16):
        yield f"{count} others", np.full(SLOTS, float(count))
    for step in (0.1, 0.3, 0.45, 0.6, 2.0):
        yield f"{step} more a slot", np.minimum(24, np.floor(np.arange(SLOTS) * step))
    yield "all at once", np.where(np.arange(SLOTS) < 60, 2.0, 24.0)


def _courses() -> Iterator[tuple[str, Chances, Chances]]:
    slots, none = np.arange(SLOTS), np.zeros(SLOTS)
    yield "lost or never", none + 1, none
    yield "lost first or last", (slots < 67) * 1.0, (slots >= 67) * 1.0
    for length in (4, 15):
        yield f"lost for {length} slots or never", ((slots >= 60) & (slots < 60 + length)) * 1.0, none
    for length in (SETTLED, SETTLED + 2, 15):
        for shift in (0, length // 2):
            wave = (((slots + shift) // length) % 2) * 1.0
            yield f"in waves of {length} from {shift} or never", wave, none
            yield f"in waves of {length} from {shift} or against them", wave, 1 - wave


def after_lessons(one: Chances, other: Chances, *, lessons: int, games: int, seed: int) -> dict[str, float]:
    """Return how much better than chance a guess is after so many lessons, and how sure it may be."""
    rng = np.random.default_rng(seed)
    ratio = np.log(np.maximum(one, 1e-300) / np.maximum(other, 1e-300))
    won, sure = 0.0, 0.0
    for chance, sign in ((one, 1), (other, -1)):
        evidence = sign * ratio[rng.choice(len(chance), (games, lessons), p=chance / chance.sum())].sum(
            axis=1
        )
        won += ((evidence > 0) + 0.5 * (evidence == 0)).mean() / 2
        sure = max(sure, float(np.quantile(evidence, 0.95)))
    return {"points": round(100 * (won - 0.5), 1), "odds_95": round(math.exp(min(sure, 50)), 1)}
