"""What each field of a rule adds to the sentence that reads the rule back to its author.

Each function takes the rule, sound and whole, and returns its part; `content.policy.rules` puts them in
their order. The rule's type is left open, because that module imports this one.
"""

from typing import Any

from content.language import gettext
from content.policy.kinds import KINDS
from content.policy.misconceptions import phrase_about
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration


def say_nothing(rule: Any) -> str:
    """Leave a field out of the sentence."""
    return ""


def say_conditions(rule: Any) -> str:
    """Say what must hold, and whether all of it."""
    phrases = [_say_condition(condition, hold_s=rule.hold_s) for condition in rule.conditions]
    joiner = gettext(" and ") if rule.join == "all" else gettext(" or ")
    return joiner.join(phrases)


def say_hold(rule: Any) -> str:
    """Say for how long it must hold."""
    told = gettext(", for %(time)s") % {"time": duration(rule.hold_s)}
    if rule.hold_least is not None:
        return _with_range(told, duration(rule.hold_least), duration(rule.hold_most))
    return told if rule.hold_s else ""


def say_mode(rule: Any) -> str:
    """Say whether help is offered or shown."""
    return gettext(", offer ") if rule.mode == "offer" else gettext(", show ")


def say_effects(rule: Any) -> str:
    """Say what is shown, what follows when, and to whom."""
    whom = gettext(" to the class") if rule.scope == "class" else ""
    first, *others = (KINDS[effect].article for effect in rule.effects)
    if not others:
        return f"{first}{whom}"
    then = gettext(", then ")
    wait = then
    if rule.escalate_s is not None:
        wait = gettext(", then after %(time)s more ") % {"time": duration(rule.escalate_s)}
    return f"{first}{wait}{then.join(others)}{whom}"


def say_cooldown(rule: Any) -> str:
    """Say how often at most."""
    return (
        gettext("; at most every %(time)s") % {"time": duration(rule.cooldown_s)} if rule.cooldown_s else ""
    )


def say_limits(rule: Any) -> str:
    """Say where alone it acts."""
    limits = rule.limits
    parts = (
        (gettext("only in course %(names)s"), limits.courses),
        (gettext("only in lesson %(names)s"), limits.lessons),
        (gettext("only in step of kind %(names)s"), limits.step_kinds),
    )
    told = [text % {"names": gettext(" or ").join(sorted(values))} for text, values in parts if values]
    return f" ({'; '.join(told)})" if told else ""


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
    bound = gettext("%(value)s or more") if at_least else gettext("%(value)s or less")
    phrase = phrase_about(signal, condition.misconception)
    values = {"phrase": phrase, "bound": bound % {"value": amount(condition.enter, signal.unit)}}
    if signal.unit == "count":
        return gettext("%(bound)s %(phrase)s") % values
    if signal.unit == "seconds":
        if signal.name.endswith("without_progress") and at_least and condition.enter <= hold_s:
            return gettext("no progress in that time")
        return gettext("%(phrase)s for %(bound)s") % values
    return gettext("%(phrase)s at %(bound)s") % values
