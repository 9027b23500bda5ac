"""From a class's faces and words to the signals of a whole class."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.policy.decide import Snapshot
from emotion.estimate import STATES
from tutor.domain.camera_signals import MIN_COVERAGE, WINDOW_S, ClipReading

CLASS_GRID_S = 4.0
SAID_S = 60.0
# Who says how it goes is believed before any face.
STATE_OF_WORD = {"lost": "confused", "bored": "bored", "fine": "engaged", "got_it": "engaged"}


@dataclass(frozen=True)
class LearnerTrack:
    """One learner's clips and taps (epoch seconds, word), each in time order."""

    readings: Sequence[ClipReading] = ()
    reports: Sequence[tuple[float, str]] = ()


def build_class_timeline(
    learners: Sequence[LearnerTrack], *, now: float, span_s: float, min_known: int
) -> list[Snapshot]:
    """Return snapshots of the class signals, oldest first and `now` last, `CLASS_GRID_S` apart.

    Args:
        learners: everybody present.
        now: epoch seconds.
        span_s: how far back the rules may look.
        min_known: with fewer known states than this, no share is told.

    Raises:
        ValueError: `span_s` is negative.
    """
    if span_s < 0:
        raise ValueError(f"span_s must not be negative, got {span_s}")
    times = [[reading.at for reading in learner.readings] for learner in learners]
    moments = [now - back * CLASS_GRID_S for back in range(int(span_s // CLASS_GRID_S), -1, -1)]
    return [Snapshot(at=at, values=_class_at(learners, times, at=at, min_known=min_known)) for at in moments]


def _class_at(
    learners: Sequence[LearnerTrack], times: Sequence[Sequence[float]], *, at: float, min_known: int
) -> dict[str, float | None]:
    words = [_last_word(learner.reports, at) for learner in learners]
    states = [
        STATE_OF_WORD[word] if word else _state_of_face(learner.readings, own, at)
        for learner, own, word in zip(learners, times, words, strict=True)
    ]
    values = summarise_class(states, min_known=min_known)
    values["class.lost_taps"] = float(words.count("lost"))
    return values


def _last_word(reports: Sequence[tuple[float, str]], at: float) -> str | None:
    recent = [word for when, word in reports if at - SAID_S < when <= at and word in STATE_OF_WORD]
    return recent[-1] if recent else None


def _state_of_face(readings: Sequence[ClipReading], times: Sequence[float], at: float) -> str | None:
    window = readings[bisect_right(times, at - WINDOW_S) : bisect_right(times, at)]
    known = [reading.levels for reading in window if reading.known and "engaged" in reading.levels]
    if not known or len(known) < MIN_COVERAGE * len(window):
        return None
    return dominant_state({state: sum(levels.get(state, 0.0) for levels in known) for state in STATES})


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
