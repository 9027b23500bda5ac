"""Rules and decisions put into words: one voice for authors, one for students.

Authors get precision ("confused at 65 % or more for 40 s"). Students get plain warm words, and
never a diagnosis: what they read is about the material and what they did, not about their face.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields

from content.policy.kinds import KINDS
from content.policy.rules import Condition, Rule, WrittenRule
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration

_PARTS = [
    one.metadata["codec"].say if "codec" in one.metadata else one.metadata["say"]
    for one in fields(WrittenRule)
]


def rule_sentence(rule: Rule) -> str:
    """Return the rule read back to its author.

    For example: When confused at 65 % or more and no progress in that time, for 40 s,
    show a visual aid, then after 1 min more an easier example; at most every 2 min.
    """
    return f"When {''.join(say(rule) for say in _PARTS)}."


# What a student reads. A phrase ends no sentence and names no state of mind the student did not
# name first. Signals without a phrase are left out.
def _wrong(value: float) -> str:
    return "the last answer was not right" if value < 2 else f"the last {value:.0f} answers were not right"


def _wrong_here(value: float) -> str:
    return "an answer here was not right" if value < 2 else f"{value:.0f} answers here were not right"


def _hints(value: float) -> str:
    return "you opened a hint" if value < 2 else f"you opened {value:.0f} hints"


_FACES = {
    "confused": "this part can be tricky",
    "frustrated": "this part can be hard going",
    "bored": "this part may be a little slow",
}


def _face_phrases() -> dict[str, Callable[[float], str]]:
    """Return the same words however a state of the face is looked at: now, lately, for how long."""
    return {
        f"camera.{state}{way}": lambda _, phrase=phrase: phrase  # type: ignore[misc]
        for state, phrase in _FACES.items()
        for way in ("", "_share", "_seconds", "_more")
    }


_PHRASES: dict[str, Callable[[float], str]] = {
    **_face_phrases(),
    "behaviour.wrong_in_row": _wrong,
    "behaviour.recent_errors": lambda _: "an answer in the last minute was not right",
    "behaviour.wrong_since_help": _wrong_here,
    "behaviour.hints": _hints,
    "behaviour.seconds_on_step": lambda _: "you spent a while here",
    "behaviour.seconds_over_usual": lambda _: "you spent a while here",
    "behaviour.seconds_without_progress": lambda _: "you spent a while here",
    "behaviour.seconds_idle": lambda _: "it has been quiet here for a bit",
    "behaviour.fast_wrong": lambda _: "the last answers came very quickly",
    "said.lost": lambda _: "you said you are lost",
    "said.bored": lambda _: "you said this is boring",
    "said.fine": lambda _: "you said you are fine",
    "said.got_it": lambda _: "you said you have got it",
    "class.confused_share": lambda _: "this part is tricky for many of you right now",
    "class.frustrated_share": lambda _: "this part is hard going for many of you right now",
    "class.bored_share": lambda _: "this part may be a little slow for many of you",
    "class.lost_taps": lambda _: "several of you said you are lost",
}
_AT_MOST_PHRASES: dict[str, Callable[[float], str]] = {
    "mastery.lowest": lambda _: "this idea is still new to you"
}

# The student's own words first, then what they did, then the rest.
_ORDER = ("said", "class", "behaviour", "mastery", "camera")


def evidence_phrase(condition: Condition, value: float) -> str:
    """Return what a met condition means in a student's words, or "" when it is better left out."""
    phrases = _PHRASES if condition.comparison == "at_least" else _AT_MOST_PHRASES
    phrase = phrases.get(condition.signal)
    return phrase(value) if phrase else ""


def evidence_sentence(condition: Condition, value: float) -> str:
    """Return one full sentence for the student's "Why am I seeing this?"."""
    signal = SIGNALS[condition.signal]
    phrase = evidence_phrase(condition, value)
    if signal.family == "camera":
        told = (
            f"for {duration(round(value))}"
            if signal.unit == "seconds"
            else f"at {amount(value, signal.unit)}"
        )
        return f"The camera's guess, which can be wrong: {signal.phrase} {told}."
    if signal.name == "behaviour.seconds_over_usual" and phrase:
        return f"You have been here {duration(round(value))} longer than most."
    if signal.unit == "seconds" and phrase:
        return f"{_capital(phrase)}: {duration(round(value))}."
    return f"{_capital(phrase or f'{signal.phrase}: {amount(value, signal.unit)}')}."


def student_sentence(kind: str, met: Sequence[tuple[Condition, float]]) -> str:
    """Return why the page changes, in the student's words.

    For example: You spent a while here and the last answer was not right: here is a picture of it.
    """
    ranked = sorted(met, key=lambda pair: _ORDER.index(SIGNALS[pair[0].signal].family))
    phrases = list(dict.fromkeys(filter(None, (evidence_phrase(*pair) for pair in ranked))))
    offer = KINDS[kind].offers
    if not phrases:
        return f"{_capital(offer)}."
    return f"{_capital(' and '.join(phrases[:2]))}: {offer}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
