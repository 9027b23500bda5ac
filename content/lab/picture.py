"""A play as a picture: which signals are drawn, their thresholds, and where something was shown. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from content import figures
from content.lab.play import Play
from content.language import gettext
from content.policy.kinds import KINDS
from content.policy.misconceptions import base_of, title_about
from content.policy.rules import Condition, Rule
from content.policy.signals import SIGNALS, Signal
from content.policy.units import amount

MAX_LINES = 5
# The states have the same colours everywhere, from a palette that colour-blind people can tell apart:
# Okabe and Ito (2008), "Color universal design".
_COLOURS = {
    "camera.engaged": "#009e73",
    "camera.bored": "#56b4e9",
    "camera.confused": "#e69f00",
    "camera.frustrated": "#d55e00",
    "class.bored_share": "#56b4e9",
    "class.confused_share": "#e69f00",
    "class.frustrated_share": "#d55e00",
}
_OTHERS = ("#0072b2", "#cc79a7", "#7a7a7a", "#009e73", "#56b4e9")


def picture_of(play: Play, rules: Sequence[Rule], *, before: Play | None = None) -> dict[str, Any]:
    """Return what the page's chart draws; `before` adds where things were shown before a change."""
    names = _signals_to_draw(play, rules)
    shares = [name for name in names if _signal(name).unit == "share"][:MAX_LINES]
    counts = [name for name in names if _signal(name).unit in ("count", "yes")][:MAX_LINES]
    return {
        "times": [snapshot.at for snapshot in play.timeline],
        "shares": [_line(name, play, rules, index) for index, name in enumerate(shares)],
        "counts": [_line(name, play, rules, index) for index, name in enumerate(counts)],
        "marks": [*_marks(before, was=True), *_marks(play, was=False)],
    }


def _signal(name: str) -> Signal:
    return SIGNALS[base_of(name)]


def _title(name: str) -> str:
    return title_about(_signal(name), name.partition(":")[2])


def _marks(play: Play | None, *, was: bool) -> list[dict[str, Any]]:
    if play is None:
        return []
    return [{"at": item.at, "label": KINDS[item.decision.kind].label, "was": was} for item in play.shown]


def _signals_to_draw(play: Play, rules: Sequence[Rule]) -> list[str]:
    """Return the signals of the rules that acted or came close, the most telling first."""
    near = {miss.rule: miss.closeness for miss in play.near_misses}
    acted = [item.decision.rule for item in play.shown]
    ranked = sorted(rules, key=lambda rule: (rule.key not in acted, -near.get(rule.key, 0.0)))
    telling = [rule for rule in ranked if rule.key in acted or near.get(rule.key, 0.0) >= 0.3]
    conditions = [condition for rule in telling for condition in rule.conditions]
    return list(dict.fromkeys(item.key for item in conditions if _comes_near(item, play)))


def _comes_near(condition: Condition, play: Play) -> bool:
    """Return whether a signal ever came half way to a threshold; the rest would only clutter the picture."""
    values = [condition.read(snapshot.values) for snapshot in play.timeline]
    known = [value for value in values if value is not None]
    if condition.comparison == "at_most":
        return bool(known)
    return any(value >= condition.enter / 2 and value > 0 for value in known)


def _line(name: str, play: Play, rules: Sequence[Rule], index: int) -> dict[str, Any]:
    signal = _signal(name)
    thresholds = sorted(
        {condition.enter for rule in rules for condition in rule.conditions if condition.key == name}
    )
    return {
        "title": _title(name),
        "colour": _COLOURS.get(name, _OTHERS[index % len(_OTHERS)]),
        "values": [snapshot.values.get(name) for snapshot in play.timeline],
        "thresholds": [{"value": value, "label": amount(value, signal.unit)} for value in thresholds[:2]],
    }


def table_of(play: Play, rules: Sequence[Rule], *, every_s: float = 10.0) -> dict[str, Any]:
    """Return the same picture as a table: one row every `every_s` seconds, unknown written as a word."""
    names = _signals_to_draw(play, rules)
    rows = []
    due = 0.0
    for snapshot in play.timeline:
        if snapshot.at < due:
            continue
        due = snapshot.at + every_s
        cells = [_cell(snapshot.values.get(name), name) for name in names]
        rows.append(
            {"time": clock(snapshot.at), "cells": cells, "shown": _shown_near(play, snapshot.at, every_s)}
        )
    return {"titles": [_title(name) for name in names], "rows": rows}


def _cell(value: object, name: str) -> str:
    signal = _signal(name)
    known = signal.read(value)
    return gettext("unknown") if known is None else amount(known, signal.unit)


def _shown_near(play: Play, at: float, every_s: float) -> str:
    kinds: Iterable[str] = (
        KINDS[item.decision.kind].label for item in play.shown if at <= item.at < at + every_s
    )
    return figures.in_a_row(kinds)


def clock(at: float) -> str:
    """Return a time in a play as minutes and seconds."""
    return f"{int(at // 60)}:{int(at % 60):02}"
