"""What each field of a rule adds to the sentence that reads the rule back to its author.

Each function takes the rule, sound and whole, and returns its part; `content.policy.rules` puts them in
their order. The rule's type is left open, because that module imports this one.
"""

from typing import Any

from content.policy.kinds import KINDS
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration

_JOINERS = {"all": " and ", "any": " or "}


def say_nothing(rule: Any) -> str:
    """Leave a field out of the sentence."""
    return ""


def say_conditions(rule: Any) -> str:
    """Say what must hold, and whether all of it."""
    phrases = [_condition_phrase(condition, hold_s=rule.hold_s) for condition in rule.conditions]
    return _JOINERS[rule.join].join(phrases)


def say_hold(rule: Any) -> str:
    """Say for how long it must hold."""
    return f", for {duration(rule.hold_s)}" if rule.hold_s else ""


def say_mode(rule: Any) -> str:
    """Say whether help is offered or shown."""
    return ", offer " if rule.mode == "offer" else ", show "


def say_effects(rule: Any) -> str:
    """Say what is shown, what follows when, and to whom."""
    whom = " to the class" if rule.scope == "class" else ""
    first, *others = (KINDS[effect].article for effect in rule.effects)
    if not others:
        return f"{first}{whom}"
    wait = "" if rule.escalate_s is None else f" after {duration(rule.escalate_s)} more"
    return f"{first}, then{wait} {', then '.join(others)}{whom}"


def say_cooldown(rule: Any) -> str:
    """Say how often at most."""
    return f"; at most every {duration(rule.cooldown_s)}" if rule.cooldown_s else ""


def say_limits(rule: Any) -> str:
    """Say where alone it acts."""
    limits = rule.limits
    parts = (
        ("course", limits.courses),
        ("lesson", limits.lessons),
        ("step of kind", limits.step_kinds),
    )
    told = [f"only in {word} {' or '.join(sorted(values))}" for word, values in parts if values]
    return f" ({'; '.join(told)})" if told else ""


def _condition_phrase(condition: Any, *, hold_s: float) -> str:
    signal = SIGNALS[condition.signal]
    at_least = condition.comparison == "at_least"
    if signal.unit == "yes":
        return signal.phrase if at_least else f"not ({signal.phrase})"
    value = amount(condition.enter, signal.unit)
    bound = f"{value} or {'more' if at_least else 'less'}"
    if signal.unit == "count":
        return f"{bound} {signal.phrase}"
    if signal.unit == "seconds":
        if signal.name.endswith("without_progress") and at_least and condition.enter <= hold_s:
            return "no progress in that time"
        return f"{signal.phrase} for {bound}"
    return f"{signal.phrase} at {bound}"
