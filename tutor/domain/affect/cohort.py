"""How each student of a class counts in a slot of time, in figures and in words.

Nobody's state changes faster than once in `SETTLED` slots: a pattern of looks that nobody else in the class
shares would else be found again in what is told of all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from emotion.estimate import STATES
from tutor.domain.disclosure.small_groups import renew_counted

SLOT_S = 20
SETTLED = 6
# No camera, a consent that was not given, a face out of sight: one and the same.
UNKNOWN = "unknown"
LOST = ("confused", "frustrated")


@dataclass(frozen=True)
class Counted:
    """How a student counts, since which slot, and in which one a state was last seen."""

    state: str
    since: int
    seen: int


Cohort = dict[int, Counted]


def settle(before: Counted | None, state: str, *, slot: int) -> Counted:
    """Return how a student counts in a slot; as before, until that has lasted for `SETTLED` slots.

    Whoever is out of sight counts as last seen for as long: a look aside is no change.
    """
    if before is None:
        return Counted(state, slot - SETTLED, slot)
    if state == UNKNOWN and slot - before.seen < SETTLED:
        return before
    seen = before.seen if state == UNKNOWN else slot
    if state == before.state or slot - before.since < SETTLED:
        return replace(before, seen=seen)
    return Counted(state, slot, seen)


def count_each(cohort: Mapping[int, Counted], seen: Mapping[int, str], *, slot: int) -> Cohort:
    """Return how everybody counts by themselves: what one student does changes no other's entry."""
    return {who: settle(cohort.get(who), seen.get(who, UNKNOWN), slot=slot) for who in {*cohort, *seen}}


def count_in_groups(
    cohort: Mapping[int, Counted], seen: Mapping[int, str], *, slot: int, least: int
) -> Cohort:
    """Return how those count whose state is known, who counts changing by `least` students or more at once.

    Until so many have come or gone, whoever leaves, looks away or switches it off counts as last seen.
    """
    who_counts = renew_counted(cohort.keys(), seen.keys(), least=least)
    return {
        who: settle(
            cohort.get(who), seen.get(who, cohort[who].state if who in cohort else UNKNOWN), slot=slot
        )
        for who in who_counts
    }


def tally(cohort: Iterable[Counted]) -> dict[str, int]:
    """Return how many count in each state."""
    states = [one.state for one in cohort]
    return {state: states.count(state) for state in STATES}
