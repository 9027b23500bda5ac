"""One choice by chance: evenly at first, then by what helped, and never without a record.

Thompson sampling (1933) shows an arm as often as it is believed to be the best. It is done here by working
that probability out, where others draw from the posteriors: so the probabilities of every choice are known,
which is what the comparison rests on, and one number from a seed decides.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from content.policy.comparison.arms import Arm, Standing, Terms
from content.policy.comparison.posterior import best_probabilities

# Machines differ in the sixteenth; a record is to come out the same on all.
DIGITS = 12


@dataclass(frozen=True)
class Choice:
    """A choice that was made, with all that is needed to make it again.

    Attributes:
        seed: what the number was drawn from that decided.
        standings: the arms there were, in order, and what was known of each.
        probabilities: how likely each was to be chosen; 0 for those that are stopped.
        chosen: which one it was, by its place.
    """

    seed: str
    terms: Terms
    standings: tuple[Standing, ...]
    probabilities: tuple[float, ...]
    chosen: int

    @property
    def arm(self) -> Arm:
        """Return the arm that was chosen."""
        return self.standings[self.chosen].arm

    def place_of(self, arm: Arm) -> int | None:
        """Return an arm's place, or `None` if it could not have been chosen."""
        for place, (standing, probability) in enumerate(zip(self.standings, self.probabilities, strict=True)):
            if standing.arm == arm and probability > 0:
                return place
        return None

    def as_record(self) -> dict[str, Any]:
        """Return it as values that JSON can hold."""
        arms = [
            {**asdict(standing.arm), **_counts(standing), "probability": probability}
            for standing, probability in zip(self.standings, self.probabilities, strict=True)
        ]
        return {"seed": self.seed, "terms": asdict(self.terms), "arms": arms, "chosen": self.chosen}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Choice":
        """Return the choice that a record holds."""
        return cls(
            seed=record["seed"],
            terms=Terms(**record["terms"]),
            standings=tuple(
                Standing(Arm(arm["variant"], arm["text"]), arm["right"], arm["wrong"], arm["is_stopped"])
                for arm in record["arms"]
            ),
            probabilities=tuple(arm["probability"] for arm in record["arms"]),
            chosen=record["chosen"],
        )


def choose(standings: Sequence[Standing], *, seed: str, terms: Terms) -> Choice:
    """Choose one of the arms.

    Args:
        standings: the arms that are suitable, in an order that does not change.
        seed: names this choice and no other, such as the step's own seed with the visit's id.
        terms: how chance chooses.

    Raises:
        ValueError: there is no arm that is not stopped, or an arm comes twice.
    """
    if len({standing.arm for standing in standings}) < len(standings):
        raise ValueError("an arm comes twice")
    probabilities = choice_probabilities(standings, terms)
    return Choice(
        seed, terms, tuple(standings), tuple(probabilities), _pick(probabilities, drawn_number(seed))
    )


def work_out_again(record: Mapping[str, Any]) -> Choice:
    """Return the choice that follows from what a record says was known; it was sound if it is the same."""
    told = Choice.from_record(record)
    return choose(told.standings, seed=told.seed, terms=told.terms)


def choice_probabilities(standings: Sequence[Standing], terms: Terms) -> list[float]:
    """Return how likely each arm is to be chosen next, 0 for those that are stopped; they sum to 1.

    Raises:
        ValueError: all arms are stopped.
    """
    running = [standing for standing in standings if not standing.is_stopped]
    if not running:
        raise ValueError("there is no arm to choose")
    if min(standing.settled for standing in running) < terms.warm_up:
        shares = [1 / len(running)] * len(running)
    else:
        best = best_probabilities([(standing.right, standing.wrong) for standing in running])
        shares = _with_least(best, terms.least_share / len(running))
    each = iter([round(share, DIGITS) for share in shares])
    return [0.0 if standing.is_stopped else next(each) for standing in standings]


def _with_least(shares: Sequence[float], least: float) -> list[float]:
    """Return the shares with each at least `least`, and the others smaller in proportion; they sum to 1."""
    low: set[int] = set()
    while len(low) < len(shares):
        rest = sum(share for place, share in enumerate(shares) if place not in low)
        scale = (1 - least * len(low)) / rest
        lower = {place for place, share in enumerate(shares) if place in low or share * scale < least}
        if lower == low:
            return [least if place in low else share * scale for place, share in enumerate(shares)]
        low = lower
    return [least] * len(shares)


def drawn_number(seed: str) -> float:
    """Return a number from 0 to below 1, each as likely as any other, and the same for the same seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    return (int.from_bytes(digest[:8]) >> 11) / (1 << 53)


def _pick(probabilities: Sequence[float], number: float) -> int:
    """Return a place, each as often as its probability says."""
    passed = 0.0
    possible = [place for place, probability in enumerate(probabilities) if probability > 0]
    for place in possible:
        passed += probabilities[place]
        if number < passed:
            return place
    # Rounding may leave the sum a trifle below 1.
    return possible[-1]


def _counts(standing: Standing) -> dict[str, int | bool]:
    return {"right": standing.right, "wrong": standing.wrong, "is_stopped": standing.is_stopped}
