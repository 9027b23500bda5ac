"""Every signal that a rule may ask for, with its unit, its range and what it means.

A signal is a number, or unknown. Unknown is a value of its own: it is never read as zero, and no
condition is met by it. Whoever computes the signals leaves the key out or gives None.
"""

import math

from content.language import Text
from content.language import gettext_noop as _
from content.policy.misconceptions import MISCONCEPTION_SIGNALS
from content.policy.signal import Comparison as Comparison
from content.policy.signal import Family as Family
from content.policy.signal import Signal as Signal
from content.policy.signal import Unit as Unit

# A per cent sign before a letter is no place for a value.
# xgettext:no-python-format
_NO_FACE = _("Unknown when the camera is off, or saw one face in fewer than 60% of the last frames.")
_TOO_EARLY = _(
    # xgettext:no-python-format
    "Unknown when the camera is off, or saw one face in fewer than 60% of the last frames. Unknown for the "
    "camera's first 30 s on a step, too."
)
_NO_REST = _(
    # xgettext:no-python-format
    "Unknown when the camera is off, or saw one face in fewer than 60% of the last frames. Unknown "
    "until the first minute is over, or when it showed too little."
)
_ALWAYS = _("Known whenever the student is on a step.")
_FEW = _(
    "Unknown while too few learners have a known state. With cameras it comes in steps: 25, 40, 50, 75%."
)

_STATES = {
    "engaged": _(
        "How likely the face belongs to someone who follows with interest; mean over the last 10 s."
    ),
    "bored": _("How likely the face belongs to someone who has lost interest; mean over the last 10 s."),
    "confused": _("How likely the face belongs to someone who does not follow; mean over the last 10 s."),
    "frustrated": _("How likely the face belongs to someone who is fed up with it; mean over the last 10 s."),
}
# What stands in a sentence for a state or an expression.
_WORDS = {
    "engaged": _("engaged"),
    "bored": _("bored"),
    "confused": _("confused"),
    "frustrated": _("frustrated"),
    "neutral": _("neutral"),
    "happiness": _("happiness"),
    "surprise": _("surprise"),
    "sadness": _("sadness"),
    "anger": _("anger"),
    "disgust": _("disgust"),
    "fear": _("fear"),
    "contempt": _("contempt"),
}
STATES: tuple[str, ...] = tuple(_STATES)
EMOTIONS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")


def _camera_state(name: str, meaning: str) -> Signal:
    return Signal(
        name=f"camera.{name}",
        title=Text(_("Looks %(word)s"), word=Text(_WORDS[name])),
        unit="share",
        family="camera",
        meaning=meaning,
        phrase=_WORDS[name],
        unknown=_NO_FACE,
        enter=0.65,
        leave=0.45,
        high=1.0,
    )


def _camera_state_over_time(name: str) -> tuple[Signal, ...]:
    return (
        Signal(
            name=f"camera.{name}_share",
            title=Text(_("Looked %(word)s lately"), word=Text(_WORDS[name])),
            unit="share",
            family="camera",
            meaning=Text(
                _("The share of the last minute in which the face more likely than not looked %(word)s."),
                word=Text(_WORDS[name]),
            ),
            phrase=Text(_("%(word)s in the last minute"), word=Text(_WORDS[name])),
            unknown=_TOO_EARLY,
            enter=0.6,
            leave=0.4,
            high=1.0,
        ),
        Signal(
            name=f"camera.{name}_seconds",
            title=Text(_("Has looked %(word)s for"), word=Text(_WORDS[name])),
            unit="seconds",
            family="camera",
            meaning=Text(
                _("For how long the face has looked %(word)s: since 65%% was reached, until under 45%%."),
                word=Text(_WORDS[name]),
            ),
            phrase=_WORDS[name],
            unknown=_NO_FACE,
            enter=40,
            leave=10,
        ),
        Signal(
            name=f"camera.{name}_more",
            title=Text(_("Looks more %(word)s than usual"), word=Text(_WORDS[name])),
            unit="share",
            family="camera",
            meaning=Text(
                _(
                    "How much more %(word)s the face looks than in this student's own first minute of the "
                    "lesson: 50%% is as usual, 65%% nearly twice the odds, 80%% four times; mean over the "
                    "last 10 s. As far as was measured, it tells a change no more surely than the level does."
                ),
                word=Text(_WORDS[name]),
            ),
            phrase=Text(_("more %(word)s than usual"), word=Text(_WORDS[name])),
            unknown=_NO_REST,
            enter=0.65,
            leave=0.55,
            high=1.0,
        ),
    )


def _camera_emotion(name: str) -> Signal:
    return Signal(
        name=f"camera.{name}",
        title=Text(_("Shows %(word)s"), word=Text(_WORDS[name])),
        unit="share",
        family="camera",
        meaning=Text(
            _("How much the face shows %(word)s; mean over the last 10 s."), word=Text(_WORDS[name])
        ),
        phrase=Text(_("showing %(word)s"), word=Text(_WORDS[name])),
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
        title=Text(_("Says “%(words)s”"), words=Text(words)),
        unit="yes",
        family="said",
        meaning=Text(
            _("The student tapped “%(words)s” on this step within the last minute, and no help came since."),
            words=Text(words),
        ),
        phrase=Text(_("the student says “%(words)s”"), words=Text(words)),
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
        unknown=_FEW if unit == "share" else _("Known while the class is learning."),
        enter=enter,
        leave=leave,
        high=1.0 if unit == "share" else math.inf,
    )


