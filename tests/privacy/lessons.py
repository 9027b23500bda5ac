"""Lessons in which nobody knows how the others feel: drawn by chance, as long as a real one."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tutor.domain.affect.cohort import STATES

SLOTS = 135  # 45 minutes
CLASS = 25
UNKNOWN = len(STATES)
States = NDArray[np.int8]
STAY_SLOTS = 6
# Of the log odds of each state against engaged: how they differ by lesson, student, and part of a lesson.
MEAN, BY_LESSON, BY_STUDENT, BY_PART = (-1.6, -1.3, -2.2), 0.6, 0.7, (0.36, 0.9, 0.9)
WITH_CAMERA, OUT_OF_SIGHT = 0.9, 0.08


def draw_others(rng: np.random.Generator, *, lessons: int) -> States:
    """Return how the 24 others look, shape (lessons, 24, SLOTS): a state's index, or `UNKNOWN`.

    Parts of a lesson (3 to 8 minutes) are harder or easier for all; a student stays in a state for two
    minutes on average.
    """
    others = CLASS - 1
    base = rng.normal(MEAN, BY_LESSON, (lessons, 1, 3)) + rng.normal(0, BY_STUDENT, (lessons, others, 3))
    ends = np.cumsum(rng.integers(9, 24, (lessons, 20)), axis=1)
    parts = rng.normal(0, 1, (lessons, 20, 3)) * BY_PART
    has_camera = rng.random((lessons, others)) < WITH_CAMERA
    found = np.empty((lessons, others, SLOTS), np.int8)
    state = np.zeros((lessons, others), np.int64)
    for slot in range(SLOTS):
        part = parts[np.arange(lessons), (ends <= slot).sum(axis=1)]
        chance = np.exp(np.concatenate([np.zeros((lessons, others, 1)), base + part[:, None, :]], axis=2))
        chance = (chance / chance.sum(axis=2, keepdims=True)).cumsum(axis=2)
        drawn = (rng.random((lessons, others, 1)) > chance).sum(axis=2).clip(0, 3)
        moves = (rng.random((lessons, others)) < 1 / STAY_SLOTS) | (slot == 0)
        state = np.where(moves, drawn, state)
        in_sight = has_camera & (rng.random((lessons, others)) >= OUT_OF_SIGHT)
        found[:, :, slot] = np.where(in_sight, state, UNKNOWN)
    return found


def time_courses() -> Iterator[tuple[str, States, States]]:
    """Yield pairs of time courses of one student, between which the attacker is to tell."""
    slots, engaged = np.arange(SLOTS), np.zeros(SLOTS, np.int8)
    confused = STATES.index("confused")

    def lost(when: NDArray[np.bool_]) -> States:
        return np.where(when, confused, 0).astype(np.int8)

    yield "lost all lesson long, or never", lost(slots >= 0), engaged
    yield "lost for five minutes, or never", lost((slots >= 40) & (slots < 55)), engaged
    yield "lost for two minutes, or never", lost((slots >= 40) & (slots < 46)), engaged
    yield "lost in the first half, or in the last", lost(slots < 67), lost(slots >= 67)
    for length in (1, 3, 6, 15):
        yield f"lost in turns of {20 * length} s, or never", lost(slots // length % 2 == 0), engaged
    yield "no camera, or engaged", np.full(SLOTS, UNKNOWN, np.int8), engaged
