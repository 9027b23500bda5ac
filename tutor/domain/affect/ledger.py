"""The ledger of what is disclosed of a class's affect: every slot of time once, whoever asks.

A lesson here is a stretch of time of a class, whatever sessions and rosters do in it: it lasts at least
`LEAST_S`, so that beginning anew brings no further telling, and ends with the next break.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

from tutor.domain.affect import figures as affect_figures
from tutor.domain.affect import words as affect_words
from tutor.domain.affect.cohort import LOST, SLOT_S, Cohort, Counted, count_each, count_in_groups, tally
from tutor.domain.affect.figures import Figures
from tutor.domain.affect.words import Words

Detail = Literal["figures", "words"]
LEAST_S, LONGEST_S, BREAK_S = 45 * 60, 90 * 60, 5 * 60


@dataclass(frozen=True)
class SlotSeen:
    """One slot of a class.

    Attributes:
        slot: its number, since 1970.
        here: how many of the class are at a lesson: a fact, seen by whoever may see the class.
        states: the states of those whose state is known, by member.
    """

    slot: int
    here: int
    states: Mapping[int, str]


@dataclass(frozen=True)
class Ledger:
    """How the telling of one lesson stands. Exactly one of `figures` and `words` is there."""

    cohort: Cohort = field(default_factory=dict)
    figures: Figures | None = None
    words: Words | None = None


def open_ledger(detail: Detail, rng: Random) -> Ledger:
    """Begin a lesson."""
    if detail == "words":
        return Ledger(words=affect_words.begin(rng))
    return Ledger(figures=Figures())


def disclose_slot(
    ledger: Ledger, seen: SlotSeen, *, least: int, rng: Random
) -> tuple[Ledger, dict[str, Any]]:
    """Return how the ledger stands after a slot, and what is told of the slot: all that anybody may read.

    Args:
        ledger: how it stood before.
        seen: the slot.
        least: the smallest group that figures tell of.
        rng: where chance comes from.
    """
    if ledger.words is not None:
        return _disclose_words(ledger, ledger.words, seen, rng)
    figures = ledger.figures or Figures()
    cohort = count_in_groups(ledger.cohort, seen.states, slot=seen.slot, least=least)
    figures = affect_figures.look(figures, tally(cohort.values()), slot=seen.slot, least=least, rng=rng)
    told = {
        "column": affect_figures.column_of(figures, here=seen.here, least=least),
        "signals": affect_figures.signals_of(figures, least=least),
        "renewed": figures.renewed,
    }
    return replace(ledger, cohort=cohort, figures=figures), told


def _disclose_words(
    ledger: Ledger, words: Words, seen: SlotSeen, rng: Random
) -> tuple[Ledger, dict[str, Any]]:
    cohort = count_each(ledger.cohort, seen.states, slot=seen.slot)
    lost = sum(one.state in LOST for one in cohort.values())
    words = affect_words.look(words, lost=lost, here=seen.here, slot=seen.slot, rng=rng)
    told = {
        "word": words.told if words.told and words.slot == seen.slot else "",
        "signals": affect_words.signals_of(words, here=seen.here, slot=seen.slot, slot_s=SLOT_S),
    }
    return replace(ledger, cohort=cohort, words=words), told


def is_over(*, began: int, last_here: int, slot: int) -> bool:
    """Say whether a lesson that began in one slot, and saw somebody in another, has ended by a third."""
    lasted, empty = (slot - began) * SLOT_S, (slot - last_here) * SLOT_S
    return lasted >= LONGEST_S or (lasted >= LEAST_S and empty >= BREAK_S)


def joins(*, taken: int, rest: int) -> bool:
    """Say whether a class shares the telling of another, with which it shares so many of those present.

    With a small rest a telling of its own would be held against the other's.
    """
    return taken > 0 and rest < 3 * taken


def pack(ledger: Ledger) -> dict[str, Any]:
    """Return the ledger as plain values, to be kept."""
    return {
        "cohort": {str(who): [one.state, one.since, one.seen] for who, one in ledger.cohort.items()},
        "figures": ledger.figures and {**vars(ledger.figures), "recent": list(ledger.figures.recent)},
        "words": ledger.words and dict(vars(ledger.words)),
    }


def unpack(kept: Mapping[str, Any]) -> Ledger:
    """Return a ledger that was kept."""
    figures, words = kept["figures"], kept["words"]
    return Ledger(
        cohort={int(who): Counted(*one) for who, one in kept["cohort"].items()},
        figures=Figures(**{**figures, "recent": tuple(figures["recent"])}) if figures else None,
        words=Words(**words) if words else None,
    )
