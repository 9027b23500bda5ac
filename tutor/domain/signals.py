"""From what happened at a step to the numbers that rules ask for.

Every number is computed from events inside one student's stay at one step. `None` means unknown, which is
a value of its own: it never becomes zero. `content.policy.signals` documents each name, unit and range.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from content.policy.decide import Snapshot

WINDOW_S = 10.0
MIN_COVERAGE = 0.6
RECENT_S = 60.0
GRID_S = 2.0
FAST_ANSWER_S = 5.0
FEELINGS = ("lost", "bored", "fine", "got_it")


@dataclass(frozen=True)
class ClipReading:
    """One clip's estimate: when (epoch seconds) and, if known, probabilities in [0, 1] by name."""

    at: float
    known: bool
    levels: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """One answer: when it came, whether it was right, and how long after the action before it (s)."""

    at: float
    is_correct: bool
    took_s: float


@dataclass(frozen=True)
class StepEvents:
    """What happened since the student came to a step, each list in time order; times in epoch seconds.

    `helps` are the adaptations shown here; `mastery` is the lowest P(known) of the step's skills.
    """

    entered_at: float
    readings: Sequence[ClipReading] = ()
    answers: Sequence[Tried] = ()
    hints: Sequence[float] = ()
    reports: Sequence[tuple[float, str]] = ()
    helps: Sequence[float] = ()
    mastery: float | None = None


def build_timeline(events: StepEvents, *, now: float, span_s: float) -> list[Snapshot]:
    """Return snapshots of every signal, oldest first and `now` last, `GRID_S` seconds apart.

    Args:
        events: what happened at this step.
        now: epoch seconds, not before `events.entered_at`.
        span_s: how far back rules may look, in seconds; never further than the step's start.

    Raises:
        ValueError: `span_s` is negative.
    """
    if span_s < 0:
        raise ValueError(f"span_s must not be negative, got {span_s}")
    times = [reading.at for reading in events.readings]
    past = max(0.0, min(span_s, now - events.entered_at))
    steps_back = range(int(past // GRID_S), -1, -1)
    return [_take_snapshot(events, times, now - back * GRID_S) for back in steps_back]


def _take_snapshot(events: StepEvents, times: Sequence[float], at: float) -> Snapshot:
    values: dict[str, float | None] = {}
    values.update(_camera_signals(events.readings, times, at))
    values.update(_behaviour_signals(events, at))
    values.update(_said_signals(events, at))
    values["mastery.lowest"] = events.mastery
    return Snapshot(at=at, values=values)


def _camera_signals(
    readings: Sequence[ClipReading], times: Sequence[float], at: float
) -> dict[str, float | None]:
    window = readings[bisect_right(times, at - WINDOW_S) : bisect_right(times, at)]
    if not window:
        return {}
    known = [reading for reading in window if reading.known]
    coverage = len(known) / len(window)
    values: dict[str, float | None] = {"camera.coverage": coverage}
    if coverage < MIN_COVERAGE:
        return values
    for name in known[0].levels:
        values[f"camera.{name}"] = sum(reading.levels.get(name, 0.0) for reading in known) / len(known)
    return values


def _behaviour_signals(events: StepEvents, at: float) -> dict[str, float | None]:
    answers = [answer for answer in events.answers if answer.at <= at]
    hints = [hint for hint in events.hints if hint <= at]
    last_right = max((answer.at for answer in answers if answer.is_correct), default=events.entered_at)
    acts = [answer.at for answer in answers] + hints + [when for when, _ in events.reports if when <= at]
    recent_wrong = [a for a in answers if not a.is_correct and a.at > at - RECENT_S]
    return {
        "behaviour.wrong_in_row": float(_count_wrong_in_row(answers)),
        "behaviour.recent_errors": float(len(recent_wrong)),
        "behaviour.fast_wrong": float(sum(answer.took_s < FAST_ANSWER_S for answer in recent_wrong)),
        "behaviour.hints": float(len(hints)),
        "behaviour.seconds_on_step": max(0.0, at - events.entered_at),
        "behaviour.seconds_idle": max(0.0, at - max(acts, default=events.entered_at)),
        "behaviour.seconds_without_progress": max(0.0, at - last_right),
    }


def _count_wrong_in_row(answers: Sequence[Tried]) -> int:
    count = 0
    for answer in reversed(answers):
        if answer.is_correct:
            break
        count += 1
    return count


def _said_signals(events: StepEvents, at: float) -> dict[str, float | None]:
    """Return what the student's last word within `RECENT_S` was, until it has been answered with help.

    Only the last word counts: who taps "got it" is not lost any more. One tap asks for one help, not
    for one at every look within the minute.
    """
    recent = [(when, feeling) for when, feeling in events.reports if at - RECENT_S < when <= at]
    when, last = recent[-1] if recent else (0.0, None)
    is_answered = any(when <= help_at <= at for help_at in events.helps)
    return {f"said.{feeling}": float(feeling == last and not is_answered) for feeling in FEELINGS}


def summarise_class(latest: Sequence[Mapping[str, float] | None]) -> dict[str, float | None]:
    """Return the class signals from each present learner's latest known levels (`None` where unknown).

    A learner counts as confused, frustrated or bored when that state is the likeliest of the four.
    Shares are among those known, and unknown while nobody is.
    """
    known = [levels for levels in latest if levels]
    values: dict[str, float | None] = {"class.known": float(len(known))}
    for state in ("confused", "frustrated", "bored"):
        dominant = sum(dominant_state(levels) == state for levels in known)
        values[f"class.{state}_share"] = dominant / len(known) if known else None
    return values


def dominant_state(levels: Mapping[str, float]) -> str:
    """Return the likeliest of the four states."""
    return max(("engaged", "bored", "confused", "frustrated"), key=lambda state: levels.get(state, 0.0))
