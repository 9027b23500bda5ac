"""The model card's tables of a person's own baseline, and of the conditions under which a frame is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tools.markdown import table

Results = Mapping[str, Mapping[str, Any]]
QUESTIONS = {"present": "is it present?", "more": "is it more than in the person's first minute?"}
LEAST = 20
"""Figures of fewer pictures are not printed."""


def baseline(results: Results) -> str:
    """Return each state's AUC without and with a person's first minute, on people never seen."""
    one = results["baseline"]
    rows = [
        [
            QUESTIONS[question],
            state,
            f"{told['share_true']:.1%}",
            *(_figure(told[way]) for way in ("without", "with")),
            _gain(told["gain"]),
        ]
        for question, by_state in one["by_state"][one["split"]].items()
        for state, told in by_state.items()
    ]
    head = ["question", "state", "yes", "AUC without (95 %)", "AUC with (95 %)", "gain (95 %)"]
    return table(head, rows)


def baseline_counts(results: Results) -> str:
    """Return the gain in mean AUC by the clips of rest, on people to choose on and people never seen."""
    one = results["baseline"]
    parts = ("train", one["split"])
    rows = []
    for place, learned in enumerate(one["by_count"]["train"]["more"]):
        gains = [
            _gain({"value": row["gain"], "interval": row["interval"]})
            for question in QUESTIONS
            for row in (one["by_count"][part][question][place] for part in parts)
        ]
        rows.append([str(learned["clips"]), f"{learned['share']:.2f}", *gains])
    people = {part: f"{part} people ({one['people'][part]})" for part in parts}
    head = [f"{name}, {people[part]}" for name in ("present", "more than usual") for part in parts]
    return table(["clips of 10 s", "trust", *head], rows)


def natural(results: Results) -> str:
    """Return how pictures are read by what differs among them as they come."""
    return _readings(results["conditions"]["natural"])


def conditions(results: Results) -> str:
    """Return how the same pictures are read under each condition that was made."""
    return _readings(results["conditions"]["made"])


def _readings(rows: Iterable[Mapping[str, Any]]) -> str:
    head = [
        "what",
        "step",
        "pictures",
        "known (95 %)",
        "accuracy (95 %)",
        "the same as they are",
        "calibration error (95 %)",
        "promised too much (95 %)",
        "refused: accuracy all the same",
    ]
    return table(head, [_reading(one) for one in rows])


def _reading(one: Mapping[str, Any]) -> list[str]:
    known, refused = one["known"], one["refused"]
    told = [""] * 4
    if known["n"] >= LEAST:
        told = [
            _share(known["accuracy"]),
            f"{known['accuracy_as_it_is']:.1%}",
            _figure(known["ece"]),
            _gain(known["overconfidence"]),
        ]
    return [
        one["kind"],
        one["level"],
        str(one["n"]),
        _share(one["share_known"]) if one["n"] else "",
        *told,
        f"{refused['accuracy']['value']:.1%} of {refused['n']}" if refused["n"] >= LEAST else "",
    ]


def _share(one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['value']:.1%} ({low:.1%} to {high:.1%})"


def _figure(one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['value']:.3f} ({low:.3f} to {high:.3f})"


def _gain(one: Mapping[str, Any]) -> str:
    low, high = one["interval"]
    return f"{one['value']:+.3f} ({low:+.3f} to {high:+.3f})"
