"""A condition of a rule as the policy sees it, and what its numbers must be."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from content.language import gettext
from content.policy.misconceptions import key_of
from content.policy.signals import SIGNALS, Comparison, Signal

MAX_NUMBER = 1e6
"""No number of a rule is larger, whatever it counts."""


class InvalidRule(ValueError):
    """A rule or condition that makes no sense; the message is for its author.

    `field` names the part at fault, for forms and for line numbers.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class WrittenCondition:
    """A condition as it is written, sound or not.

    Attributes:
        misconception: the slug of the one it asks about.
        least, most: the range within which `enter` may move by what helped; None: it stays.
    """

    signal: str
    comparison: str
    enter: float
    leave: float
    misconception: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def key(self) -> str:
        """The name under which a snapshot holds the value that is asked for."""
        return key_of(self.signal, self.misconception)

    def to_policy(self) -> "Condition":
        """Return it as the policy reads it.

        Raises:
            InvalidRule: it makes no sense.
        """
        comparison = cast(Comparison, self.comparison)
        return Condition(
            self.signal, comparison, self.enter, self.leave, self.misconception, self.least, self.most
        )


@dataclass(frozen=True)
class Condition(WrittenCondition):
    """One comparison with hysteresis: on from `enter`, off again beyond `leave`.

    "at_least" is on from `enter` upwards until the value falls below `leave`; "at_most" is its
    mirror image. An unknown value is always off.
    """

    comparison: Comparison

    def __post_init__(self) -> None:
        signal = SIGNALS.get(self.signal)
        if signal is None:
            raise InvalidRule(
                gettext("there is no signal called %(signal)r") % {"signal": self.signal}, field="signal"
            )
        if self.misconception and not signal.names_misconception:
            raise InvalidRule(
                gettext("%(signal)s asks about no misconception") % {"signal": self.signal},
                field="misconception",
            )
        if self.comparison not in get_args(Comparison):
            raise InvalidRule(gettext("the comparison is at_least or at_most"), field="comparison")
        self._check_bounds(signal)
        if (self.leave - self.enter) * (1 if self.comparison == "at_least" else -1) > 0:
            text = gettext("it ends (leave) below the value at which it begins (enter)")
            if self.comparison == "at_least":
                text = gettext("it ends (leave) above the value at which it begins (enter)")
            raise InvalidRule(text, field="leave")
        if signal.unit == "yes" and (self.least, self.most) != (None, None):
            raise InvalidRule(gettext("a yes has no range to move in"), field="least")
        check_range("enter", self.enter, self.least, self.most)

    def _check_bounds(self, signal: Signal) -> None:
        for name in ("enter", "leave", "least", "most"):
            value = getattr(self, name)
            if value is None and name in ("least", "most"):
                continue
            check_size(name, value)
            if signal.read(value) is None:
                text = gettext("%(name)s of %(signal)s must lie in 0 or more")
                if signal.high < math.inf:
                    text = gettext("%(name)s of %(signal)s must lie in %(low)s to %(high)s")
                ends = {"low": signal.low, "high": signal.high}
                raise InvalidRule(text % {"name": name, "signal": self.signal, **ends}, field=name)

    def read(self, values: Mapping[str, object]) -> float | None:
        """Return the value that a snapshot holds for it, None for unknown; total."""
        value = values.get(self.key)
        if value is None and self.misconception and values.get(self.signal) is not None:
            return 0.0
        return SIGNALS[self.signal].read(value)

    def is_on(self, value: object, *, was_on: bool) -> bool:
        """Return whether the condition holds for `value`; total, unknown is off."""
        known = SIGNALS[self.signal].read(value)
        if known is None:
            return False
        threshold = self.leave if was_on else self.enter
        return known >= threshold if self.comparison == "at_least" else known <= threshold


def read_bounded(value: Any) -> float:
    """Return a number that somebody wrote, no larger than `MAX_NUMBER`.

    Raises:
        ValueError: it is none, or larger, or not finite.
    """
    try:
        number = float(value)
    except (TypeError, OverflowError):
        raise ValueError("no number") from None
    # Not `>`, which NaN would pass.
    if not abs(number) <= MAX_NUMBER:
        raise ValueError("no number that a rule can have")
    return number


def check_size(name: str, value: object) -> None:
    """Hold a number to what any rule may have.

    Raises:
        InvalidRule: it is none, or too large.
    """
    try:
        read_bounded(value)
    except ValueError:
        raise InvalidRule(
            gettext("%(name)s must be a number of at most %(most)s")
            % {"name": name, "most": f"{MAX_NUMBER:,.0f}"},
            field=name,
        ) from None


def check_range(name: str, value: float, least: float | None, most: float | None) -> None:
    """Hold a number to the range in which it may move, if it has one.

    Raises:
        InvalidRule: the range has one end, or does not hold the number, or nothing else.
    """
    if least is None and most is None:
        return
    if least is None or most is None:
        text = gettext("a range in which %(name)s may move has two ends")
        raise InvalidRule(text % {"name": name}, field="most" if most is None else "least")
    if not least <= value <= most or least == most:
        text = gettext("%(name)s must lie within the range in which it may move, %(low)s to %(high)s")
        ends = {"low": least, "high": most}
        raise InvalidRule(text % {"name": name, **ends}, field="least")
