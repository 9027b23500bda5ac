"""A class's states over time, from its learners' levels; small groups are withheld here, at the source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from emotion.estimate import STATES
from tutor.domain.class_signals import dominant_state

SERIES = (*STATES, "unknown", "no_camera")


@dataclass(frozen=True)
class LearnerSlot:
    """One learner in one slot of time: mean known levels, or `None`; and whether any clip was read."""

    slot: int
    levels: Mapping[str, float] | None
    had_camera: bool

    @property
    def name(self) -> str:
        """Return the series this slot counts in."""
        if self.levels:
            return dominant_state(self.levels)
        return "unknown" if self.had_camera else "no_camera"


def count_states(
    slots: Sequence[LearnerSlot], *, first: int, last: int, min_group: int
) -> dict[str, list[int | None]]:
    """Count learners by state for each slot from `first` to `last`, ends included.

    A slot in which fewer than `min_group` learners have a known state shows no state at all: its
    known learners are counted as unknown, and a slot with fewer than `min_group` learners is `None`
    throughout.
    """
    counts = {name: [0] * (last - first + 1) for name in SERIES}
    for entry in slots:
        if first <= entry.slot <= last:
            counts[entry.name][entry.slot - first] += 1
    series: dict[str, list[int | None]] = {name: [] for name in SERIES}
    for index in range(last - first + 1):
        column = {name: counts[name][index] for name in SERIES}
        for name, value in _withhold_small(column, min_group).items():
            series[name].append(value)
    return series


def _withhold_small(column: Mapping[str, int], min_group: int) -> dict[str, int | None]:
    if sum(column.values()) < min_group:
        return dict.fromkeys(SERIES, None)
    known = sum(column[state] for state in STATES)
    if known >= min_group:
        return dict(column)
    hidden: dict[str, int | None] = dict.fromkeys(STATES, 0)
    return {**hidden, "unknown": column["unknown"] + known, "no_camera": column["no_camera"]}


def summarise(latest: Sequence[LearnerSlot], *, min_group: int, has_camera: bool = True) -> str:
    """Return the state of the class in one sentence a teacher reads from across the room."""
    if not latest:
        return "Nobody is in the lesson right now."
    learning = f"{len(latest)} learning"
    if not has_camera:
        return f"{learning}."
    known = [entry for entry in latest if entry.levels]
    if len(known) < min_group:
        return f"{learning}. Too few faces can be read to say how it goes."
    lost = sum(entry.name in ("confused", "frustrated") for entry in known)
    if lost == 0:
        return f"{learning}, nobody looks lost."
    return f"{learning}, {lost} of {len(known)} look lost."
