"""How one person's face reads at rest, learned from the first minute of a sitting.

Resting faces differ: one looks bored, another cross, and neither is. So the first minute is taken as
this person's rest, and later estimates are shifted by how far that rest lies from what is typical.
The shift is careful on purpose: it grows with the number of clips seen, and it is bounded, so that a
student who arrives confused is not declared to look like that always.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import median
from typing import Final

from emotion.estimate import STATES

LEARNING_S: Final = 60.0
MIN_CLIPS: Final = 6
"""Fewer known clips than this in the first minute teach nothing."""
HALF_TRUST_CLIPS: Final = 10
"""After so many clips half of the difference from the typical face counts, after twice as many two thirds."""
MAX_SHIFT: Final = 1.5
"""Bound on a shift in log-odds: 0.5 becomes at least 0.18 and at most 0.82."""
TYPICAL: Final[Mapping[str, float]] = {"engaged": 0.93, "bored": 0.34, "confused": 0.11, "frustrated": 0.06}
"""What the served networks say of the median clip: `typical` in `results/baseline.json`."""


@dataclass(frozen=True)
class Baseline:
    """One person's rest in one sitting.

    Attributes:
        shifts: log-odds to take off each state, keyed by STATES.
        clips: how many known clips taught it.
    """

    shifts: Mapping[str, float]
    clips: int


def learn_baseline(
    readings: Sequence[tuple[float, Mapping[str, float]]],
    *,
    started_at_s: float,
    typical: Mapping[str, float] = TYPICAL,
) -> Baseline | None:
    """Return the baseline that the first minute of a sitting teaches, or None while it teaches nothing.

    Args:
        readings: (time in seconds, states of a clip) pairs; later ones and those without states, as
            unknown clips are, are passed over.
        started_at_s: when the sitting's camera began, on the same clock.
        typical: the typical resting probability of each state.
    """
    first = [states for at, states in readings if 0 <= at - started_at_s <= LEARNING_S and states]
    if len(first) < MIN_CLIPS:
        return None
    shifts = rest_shifts(first, share=trust_in(len(first)), typical=typical)
    return Baseline(shifts=shifts, clips=len(first))


def trust_in(clips: int) -> float:
    """Return how much of a difference from the typical face counts after so many clips, 0 to 1."""
    return clips / (clips + HALF_TRUST_CLIPS)


def rest_shifts(
    clips: Sequence[Mapping[str, float]], *, share: float, typical: Mapping[str, float] = TYPICAL
) -> dict[str, float]:
    """Return the log-odds that clips of a person at rest take off each state.

    Args:
        clips: states of at least one clip.
        share: how much of the difference from the typical face counts, 0 to 1.
        typical: the typical resting probability of each state.
    """
    return {
        state: _bounded(
            share * (median(_log_odds(states[state]) for states in clips) - _log_odds(typical[state]))
        )
        for state in STATES
    }


def adjusted_states(states: Mapping[str, float], baseline: Baseline | None) -> dict[str, float]:
    """Return the states as read against this person's rest; unchanged without a baseline."""
    if baseline is None:
        return dict(states)
    return {state: _probability(_log_odds(p) - baseline.shifts[state]) for state, p in states.items()}


def compared_with_rest(
    states: Mapping[str, float], baseline: Baseline, *, typical: Mapping[str, float] = TYPICAL
) -> dict[str, float]:
    """Return how far each state lies from this person's rest, as a number in (0, 1).

    0.5 is as at rest; 0.65 is nearly twice the odds, 0.8 four times. Rest is what `baseline` learned,
    drawn towards the typical face where few clips taught it. Rare states have low probabilities even when
    a face speaks for them plainly; this says what the face adds.
    """
    adjusted = adjusted_states(states, baseline)
    return {state: _probability(_log_odds(p) - _log_odds(typical[state])) for state, p in adjusted.items()}


def _bounded(shift: float) -> float:
    return max(-MAX_SHIFT, min(MAX_SHIFT, shift))


def _log_odds(p: float) -> float:
    sure = min(max(p, 1e-4), 1 - 1e-4)
    return log(sure / (1 - sure))


def _probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