_COVERAGE = Signal(
    name="camera.coverage",
    title=_("Camera sees the face"),
    unit="share",
    family="camera",
    meaning=_("The share of the last 10 s of frames that show exactly one usable face."),
    phrase=_("face in view"),
    unknown=_("Unknown when the camera is off."),
    enter=0.6,
    leave=0.5,
    high=1.0,
)

_MASTERY = Signal(
    name="mastery.lowest",
    title=_("Weakest skill of the step"),
    unit="share",
    family="mastery",
    meaning=_("How likely the student knows the least known skill of this step."),
    phrase=_("mastery of the weakest skill"),
    unknown=_("Unknown when the step names no skill, or none that the student has answered a question on."),
    enter=0.4,
    leave=0.5,
    high=1.0,
    comparison="at_most",
)

_BEHAVIOUR = (
    _behaviour(
        "wrong_in_row",
        _("Wrong answers in a row"),
        "count",
        _("Wrong answers on this step since the last right one."),
        _("wrong answers in a row"),
        2,
        1,
    ),
    _behaviour(
        "recent_errors",
        _("Wrong answers lately"),
        "count",
        _("Wrong answers in the last 60 s."),
        _("wrong answers in the last minute"),
        1,
        1,
    ),
    _behaviour(
        "wrong_since_help",
        _("Wrong answers since help came"),
        "count",
        _(
            "Wrong answers on this step since help last came to it, or since it was opened; "
            "0 while the last answer is right."
        ),
        _("wrong answers since help came"),
        3,
        3,
    ),
    _behaviour("hints", _("Hints taken"), "count", _("Hints opened on this step."), _("hints taken"), 2, 1),
    _behaviour(
        "seconds_on_step",
        _("Time on the step"),
        "seconds",
        _("Time since the step was opened."),
        _("time on this step"),
        120,
        120,
    ),
    _behaviour(
        "seconds_over_usual",
        _("Time beyond the usual"),
        "seconds",
        _("How much longer the student has been on the step than others usually are (their median)."),
        _("longer than usual here"),
        60,
        60,
        _("Unknown until five other students have finished the step."),
    ),
    _behaviour(
        "seconds_idle",
        _("Time without touching anything"),
        "seconds",
        _("Time since the student last typed, tapped, scrolled or answered."),
        _("idle"),
        60,
        10,
    ),
    _behaviour(
        "seconds_without_progress",
        _("Time without progress"),
        "seconds",
        _("Time since the last right answer or the last step forward."),
        _("no progress"),
        90,
        10,
    ),
    _behaviour(
        "fast_wrong",
        _("Fast wrong answers"),
        "count",
        _("Wrong answers in the last 60 s, each within 5 s of the one before: too quick to have read."),
        _("fast wrong answers"),
        2,
        1,
    ),
)

_SAID = (
    _said("lost", _("I'm lost")),
    _said("bored", _("I'm bored")),
    _said("fine", _("I'm fine")),
    _said("got_it", _("Got it")),
)

_CLASS = (
    _class(
        "known",
        _("Learners with a known state"),
        "count",
        _("How many learners of the class have a known state now."),
        _("learners with a known state"),
        5,
        5,
    ),
    _class(
        "confused_share",
        _("Share confused"),
        "share",
        _("Of the learners with a known state, the share that looks or says lost."),
        _("the class confused"),
        0.5,
        0.4,
    ),
    _class(
        "frustrated_share",
        _("Share frustrated"),
        "share",
        _("Of the learners with a known state, the share that looks frustrated."),
        _("the class frustrated"),
        0.4,
        0.3,
    ),
    _class(
        "bored_share",
        _("Share bored"),
        "share",
        _("Of the learners with a known state, the share that looks or says bored."),
        _("the class bored"),
        0.5,
        0.4,
    ),
    _class(
        "lost_taps",
        _("Learners who say they are lost"),
        "count",
        _("Learners who tapped “I'm lost” within the last minute."),
        _("learners who say “I'm lost”"),
        5,
        3,
    ),
)

_ALL = (
    *(_camera_state(name, meaning) for name, meaning in _STATES.items()),
    *(signal for name in STATES for signal in _camera_state_over_time(name)),
    *(_camera_emotion(name) for name in EMOTIONS),
    _COVERAGE,
    *_BEHAVIOUR,
    *_SAID,
    _MASTERY,
    *MISCONCEPTION_SIGNALS,
    *_CLASS,
)

SIGNALS: dict[str, Signal] = {signal.name: signal for signal in _ALL}

# Each counts wrong answers: a rule that asks for one of them is about not getting there.
WRONG_ANSWERS: frozenset[str] = frozenset(
    f"behaviour.{name}" for name in ("wrong_in_row", "recent_errors", "wrong_since_help", "fast_wrong")
)

FAMILIES: dict[Family, str] = {
    "camera": _("Camera"),
    "behaviour": _("What the student does"),
    "said": _("What the student says"),
    "mastery": _("What the student knows"),
    "class": _("The class"),
}
