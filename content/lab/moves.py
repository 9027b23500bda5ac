"""The log of a rule that learns, as pictures and lines. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from content import figures
from content.language import gettext
from content.policy.rules import Rule
from content.policy.tuning.settings import HOLD, Opened, opened_numbers, title_of
from content.policy.units import amount

WIDTH, HEIGHT = 640.0, 150.0
_MARGIN = 12.0


@dataclass(frozen=True)
class Entry:
    """An entry of the log; settings are lists of numbers, by `numbers` of the rule.

    Attributes:
        what: a value of `RuleMove.What`.
        facts: counts of both settings and the interval, where they are told.
    """

    at: datetime
    what: str
    numbers: Sequence[str]
    before: Sequence[float]
    after: Sequence[float]
    tried: Sequence[float] | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """One point of a plot: "moved", "kept" (tried, and not taken), or "back"."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Plot:
    """One number over time, as steps within its range; the axes' ends in words.

    Attributes:
        path: of an SVG `WIDTH` wide and `HEIGHT` high.
        said: the same in a sentence, for whoever does not see it.
    """

    title: str
    low: str
    high: str
    path: str
    marks: tuple[Mark, ...]
    said: str


def plots_of(rule: Rule, entries: Sequence[Entry], *, now: datetime) -> list[Plot]:
    """Return a plot for each number that may move; of the log what belongs to the rule as it is written.

    Args:
        rule: as it is written.
        entries: in time order.
        now: where the time axis ends.
    """
    opened = opened_numbers(rule)
    names = [one.name for one in opened]
    begun = max((place for place, one in enumerate(entries) if one.what == "began"), default=None)
    if begun is None:
        return []
    since = [one for one in entries[begun:] if list(one.numbers) == names]
    return [_plot(rule, number, place, since, now) for place, number in enumerate(opened) if since]


def name_of(rule: Rule, name: str) -> str:
    """Return what a number is called."""
    return gettext("How long it must last") if name == HOLD else title_of(rule, name)


def describe_setting(rule: Rule, setting: Sequence[float]) -> str:
    """Return the numbers of a setting with their names."""
    told = [
        gettext("%(name)s %(value)s") % {"name": name_of(rule, one.name), "value": amount(value, one.unit)}
        for one, value in zip(opened_numbers(rule), setting, strict=True)
    ]
    return figures.in_a_row(told)


def describe_change(rule: Rule, entry: Entry) -> str:
    """Return what an entry changed, or what it tried: "How long it must last: 40 s to 20 s"."""
    other = entry.after if entry.tried is None else entry.tried
    text = gettext("%(name)s: %(before)s to %(after)s")
    told = [
        text
        % {
            "name": name_of(rule, one.name),
            "before": amount(before, one.unit),
            "after": amount(after, one.unit),
        }
        for one, before, after in zip(opened_numbers(rule), entry.before, other, strict=True)
        if before != after
    ]
    return figures.in_a_row(told) or describe_setting(rule, entry.after)


def describe_facts(facts: dict[str, Any]) -> str:
    """Return the counts of both settings and the interval, in whole points; without counts nothing."""
    if not facts:
        return ""
    (right, wrong), (right_2, wrong_2) = facts["now"], facts["trial"]
    low, high = (round(100 * end) for end in facts["interval"])
    return gettext(
        "Next answer right for %(right_2)s of %(n_2)s, and for %(right)s of %(n)s as it was: "
        "%(low)s to %(high)s points"
    ) % {
        "right": right,
        "n": right + wrong,
        "right_2": right_2,
        "n_2": right_2 + wrong_2,
        "low": figures.signed(low),
        "high": figures.signed(high),
    }


def _plot(rule: Rule, number: Opened, place: int, entries: Sequence[Entry], now: datetime) -> Plot:
    first = entries[0].at
    span = max((now - first).total_seconds(), 1.0)

    def x_of(at: datetime) -> float:
        return round(_MARGIN + (WIDTH - 2 * _MARGIN) * (at - first).total_seconds() / span, 1)

    def y_of(value: float) -> float:
        share = (value - number.low) / (number.high - number.low)
        return round(HEIGHT - _MARGIN - (HEIGHT - 2 * _MARGIN) * share, 1)

    held = entries[0].before[place]
    path, marks = [f"M{x_of(first)} {y_of(held)}"], []
    for entry in entries:
        x = x_of(entry.at)
        if entry.tried is not None and entry.tried[place] != entry.before[place] and entry.what != "moved":
            marks.append(Mark("kept", x, y_of(entry.tried[place])))
        if entry.after[place] != held:
            held = entry.after[place]
            path.append(f"H{x}V{y_of(held)}")
            marks.append(Mark("moved" if entry.what == "moved" else "back", x, y_of(held)))
    path.append(f"H{x_of(now)}")
    began = entries[0].before[place]
    said = gettext("%(name)s: began at %(began)s, is %(now)s now, within %(low)s to %(high)s.")
    values = {"began": began, "now": held, "low": number.low, "high": number.high}
    told = {name: amount(value, number.unit) for name, value in values.items()}
    title = name_of(rule, number.name)
    return Plot(title, told["low"], told["high"], "".join(path), tuple(marks), said % {"name": title, **told})
