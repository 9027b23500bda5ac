"""From what happened at a step to the numbers that rules ask for.

Every number is computed from events inside one student's stay at one step. `None` means unknown, which is
a value of its own: it never becomes zero. `content.policy.signals` documents each name, unit and range.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from content.policy.decide import Snapshot
from content.policy.misconceptions import IN_COURSE, IN_LESSON, key_of
from content.policy.signal import Signal
from content.signals.camera import CameraTrack, ClipReading

RECENT_S = 60.0
GRID_S = 2.0
FAST_ANSWER_S = 5.0
FEELINGS = ("lost", "bored", "fine", "got_it")


@dataclass(frozen=True)
class Tried:
    """One answer: when it came, whether it was right, and how long after the action before it (s)."""

    at: float
    is_correct: bool
    took_s: float


@dataclass(frozen=True)
class Showing:
    """One answer that showed a misconception: when, which by its slug, and whether in the present lesson."""

    at: float
    misconception: str
    in_lesson: bool


@dataclass(frozen=True)
class StepEvents:
    """What happened since the student came to a step, each list in time order; times in epoch seconds.

    Attributes:
        hint_answers: answers to the small questions of hints: a sign of life, no try.
        helps: the adaptations shown here.
        mastery: the lowest P(known) of the step's skills; `None` before any answer about them.
        rest_since: since when it is known how this student's face looks at rest; `None` before that.
        usual_s: how long others usually stay at this step; `None` while too few have been here.
        showings: which misconceptions answers have shown anywhere in the course; `None` where no rule asks.
        touched_at: when the page was last typed into, tapped or scrolled, as far as it told.
    """

    entered_at: float
    readings: Sequence[ClipReading] = ()
    answers: Sequence[Tried] = ()
    hints: Sequence[float] = ()
    hint_answers: Sequence[float] = ()
    reports: Sequence[tuple[float, str]] = ()
    helps: Sequence[float] = ()
    mastery: float | None = None
    rest_since: float | None = None
    usual_s: float | None = None
    touched_at: float | None = None
    showings: Sequence[Showing] | None = None


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
    camera = CameraTrack(events.readings, rest_since=events.rest_since)
    past = max(0.0, min(span_s, now - events.entered_at))
    steps_back = range(int(past // GRID_S), -1, -1)
    return [_take_snapshot(events, camera, now - back * GRID_S) for back in steps_back]


def _take_snapshot(events: StepEvents, camera: CameraTrack, at: float) -> Snapshot:
    values = camera.values_at(at)
    values.update(_behaviour_signals(events, at))
    values.update(_said_signals(events, at))
    values["mastery.lowest"] = events.mastery
    if events.showings is not None:
        shown = [showing for showing in events.showings if showing.at <= at]
        values.update(_count_shown(IN_COURSE, shown))
        values.update(_count_shown(IN_LESSON, [showing for showing in shown if showing.in_lesson]))
    return Snapshot(at=at, values=values)


def _count_shown(signal: Signal, showings: Sequence[Showing]) -> dict[str, float]:
    """Return how many answers showed each misconception by its name, and the one shown most."""
    counts = Counter(showing.misconception for showing in showings)
    by_name = {key_of(signal.name, slug): float(count) for slug, count in counts.items()}
    return {signal.name: float(max(counts.values(), default=0)), **by_name}


def _behaviour_signals(events: StepEvents, at: float) -> dict[str, float | None]:
    answers = [answer for answer in events.answers if answer.at <= at]
    hints = [hint for hint in events.hints if hint <= at]
    last_right = max((answer.at for answer in answers if answer.is_correct), default=events.entered_at)
    acts = [answer.at for answer in answers] + hints + [when for when, _ in events.reports if when <= at]
    acts += [when for when in events.hint_answers if when <= at]
    if events.touched_at is not None and events.touched_at <= at:
        acts.append(events.touched_at)
    seconds_on_step = max(0.0, at - events.entered_at)
    recent_wrong = [a for a in answers if not a.is_correct and a.at > at - RECENT_S]
    return {
        "behaviour.wrong_in_row": float(count_wrong_in_row([answer.is_correct for answer in answers])),
        "behaviour.wrong_since_help": float(count_wrong_since(events.helps, answers, at)),
        "behaviour.recent_errors": float(len(recent_wrong)),
        "behaviour.fast_wrong": float(sum(answer.took_s < FAST_ANSWER_S for answer in recent_wrong)),
        "behaviour.hints": float(len(hints)),
        "behaviour.seconds_on_step": seconds_on_step,
        "behaviour.seconds_over_usual": seconds_over(events.usual_s, seconds_on_step),
        "behaviour.seconds_idle": max(0.0, at - max([*acts, events.entered_at])),
        "behaviour.seconds_without_progress": max(0.0, at - last_right),
    }


def count_wrong_in_row(were_right: Sequence[bool]) -> int:
    """Return how many answers, oldest first, were wrong since the last right one."""
    count = 0
    for was_right in reversed(were_right):
        if was_right:
            break
        count += 1
    return count


def seconds_over(usual_s: float | None, seconds_on_step: float) -> float | None:
    """Return how much longer than usual a stay is; `None` while nobody knows what is usual."""
    return None if usual_s is None else max(0.0, seconds_on_step - usual_s)


def count_wrong_since(helps: Sequence[float], answers: Sequence[Tried], at: float) -> int:
    """Return how many answers were wrong since help last came; who has it right now is not stuck."""
    if not answers or answers[-1].is_correct:
        return 0
    last_help = max((help_at for help_at in helps if help_at <= at), default=-math.inf)
    return sum(answer.at > last_help and not answer.is_correct for answer in answers)


def _said_signals(events: StepEvents, at: float) -> dict[str, float | None]:
    """Return what the student's last word within `RECENT_S` was, until it has been answered with help.

    Only the last word counts: who taps "got it" is not lost any more. One tap asks for one help, not
    for one at every look within the minute.
    """
    recent = [(when, feeling) for when, feeling in events.reports if at - RECENT_S < when <= at]
    when, last = recent[-1] if recent else (0.0, None)
    is_answered = any(when <= help_at <= at for help_at in events.helps)
    return {f"said.{feeling}": float(feeling == last and not is_answered) for feeling in FEELINGS}
