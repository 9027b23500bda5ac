"""Which numbers of a rule may move, between which ends, and the rule with other numbers."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from content.policy.conditions import Condition
from content.policy.misconceptions import title_about
from content.policy.rules import Limits, Rule
from content.policy.signals import SIGNALS, Unit

HOLD = "hold_s"
STUDENTS = 200
"""How many students a comparison counts where the author says nothing."""

Setting = tuple[float, ...]
"""The numbers that may move, in the order of `opened_numbers`."""

# What changes nothing about whom a rule helps, when, and with what.
_BESIDES = ("key", "name", "sentence", "priority")


@dataclass(frozen=True)
class Opened:
    """A number that may move.

    Attributes:
        name: "hold_s", or "enter-<i>" of the condition at that place, from 0.
        low, high: the ends that its author wrote down, both allowed.
        unit: of the number.
        is_looser_below: whether a rule with a smaller number acts sooner, and for more students.
    """

    name: str
    low: float
    high: float
    unit: Unit
    is_looser_below: bool = True

    def placed(self, number: float) -> float:
        """Return the nearest number that may be taken: within the ends, whole but for shares."""
        digits = 2 if self.unit == "share" else 0
        # An end need not be round itself.
        return min(self.high, max(self.low, round(number, digits)))


def opened_numbers(rule: Rule) -> tuple[Opened, ...]:
    """Return the numbers of a rule that may move: the time first, then thresholds in their order."""
    found = []
    if rule.hold_least is not None and rule.hold_most is not None:
        found.append(Opened(HOLD, rule.hold_least, rule.hold_most, "seconds"))
    for index, condition in enumerate(rule.conditions):
        if condition.least is not None and condition.most is not None:
            unit, below = SIGNALS[condition.signal].unit, condition.comparison == "at_least"
            found.append(Opened(f"enter-{index}", condition.least, condition.most, unit, below))
    return tuple(found)


def setting_of(rule: Rule) -> Setting:
    """Return the numbers that may move as the rule has them."""
    return tuple(_number(rule, one.name) for one in opened_numbers(rule))


def with_setting(rule: Rule, setting: Sequence[float]) -> Rule:
    """Return the rule with other numbers; a threshold keeps its slack, the distance at which it is left.

    Raises:
        InvalidRule: a number lies beyond the range that its author wrote down.
        ValueError: there are more numbers or fewer than may move.
    """
    numbers = dict(zip((one.name for one in opened_numbers(rule)), setting, strict=True))
    conditions = tuple(
        _moved(condition, numbers[f"enter-{index}"]) if f"enter-{index}" in numbers else condition
        for index, condition in enumerate(rule.conditions)
    )
    return replace(rule, hold_s=numbers.get(HOLD, rule.hold_s), conditions=conditions)


def looser(opened: Sequence[Opened], one: Setting, other: Setting) -> Setting:
    """Return which of two settings, that differ in one number, acts sooner and for more students."""
    for number, left, right in zip(opened, one, other, strict=True):
        if left != right:
            return one if (left < right) == number.is_looser_below else other
    return one


def title_of(rule: Rule, name: str) -> str:
    """Return what a number is about, as its author reads it; of the time nothing."""
    if name == HOLD:
        return ""
    condition = rule.conditions[int(name.removeprefix("enter-"))]
    return title_about(SIGNALS[condition.signal], condition.misconception)


def fingerprint(rule: Rule) -> str:
    """Return a short hash of all that decides whom a rule helps, when, and with what.

    What was learnt holds for the rule as it was written then.
    """
    told = [(one.name, _plain(getattr(rule, one.name))) for one in fields(rule) if one.name not in _BESIDES]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    """Return a value that prints alike in every process, and whether a number was read as whole or not."""
    if isinstance(value, Condition | Limits):
        return [_plain(one) for one in vars(value).values()]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, int | float) else value


def _number(rule: Rule, name: str) -> float:
    if name == HOLD:
        return rule.hold_s
    return rule.conditions[int(name.removeprefix("enter-"))].enter


def _moved(condition: Condition, enter: float) -> Condition:
    signal = SIGNALS[condition.signal]
    # Rounded: what a page shows is what holds.
    leave = round(condition.leave + enter - condition.enter, 6)
    return replace(condition, enter=enter, leave=min(signal.high, max(signal.low, leave)))
