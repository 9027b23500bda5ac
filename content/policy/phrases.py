"""What each field of a rule adds to the sentence that reads the rule back to its author.

Each function takes the rule, sound and whole, and the sentence so far, and returns the sentence with its
field in it: a whole message with the sentence so far as one of its values, so that every language puts it
where it belongs. `content.policy.sentences` calls them in the order of the fields. The rule's type is left
open, because that module imports this one.
"""

from typing import Any

from content import figures
from content.language import gettext
from content.policy.kinds import KINDS
from content.policy.misconceptions import phrase_about
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration


def say_nothing(rule: Any, told: str) -> str:
    """Leave a field out of the sentence."""
    return told


def say_conditions(rule: Any, told: str) -> str:
    """Begin with what must hold, and whether all of it."""
    phrases = [_say_condition(condition, hold_s=rule.hold_s) for condition in rule.conditions]
    return figures.listed(phrases) if rule.join == "all" else figures.either(phrases)


def say_hold(rule: Any, told: str) -> str:
    """Say for how long it must hold."""
    if not rule.hold_s and rule.hold_least is None:
        return told
    values = {"conditions": told, "time": duration(rule.hold_s)}
    if rule.hold_least is None:
        return gettext("%(conditions)s, for %(time)s") % values
    values |= {"low": duration(rule.hold_least), "high": duration(rule.hold_most)}
    return gettext("%(conditions)s, for %(time)s (which may become %(low)s to %(high)s)") % values


def say_effects(rule: Any, told: str) -> str:
    """Say what is shown or offered then, and to whom."""
    texts = {
        ("act", "learner"): gettext("When %(conditions)s, show %(help)s"),
        ("offer", "learner"): gettext("When %(conditions)s, offer %(help)s"),
        ("act", "class"): gettext("When %(conditions)s, show %(help)s to the class"),
        ("offer", "class"): gettext("When %(conditions)s, offer %(help)s to the class"),
    }
    return texts[rule.mode, rule.scope] % {"conditions": told, "help": _say_help(rule)}


def _say_help(rule: Any) -> str:
    """Return the kinds of help in their order; only the second may come by a time of its own."""
    told, *others = (KINDS[effect].article for effect in rule.effects)
    for place, other in enumerate(others):
        values = {"first": told, "next": other}
        if place == 0 and rule.escalate_s is not None:
            told = gettext("%(first)s, then after %(time)s more %(next)s") % {
                **values,
                "time": duration(rule.escalate_s),
            }
        else:
            told = gettext("%(first)s, then %(next)s") % values
    return told


def say_cooldown(rule: Any, told: str) -> str:
    """Say how often at most."""
    if not rule.cooldown_s:
        return told
    return gettext("%(rule)s; at most every %(time)s") % {"rule": told, "time": duration(rule.cooldown_s)}


def say_limits(rule: Any, told: str) -> str:
    """Say where alone it acts."""
    limits = rule.limits
    parts = (
        (gettext("only in course %(names)s"), limits.courses),
        (gettext("only in lesson %(names)s"), limits.lessons),
        (gettext("only in step of kind %(names)s"), limits.step_kinds),
    )
    where = figures.side_by_side(
        text % {"names": figures.either(sorted(values))} for text, values in parts if values
    )
    return gettext("%(rule)s (%(where)s)") % {"rule": told, "where": where} if where else told


def _with_range(phrase: str, low: str, high: str) -> str:
    """Say between which ends a number may move."""
    text = gettext("%(phrase)s (which may become %(low)s to %(high)s)")
    return text % {"phrase": phrase, "low": low, "high": high}


def _say_condition(condition: Any, *, hold_s: float) -> str:
    phrase = _condition_phrase(condition, hold_s=hold_s)
    if condition.least is None:
        return phrase
    unit = SIGNALS[condition.signal].unit
    return _with_range(phrase, amount(condition.least, unit), amount(condition.most, unit))


def _condition_phrase(condition: Any, *, hold_s: float) -> str:
    signal = SIGNALS[condition.signal]
    at_least = condition.comparison == "at_least"
    if signal.unit == "yes":
        return signal.phrase if at_least else gettext("not (%(phrase)s)") % {"phrase": signal.phrase}
    values = {
        "phrase": phrase_about(signal, condition.misconception),
        "value": amount(condition.enter, signal.unit),
    }
    if signal.unit == "count":
        more, less = gettext("%(value)s or more %(phrase)s"), gettext("%(value)s or less %(phrase)s")
    elif signal.unit == "seconds":
        if signal.name.endswith("without_progress") and at_least and condition.enter <= hold_s:
            return gettext("no progress in that time")
        more, less = gettext("%(phrase)s for %(value)s or more"), gettext("%(phrase)s for %(value)s or less")
    else:
        more, less = gettext("%(phrase)s at %(value)s or more"), gettext("%(phrase)s at %(value)s or less")
    return (more if at_least else less) % values
