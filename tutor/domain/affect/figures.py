"""What `figures` discloses of a class: lower bounds that stand until much of the class has changed.

Whoever knows nothing of the others must not find one student's course in them. So a figure is renewed only
where a third of the class has changed its state for a minute, or a state has come to hold half of it; rarely;
and a few times in a lesson at most. What is told is "at least so many"; by how much less is drawn by chance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from emotion.estimate import STATES
from tutor.domain.disclosure.small_groups import WITHHELD_KEY, suppress_small_counts

# Slots for which a change must last.
LASTS = 3
# Slots between two renewals at least, and renewals in a lesson at most.
APART, MOST = 6, 4
# A rule reads a share in these steps, so that no rule can ask for the exact one.
SHARES = (0.0, 0.25, 0.4, 0.5, 0.75)
ASKED = ("bored", "confused", "frustrated")
# From so many students on, chance takes up to a quarter of the class off a bound.
LARGE, PART = 12, 4

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """What stands: the counts it was made of, which nobody sees, and what is told of them.

    Attributes:
        base: students by state when the figures were last renewed.
        bounds: what is told: at least so many in each state.
        renewed: the slot of that.
        times: how often the figures were renewed in this lesson.
        recent: the counts of the latest slots, `LASTS` at most, the newest last.
    """

    base: Counts | None = None
    bounds: Counts | None = None
    renewed: int = 0
    times: int = 0
    recent: tuple[Counts, ...] = ()

    @property
    def known(self) -> int:
        """Return how many counted when the figures were last renewed."""
        return sum(self.base.values()) if self.base else 0


def look(figures: Figures, counts: Counts, *, slot: int, least: int, rng: Random) -> Figures:
    """Return what stands after one more slot.

    Args:
        figures: what stood before.
        counts: students by state in this slot, all states.
        slot: the number of the slot.
        least: with fewer known students nothing is told.
        rng: draws by how much a bound is lower than what is known.
    """
    recent = (*figures.recent, dict(counts))[-LASTS:]
    after = replace(figures, recent=recent)
    if sum(counts.values()) < least or len(recent) < LASTS or not _is_due(after, slot):
        return after
    return replace(
        after,
        base=dict(counts),
        bounds=_bounds(counts, least=least, rng=rng),
        renewed=slot,
        times=figures.times + 1,
    )


def _is_due(figures: Figures, slot: int) -> bool:
    if figures.base is None:
        return True
    if figures.times >= MOST or slot - figures.renewed < APART:
        return False
    return _has_changed(figures) or _has_reached_half(figures)


def _has_changed(figures: Figures) -> bool:
    base = figures.base or {}
    much = max(2, figures.known // 3)
    return any(
        min(counts[state] - base[state] for counts in figures.recent) >= much
        or max(counts[state] - base[state] for counts in figures.recent) <= -much
        for state in STATES
    )


def _has_reached_half(figures: Figures) -> bool:
    base = figures.base or {}
    return any(
        2 * base[state] < figures.known
        and all(2 * counts[state] >= sum(counts.values()) for counts in figures.recent)
        for state in ASKED
    )


def _bounds(counts: Counts, *, least: int, rng: Random) -> dict[str, int]:
    told = suppress_small_counts(counts, least=least)
    # `look` has made sure that there are `least` or more.
    assert told is not None
    size = sum(counts.values())
    widest = size // PART if size >= LARGE else 1
    less = {state: count - rng.randrange(widest) for state, count in told.counts.items()}
    return {state: count if count > 1 else 0 for state, count in less.items()}


def column_of(figures: Figures, *, here: int, least: int) -> dict[str, int] | None:
    """Return at least how many of those who are here are in each state, and how many are withheld.

    `None` where fewer than `least` are here. The figures are of whoever counted when they were renewed, so
    that they may be more than are here now.
    """
    if here < least:
        return None
    bounds = figures.bounds or dict.fromkeys(STATES, 0)
    return {**bounds, WITHHELD_KEY: max(here, figures.known) - sum(bounds.values())}


def signals_of(figures: Figures, *, least: int) -> dict[str, float]:
    """Return what class rules may ask for: how many are known, by whole groups, and shares in steps."""
    base, known = figures.base, figures.known
    if base is None:
        return {}
    shares = {f"class.{state}_share": _in_steps(base[state] / known) for state in ASKED}
    return {"class.known": float(known // least * least), **shares}


def _in_steps(share: float) -> float:
    return max(step for step in SHARES if step <= share)
