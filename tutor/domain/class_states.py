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


def say_looks(column: Column) -> str:
    """Return what cameras make of a slot in one sentence, for below the facts; empty where nothing is to say.

    It never says that nobody looks lost: a camera that sees nothing is no fact.
    """
    known = column["known"]
    lost = (column["confused"] or 0) + (column["frustrated"] or 0)
    return f"Cameras guess that at least {lost} of {known} look lost." if known and lost else ""
