"""Several sessions as one report, made of what each of them shows and no more.

Whoever takes what is here apart finds the sessions' own cells: nothing is counted anew, so no choice of
sessions or dates leaves a remainder that was not shown already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from tutor.domain.disclosure.small_groups import WITHHELD_KEY
from tutor.domain.reports.class_report import FACTS

Cell = Mapping[str, Any]
COUNTED = ("students", "tries", "wrong", "hints")


def merge_reports(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one report over several sessions; a step is one that has the same key."""
    steps, helps = defaultdict(list), defaultdict(list)
    for report in reports:
        for cell in report["steps"]:
            steps[cell["step"]].append(cell)
        for cell in report["helps"]:
            helps[cell["kind"]].append(cell)
    merged = [{**_named(cells[-1]), **merge_steps(cells)} for cells in steps.values()]
    least = max((report["min_group"] for report in reports), default=0)
    return {
        "min_group": least,
        "steps": sorted(merged, key=lambda cell: int(cell["number"])),
        "helps": [{"kind": kind, **_merge_helps(helps[kind])} for kind in sorted(helps)],
    }


def _named(cell: Cell) -> dict[str, Any]:
    return {name: cell[name] for name in ("step", "number", "title")}


def merge_steps(cells: Sequence[Cell]) -> dict[str, Any]:
    """Return the facts of several step cells as one; the time is the median of their medians."""
    shown = [cell for cell in cells if cell["students"]]
    if not shown:
        # An older report holds a small group back; one in which nobody came says so.
        is_held_back = any(cell["students"] is None for cell in cells)
        return {**dict.fromkeys(FACTS), **({} if is_held_back else dict.fromkeys(COUNTED, 0))}
    seconds = [cell["seconds"] for cell in shown if cell["seconds"] is not None]
    return {
        **{name: _add(cell[name] for cell in shown) for name in COUNTED},
        "seconds": round(median(seconds)) if seconds else None,
        "states": _add_suppressed(cell["states"] for cell in shown),
        "words": [word for cell in shown for word in cell["words"]],
    }


def _merge_helps(cells: Sequence[Cell]) -> dict[str, Any]:
    right = [cell["right_after"] for cell in cells if cell["right_after"]]
    return {
        **{name: sum(cell[name] for cell in cells) for name in ("students", "times", "accepted", "undone")},
        "right_after": [sum(pair[0] for pair in right), sum(pair[1] for pair in right)] if right else None,
        "helped": _add_suppressed(cell["helped"] for cell in cells),
    }


def _add(values: Iterable[int | None]) -> int | None:
    shown = [value for value in values if value is not None]
    return sum(shown) if shown else None


def _add_suppressed(told: Iterable[Cell | None]) -> dict[str, Any] | None:
    """Return the sum of lower bounds, which is one too; of those that are told."""
    shown = [one for one in told if one]
    if not shown:
        return None
    names = shown[0]["counts"]
    counts = {name: sum(one["counts"][name] for one in shown) for name in names}
    return {"counts": counts, WITHHELD_KEY: sum(one[WITHHELD_KEY] for one in shown)}
