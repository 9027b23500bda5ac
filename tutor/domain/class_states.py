"""A class's states over time, from its learners' levels; small groups are withheld here, at the source."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from emotion.estimate import STATES
from tutor.domain.class_signals import dominant_state
from tutor.domain.small_groups import renew_counted, tell_counts

SERIES = (*STATES, "unknown", "no_camera")
Column = dict[str, int | None]


@dataclass(frozen=True)
class LearnerSlot:
    """One learner in one slot of time: mean known levels, or `None`; and whether any clip was read."""

    levels: Mapping[str, float] | None
    had_camera: bool

    @property
    def name(self) -> str:
        """Return the series this slot counts in."""
        if self.levels:
            return dominant_state(self.levels)
        return "unknown" if self.had_camera else "no_camera"


def tell_slot(
    counted: Mapping[int, str], present: Mapping[int, LearnerSlot], *, least: int
) -> tuple[dict[int, str], Column]:
    """Return whose states are counted from this slot on, each as last seen, and what is told of the slot.

    Who is counted changes by `least` learners or more, or not at all. Until so many have come or gone, who
    leaves, turns a camera off or looks away counts as last seen, and who is new counts as unknown. The states
    of those who count are told in lower bounds; the rest of them is unknown.

    Args:
        counted: the states of those who were counted until now.
        present: everybody who was there in the slot.
        least: the smallest group that is told of.

    Returns:
        Who counts, with their states; and how many learners by series, with `known`, how many count, beside
        them; all `None` in a small class.
    """
    known = {who: slot.name for who, slot in present.items() if slot.levels}
    now = {
        who: known.get(who) or counted[who]
        for who in renew_counted(counted.keys(), known.keys(), least=least)
    }
    others = Counter(
        "unknown" if slot.levels else slot.name for who, slot in present.items() if who not in now
    )
    if len(now) + others.total() < least:
        return now, dict.fromkeys((*SERIES, "known"), None)
    told = tell_counts({state: list(now.values()).count(state) for state in STATES}, least=least)
    states = dict(told.counts) if told else dict.fromkeys(STATES, 0)
    unknown = others["unknown"] + len(now) - sum(states.values())
    column = {**states, "unknown": unknown, "no_camera": others["no_camera"]}
    return now, {**column, "known": told.size if told else None}


def summarise(learning: int, column: Column | None, *, has_camera: bool = True) -> str:
    """Return the state of the class in one sentence a teacher reads from across the room.

    Args:
        learning: how many are there.
        column: what is told of the last slot; `None` where no slot is over yet.
        has_camera: whether there is anything to tell.
    """
    if not learning:
        return "Nobody is in the lesson right now."
    if not has_camera:
        return f"{learning} learning."
    known = column["known"] if column else None
    if column is None or known is None:
        return f"{learning} learning. Too few faces can be read to say how it goes."
    lost = (column["confused"] or 0) + (column["frustrated"] or 0)
    if lost == 0:
        return f"{learning} learning, hardly anyone looks lost."
    return f"{learning} learning, at least {lost} of {known} look lost."
