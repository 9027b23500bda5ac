"""Every signal that a rule may ask for, with its unit, its range and what it means.

A signal is a number, or unknown. Unknown is a value of its own: it is never read as zero, and no
condition is met by it. Whoever computes the signals leaves the key out or gives None.
"""

import math
from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "count", "seconds", "yes"]
Family = Literal["camera", "behaviour", "said", "mastery", "class"]
Comparison = Literal["at_least", "at_most"]


@dataclass(frozen=True)
class Signal:
    """One number about a learner or a class.

    Attributes:
        unit: "share" (0..1, written as per cent), "count", "seconds", or "yes" (1 yes, 0 no).
        low, high: the range, ends included; a value outside it is unknown.
        meaning: for authors, one sentence.
        phrase: the signal inside a rule's sentence, for example "confused".
        unknown: when the value is unknown.
        comparison, enter, leave: what a new condition starts from.
    """

    name: str
    title: str
    unit: Unit
    family: Family
    meaning: str
    phrase: str
    unknown: str
    enter: float
    leave: float
    low: float = 0.0
    high: float = math.inf
    comparison: Comparison = "at_least"

    def read(self, value: object) -> float | None:
        """Return `value` as a number inside the range, or None for unknown. Never raises."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        if not self.low <= value <= self.high or not math.isfinite(value):
            return None
        return float(value)


_NO_FACE = "Unknown when the camera is off, or saw one face in fewer than 60 % of the last frames."
_ALWAYS = "Known whenever the student is on a step."
_FEW = "Unknown while too few learners have a known state. With cameras it comes in steps: 25, 40, 50, 75 %."

_STATES = {
    "engaged": "follows with interest",
    "bored": "has lost interest",
    "confused": "does not follow",
    "frustrated": "is fed up with it",
}
STATES: tuple[str, ...] = tuple(_STATES)
_EMOTIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")


def _camera_state(name: str, meaning: str) -> Signal:
    return Signal(
        name=f"camera.{name}",
        title=f"Looks {name}",
        unit="share",
        family="camera",
        meaning=f"How likely the face belongs to someone who {meaning}; mean over the last 10 s.",
        phrase=name,
        unknown=_NO_FACE,
        enter=0.65,
        leave=0.45,
        high=1.0,
    )


def _camera_state_over_time(name: str) -> tuple[Signal, ...]:
    return (
        Signal(
            name=f"camera.{name}_share",
            title=f"Looked {name} lately",
            unit="share",
            family="camera",
            meaning=f"The share of the last minute in which the face more likely than not looked {name}.",
            phrase=f"{name} in the last minute",
            unknown=f"{_NO_FACE} Unknown for the camera's first 30 s on a step, too.",
            enter=0.6,
            leave=0.4,
            high=1.0,
        ),
        Signal(
            name=f"camera.{name}_seconds",
            title=f"Has looked {name} for",
            unit="seconds",
            family="camera",
            meaning=f"For how long the face has looked {name}: since 65 % was reached, until under 45 %.",
            phrase=name,
            unknown=_NO_FACE,
            enter=40,
            leave=10,
        ),
        Signal(
            name=f"camera.{name}_more",
            title=f"Looks more {name} than usual",
            unit="share",
            family="camera",
            meaning=(
                f"How much more {name} the face looks than in this student's own first minute of the lesson: "
                "50 % is as usual, 65 % nearly twice the odds, 80 % four times; mean over the last 10 s."
            ),
            phrase=f"more {name} than usual",
            unknown=f"{_NO_FACE} Unknown until the first minute is over, or when it showed too little.",
            enter=0.65,
            leave=0.55,
            high=1.0,
        ),
    )


def _camera_emotion(name: str) -> Signal:
    return Signal(
        name=f"camera.{name}",
        title=f"Shows {name}",
        unit="share",
        family="camera",
        meaning=f"How much the face shows {name}; mean over the last 10 s.",
        phrase=f"showing {name}",
        unknown=_NO_FACE,
        enter=0.6,
        leave=0.4,
        high=1.0,
    )


def _behaviour(
    name: str,
    title: str,
    unit: Unit,
    meaning: str,
    phrase: str,
    enter: float,
    leave: float,
    unknown: str = _ALWAYS,
) -> Signal:
    return Signal(
        name=f"behaviour.{name}",
        title=title,
        unit=unit,
        family="behaviour",
        meaning=meaning,
        phrase=phrase,
        unknown=unknown,
        enter=enter,
        leave=leave,
    )


def _said(name: str, words: str) -> Signal:
    return Signal(
        name=f"said.{name}",
        title=f"Says “{words}”",
        unit="yes",
        family="said",
        meaning=f"The student tapped “{words}” on this step within the last minute, and no help came since.",
        phrase=f"the student says “{words}”",
        unknown=_ALWAYS,
        enter=1,
        leave=1,
        high=1.0,
    )


def _class(
    name: str, title: str, unit: Unit, meaning: str, phrase: str, enter: float, leave: float
) -> Signal:
    return Signal(
        name=f"class.{name}",
        title=title,
        unit=unit,
        family="class",
        meaning=meaning,
        phrase=phrase,
        unknown=_FEW if unit == "share" else "Known while the class is learning.",
        enter=enter,
        leave=leave,
        high=1.0 if unit == "share" else math.inf,
    )


_COVERAGE = Signal(
    name="camera.coverage",
    title="Camera sees the face",
    unit="share",
    family="camera",
    meaning="The share of the last 10 s of frames that show exactly one usable face.",
    phrase="face in view",
    unknown="Unknown when the camera is off.",
    enter=0.6,
    leave=0.5,
    high=1.0,
)

_MASTERY = Signal(
    name="mastery.lowest",
    title="Weakest skill of the step",
    unit="share",
    family="mastery",
    meaning="How likely the student knows the least known skill of this step.",
    phrase="mastery of the weakest skill",
    unknown="Unknown when the step names no skill, or none that the student has answered a question on.",
    enter=0.4,
    leave=0.5,
    high=1.0,
    comparison="at_most",
)

_BEHAVIOUR = (
    _behaviour(
        "wrong_in_row",
        "Wrong answers in a row",
        "count",
        "Wrong answers on this step since the last right one.",
        "wrong answers in a row",
        2,
        1,
    ),
    _behaviour(
        "recent_errors",
        "Wrong answers lately",
        "count",
        "Wrong answers in the last 60 s.",
        "wrong answers in the last minute",
        1,
        1,
    ),
    _behaviour(
        "wrong_since_help",
        "Wrong answers since help came",
        "count",
        "Wrong answers on this step since help last came to it, or since it was opened; "
        "0 while the last answer is right.",
        "wrong answers since help came",
        3,
        3,
    ),
    _behaviour("hints", "Hints taken", "count", "Hints opened on this step.", "hints taken", 2, 1),
    _behaviour(
        "seconds_on_step",
        "Time on the step",
        "seconds",
        "Time since the step was opened.",
        "time on this step",
        120,
        120,
    ),
    _behaviour(
        "seconds_over_usual",
        "Time beyond the usual",
        "seconds",
        "How much longer the student has been on the step than others usually are (their median).",
        "longer than usual here",
        60,
        60,
        "Unknown until five other students have finished the step.",
    ),
    _behaviour(
        "seconds_idle",
        "Time without touching anything",
        "seconds",
        "Time since the student last typed, tapped, scrolled or answered.",
        "idle",
        60,
        10,
    ),
    _behaviour(
        "seconds_without_progress",
        "Time without progress",
        "seconds",
        "Time since the last right answer or the last step forward.",
        "no progress",
        90,
        10,
    ),
    _behaviour(
        "fast_wrong",
        "Fast wrong answers",
        "count",
        "Wrong answers in the last 60 s, each within 5 s of the one before: too quick to have read.",
        "fast wrong answers",
        2,
        1,
    ),
)

_SAID = (
    _said("lost", "I'm lost"),
    _said("bored", "I'm bored"),
    _said("fine", "I'm fine"),
    _said("got_it", "Got it"),
)

_CLASS = (
    _class(
        "known",
        "Learners with a known state",
        "count",
        "How many learners of the class have a known state now.",
        "learners with a known state",
        5,
        5,
    ),
    _class(
        "confused_share",
        "Share confused",
        "share",
        "Of the learners with a known state, the share that looks or says lost.",
        "the class confused",
        0.5,
        0.4,
    ),
    _class(
        "frustrated_share",
        "Share frustrated",
        "share",
        "Of the learners with a known state, the share that looks frustrated.",
        "the class frustrated",
        0.4,
        0.3,
    ),
    _class(
        "bored_share",
        "Share bored",
        "share",
        "Of the learners with a known state, the share that looks or says bored.",
        "the class bored",
        0.5,
        0.4,
    ),
    _class(
        "lost_taps",
        "Learners who say they are lost",
        "count",
        "Learners who tapped “I'm lost” within the last minute.",
        "learners who say “I'm lost”",
        5,
        3,
    ),
)

_ALL = (
    *(_camera_state(name, meaning) for name, meaning in _STATES.items()),
    *(signal for name in STATES for signal in _camera_state_over_time(name)),
    *(_camera_emotion(name) for name in _EMOTIONS),
    _COVERAGE,
    *_BEHAVIOUR,
    *_SAID,
    _MASTERY,
    *_CLASS,
)

SIGNALS: dict[str, Signal] = {signal.name: signal for signal in _ALL}

# Each counts wrong answers: a rule that asks for one of them is about not getting there.
WRONG_ANSWERS: frozenset[str] = frozenset(
    f"behaviour.{name}" for name in ("wrong_in_row", "recent_errors", "wrong_since_help", "fast_wrong")
)

FAMILIES: dict[Family, str] = {
    "camera": "Camera",
    "behaviour": "What the student does",
    "said": "What the student says",
    "mastery": "What the student knows",
    "class": "The class",
}
