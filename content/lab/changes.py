"""Trying other numbers for one rule, without storing them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from content.language import gettext
from content.policy.codec import Number
from content.policy.rules import RULE_FIELDS, Condition, InvalidRule, Rule, read_bounded

NUMBERS: dict[str, Number] = {
    one.name: one.codec for one in RULE_FIELDS if isinstance(one.codec, Number) and one.codec.tried_as
}
"""The fields for which other numbers can be tried."""


def changed_rule(rule: Rule, numbers: Mapping[str, str]) -> Rule:
    """Return a rule with other numbers: `hold_s`, ..., and `enter-<i>` and `leave-<i>` per condition.

    What is missing or empty stays as it is.

    Raises:
        InvalidRule: a number is none, or the rule makes no sense with it.
    """
    conditions = tuple(
        _changed_condition(condition, index, numbers) for index, condition in enumerate(rule.conditions)
    )
    changed: dict[str, Any] = {
        name: codec.tried(_number(numbers, name, getattr(rule, name))) for name, codec in NUMBERS.items()
    }
    return replace(rule, conditions=conditions, **changed)


def _changed_condition(condition: Condition, index: int, numbers: Mapping[str, str]) -> Condition:
    enter = _number(numbers, f"enter-{index}", condition.enter)
    leave = _number(numbers, f"leave-{index}", condition.leave)
    return replace(
        condition,
        enter=condition.enter if enter is None else enter,
        leave=condition.leave if leave is None else leave,
    )


def _number(numbers: Mapping[str, str], name: str, default: float | None) -> float | None:
    text = numbers.get(name, "").strip().replace(",", ".")
    if not text:
        return default
    try:
        return read_bounded(text)
    except ValueError:
        raise InvalidRule(gettext("%(name)s must be a number") % {"name": name}, field=name) from None


def with_change(rules: Sequence[Rule], changed: Rule) -> list[Rule]:
    """Return the rules with one of them, known by its key, replaced."""
    return [changed if rule.key == changed.key else rule for rule in rules]
