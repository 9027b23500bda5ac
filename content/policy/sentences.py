"""Rules and decisions put into words: one voice for authors, one for students.

Authors get precision ("confused at 65% or more for 40 s"). Students get plain warm words, and
never a diagnosis: what they read is about the material and what they did, not about their face.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import NamedTuple, Protocol

from content.language import gettext, gettext_noop, ngettext, pgettext
from content.policy.kinds import KINDS
from content.policy.rules import Rule, WrittenRule
from content.policy.signals import SIGNALS, Comparison, Signal
from content.policy.units import amount, duration

_PARTS = [
    one.metadata["codec"].say if "codec" in one.metadata else one.metadata["say"]
    for one in fields(WrittenRule)
]


def rule_sentence(rule: Rule) -> str:
    """Return the rule read back to its author.

    For example: When confused at 65% or more and no progress in that time, for 40 s,
    show a visual aid, then after 1 min more an easier example; at most every 2 min.
    """
    told = ""
    for say in _PARTS:
        told = say(rule, told)
    return _ended(told)


class Met(Protocol):
    """What a sentence about a condition that was met needs of it."""

    @property
    def signal(self) -> str:
        """The signal's name, one of `SIGNALS`."""

    @property
    def comparison(self) -> Comparison:
        """`at_least` or `at_most`."""


class Compared(NamedTuple):
    """As much of a condition as is kept with the help that it brought."""

    signal: str
    comparison: Comparison


# What a student reads. A phrase ends no sentence and names no state of mind the student did not
# name first. Signals without a phrase are left out.
def _wrong(value: float) -> str:
    if value < 2:
        return gettext("the last answer was not right")
    return _counted(
        ngettext("the last %(n)s answer was not right", "the last %(n)s answers were not right", int(value)),
        value,
    )


def _wrong_here(value: float) -> str:
    if value < 2:
        return gettext("an answer here was not right")
    return _counted(
        ngettext("%(n)s answer here was not right", "%(n)s answers here were not right", int(value)), value
    )


def _hints(value: float) -> str:
    if value < 2:
        return gettext("you opened a hint")
    return _counted(ngettext("you opened %(n)s hint", "you opened %(n)s hints", int(value)), value)


def _shown(value: float) -> str:
    if value < 2:
        return gettext("an answer mixed something up here that is easy to mix up")
    return gettext("the same mix-up has come up more than once")


def _counted(text: str, value: float) -> str:
    return text % {"n": round(value)}


def _always(phrase: str) -> Callable[[float], str]:
    return lambda _value: gettext(phrase)


_FACES = {
    "confused": gettext_noop("this part can be tricky"),
    "frustrated": gettext_noop("this part can be hard going"),
    "bored": gettext_noop("this part may be a little slow"),
}


def _face_phrases() -> dict[str, Callable[[float], str]]:
    """Return the same words however a state of the face is looked at: now, lately, for how long."""
    return {
        f"camera.{state}{way}": _always(phrase)
        for state, phrase in _FACES.items()
        for way in ("", "_share", "_seconds", "_more")
    }


_PHRASES: dict[str, Callable[[float], str]] = {
    **_face_phrases(),
    "behaviour.wrong_in_row": _wrong,
    "behaviour.recent_errors": _always(gettext_noop("an answer in the last minute was not right")),
    "behaviour.wrong_since_help": _wrong_here,
    "behaviour.hints": _hints,
    "behaviour.seconds_on_step": _always(gettext_noop("you spent a while here")),
    "behaviour.seconds_over_usual": _always(gettext_noop("you spent a while here")),
    "behaviour.seconds_without_progress": _always(gettext_noop("you spent a while here")),
    "behaviour.seconds_idle": _always(gettext_noop("it has been quiet here for a bit")),
    "behaviour.fast_wrong": _always(gettext_noop("the last answers came very quickly")),
    "mastery.misconceptions_course": _shown,
    "mastery.misconceptions_lesson": _shown,
    "said.lost": _always(gettext_noop("you said you are lost")),
    "said.bored": _always(gettext_noop("you said this is boring")),
    "said.fine": _always(gettext_noop("you said you are fine")),
    "said.got_it": _always(gettext_noop("you said you have got it")),
    "class.confused_share": _always(gettext_noop("this part is tricky for many of you right now")),
    "class.frustrated_share": _always(gettext_noop("this part is hard going for many of you right now")),
    "class.bored_share": _always(gettext_noop("this part may be a little slow for many of you")),
    "class.lost_taps": _always(gettext_noop("several of you said you are lost")),
}
_AT_MOST_PHRASES: dict[str, Callable[[float], str]] = {
    "mastery.lowest": _always(gettext_noop("this idea is still new to you"))
}

# The student's own words first, then what they did, then the rest.
_ORDER = ("said", "class", "behaviour", "mastery", "camera")


def evidence_phrase(condition: Met, value: float) -> str:
    """Return what a met condition means in a student's words, or "" when it is better left out."""
    phrases = _PHRASES if condition.comparison == "at_least" else _AT_MOST_PHRASES
    phrase = phrases.get(condition.signal)
    return phrase(value) if phrase else ""


def evidence_sentence(condition: Met, value: float) -> str:
    """Return one full sentence for the student's "Why am I seeing this?"."""
    signal = SIGNALS[condition.signal]
    phrase = evidence_phrase(condition, value)
    if signal.family == "camera":
        return _camera_sentence(signal, value)
    if signal.name == "behaviour.seconds_over_usual" and phrase:
        return gettext("You have been here %(time)s longer than most.") % {"time": duration(round(value))}
    if signal.unit == "seconds" and phrase:
        return gettext("%(phrase)s: %(value)s.") % {
            "phrase": _capital(phrase),
            "value": duration(round(value)),
        }
    if phrase:
        return _ended(_capital(phrase))
    values = {"phrase": _capital(signal.phrase), "value": amount(value, signal.unit)}
    return gettext("%(phrase)s: %(value)s.") % values


def _camera_sentence(signal: Signal, value: float) -> str:
    if signal.unit == "seconds":
        values = {"phrase": signal.phrase, "time": duration(round(value))}
        return gettext("The camera's guess, which can be wrong: %(phrase)s for %(time)s.") % values
    values = {"phrase": signal.phrase, "value": amount(value, signal.unit)}
    return gettext("The camera's guess, which can be wrong: %(phrase)s at %(value)s.") % values


def student_sentence(kind: str, met: Sequence[tuple[Met, float]]) -> str:
    """Return why the page changes, in the student's words.

    For example: You spent a while here and the last answer was not right: here is a picture of it.
    """
    ranked = sorted(met, key=lambda pair: _ORDER.index(SIGNALS[pair[0].signal].family))
    phrases = list(dict.fromkeys(filter(None, (evidence_phrase(*pair) for pair in ranked))))
    offer = KINDS[kind].offers
    if not phrases:
        return _ended(_capital(offer))
    because = phrases[0]
    if len(phrases) > 1:
        because = gettext("%(one)s and %(other)s") % {"one": phrases[0], "other": phrases[1]}
    return gettext("%(because)s: %(offer)s.") % {"because": _capital(because), "offer": offer}


def _ended(sentence: str) -> str:
    return pgettext("the end of a sentence", "%(sentence)s.") % {"sentence": sentence}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
