"""The signals of a whole class: what students said, and what was told of how the class is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.policy.decide import Snapshot
from emotion.estimate import STATES

CLASS_GRID_S = 4.0
SAID_S = 60.0
# Who says how it goes is believed before any face.
STATE_OF_WORD = {"lost": "confused", "bored": "bored", "fine": "engaged", "got_it": "engaged"}
# One learner's taps (epoch seconds, word), in time order.
Taps = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Standing:
    """What was told of a class from one moment (epoch seconds) on, until the next."""

    since: float
    values: Mapping[str, float]


def build_class_timeline(
    learners: Sequence[Taps],
    *,
    now: float,
    span_s: float,
    min_known: int,
    told: Sequence[Standing] | None = None,
) -> list[Snapshot]:
    """Return snapshots of the class signals, oldest first and `now` last, `CLASS_GRID_S` apart.

    Args:
        learners: the taps of everybody present.
        now: epoch seconds.
        span_s: how far back the rules may look.
        min_known: with fewer known states than this, no share of taps is told.
        told: what the ledger told, the latest last, of two that hold at a moment the later counts; `None`
            where cameras are off, and taps alone say how a class is.

    Raises:
        ValueError: `span_s` is negative.
    """
    if span_s < 0:
        raise ValueError(f"span_s must not be negative, got {span_s}")
    moments = [now - back * CLASS_GRID_S for back in range(int(span_s // CLASS_GRID_S), -1, -1)]
    return [Snapshot(at=at, values=_class_at(learners, told, at=at, min_known=min_known)) for at in moments]


def _class_at(
    learners: Sequence[Taps], told: Sequence[Standing] | None, *, at: float, min_known: int
) -> dict[str, float | None]:
    words = [_last_word(taps, at) for taps in learners]
    lost = {"class.lost_taps": float(words.count("lost"))}
    if told is not None:
        standing = [one for one in told if one.since <= at]
        return {**(standing[-1].values if standing else {}), **lost}
    states = [STATE_OF_WORD[word] if word else None for word in words]
    return {**summarise_class(states, min_known=min_known), **lost}


def _last_word(taps: Taps, at: float) -> str | None:
    recent = [word for when, word in taps if at - SAID_S < when <= at and word in STATE_OF_WORD]
    return recent[-1] if recent else None


def summarise_class(states: Sequence[str | None], *, min_known: int) -> dict[str, float | None]:
    """Return how many learners' states are known, and the shares among those; unknown where too few.

    A share is never all and never nothing: a rule's evidence would say of each one what it says of the class.
    """
    known = [state for state in states if state]
    values: dict[str, float | None] = {"class.known": float(len(known))}
    for state in ("confused", "frustrated", "bored"):
        count = min(max(known.count(state), 1), len(known) - 1)
        is_told = len(known) >= max(2, min_known)
        values[f"class.{state}_share"] = count / len(known) if is_told else None
    return values


def dominant_state(levels: Mapping[str, float]) -> str:
    """Return the likeliest of the four states."""
    return max(STATES, key=lambda state: levels.get(state, 0.0))
