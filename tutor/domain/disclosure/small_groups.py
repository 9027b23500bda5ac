"""Counts of a group's states from which no member's state follows.

Nothing is shown of a small group, and lower bounds of a larger one: "at least so many". One member is always
withheld, so that not even a unanimous group ("5 of 5 are confused") gives its members away, nor an empty
state. And who is counted changes by a whole group at a time, so that counts from before and after one student
comes or goes cannot be subtracted from each other.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

# In stored reports and ledgers.
WITHHELD_KEY: Final = "untold"


@dataclass(frozen=True)
class SuppressedCounts:
    """Lower bounds of a group's counts; `withheld` members are in none of them."""

    counts: Mapping[str, int]
    withheld: int

    @property
    def size(self) -> int:
        """Return how many the group has."""
        return sum(self.counts.values()) + self.withheld


def suppress_small_counts(counts: Mapping[str, int], *, least: int) -> SuppressedCounts | None:
    """Return what may be shown of a group, `None` if it has fewer than `least` members.

    A state with one student in it looks like a state with none. Where no other student is withheld, one of
    the commonest state is, so that whoever reads the result can rule out no state for any student.

    Args:
        counts: members of the group by state; the group is all of them. States that nobody is in belong here.
        least: the smallest group that is shown.

    Raises:
        ValueError: a count is negative.
    """
    if any(count < 0 for count in counts.values()):
        raise ValueError(f"counts must not be negative, got {dict(counts)}")
    size = sum(counts.values())
    if size < max(1, least):
        return None
    shown = {state: _without_single(count) for state, count in counts.items()}
    if sum(shown.values()) == size:
        commonest = max(shown, key=lambda state: shown[state])
        shown[commonest] = _without_single(shown[commonest] - 1)
    return SuppressedCounts(shown, withheld=size - sum(shown.values()))


def _without_single(count: int) -> int:
    return count if count > 1 else 0


def at_least(count: int, size: int) -> int:
    """Return the lower bound to show for one count of a group: never all of it."""
    return min(count, size - 1)


def renew_counted(counted: AbstractSet[int], present: AbstractSet[int], *, least: int) -> frozenset[int]:
    """Return who is to be counted now: those of before, until `least` or more have come or gone since.

    Args:
        counted: who was counted until now; whoever of them is gone goes on counting as last seen.
        present: who could be counted now.
        least: the smallest group that is shown, and so the smallest difference between two of them.
    """
    return frozenset(present if len(counted ^ present) >= max(1, least) else counted)


def renew_reported(said: Mapping[int, str], now: Mapping[int, str], *, least: int) -> Mapping[int, str]:
    """Return what each one said, to count now: as before, until `least` or more have said something else."""
    changed = [who for who in {*said, *now} if said.get(who) != now.get(who)]
    return now if len(changed) >= max(1, least) else said
