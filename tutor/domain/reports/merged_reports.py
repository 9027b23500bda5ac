"""Several sessions as one report, made of what each of them shows and no more.

Whoever takes what is here apart finds the sessions' own cells: nothing is counted anew, so no choice of
sessions or dates leaves a remainder that was not shown already.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median

from tutor.domain.disclosure.small_groups import WITHHELD_KEY
from tutor.domain.reports.cells import HelpCell, Report, StepCell, StepFacts, SuppressedCell
from tutor.domain.reports.misconceptions import merge_misconceptions
from tutor.domain.reports.variants_seen import merge_seen


def merge_reports(reports: Sequence[Report]) -> Report:
    """Return one report over several sessions; a step is one that has the same key."""
    steps, helps = defaultdict(list), defaultdict(list)
    for report in reports:
        for step in report["steps"]:
            steps[step["step"]].append(step)
        for kind in report["helps"]:
            helps[kind["kind"]].append(kind)
    merged = [_merge_step(cells) for cells in steps.values()]
    least = max((report["min_group"] for report in reports), default=0)
    return {
        "min_group": least,
        "steps": sorted(merged, key=lambda cell: int(cell["number"])),
        "helps": [_merge_helps(kind, helps[kind]) for kind in sorted(helps)],
        "misconceptions": merge_misconceptions(report.get("misconceptions", []) for report in reports),
        "variants": merge_seen(report.get("variants", []) for report in reports),
    }


def _merge_step(cells: Sequence[StepCell]) -> StepCell:
    last = cells[-1]
    return {
        "step": last["step"],
        "number": last["number"],
        "title": last["title"],
        **merge_steps(cells),
    }


def merge_steps(cells: Sequence[StepFacts]) -> StepFacts:
    """Return the facts of several step cells as one; the time is the median of their medians."""
    shown = [cell for cell in cells if cell["students"]]
    if not shown:
        # An older report holds a small group back; one in which nobody came says so.
        none = None if any(cell["students"] is None for cell in cells) else 0
        return StepFacts(
            students=none, tries=none, wrong=none, hints=none, seconds=None, states=None, words=None
        )
    seconds = [cell["seconds"] for cell in shown if cell["seconds"] is not None]
    return {
        "students": _add(cell["students"] for cell in shown),
        "tries": _add(cell["tries"] for cell in shown),
        "wrong": _add(cell["wrong"] for cell in shown),
        "hints": _add(cell["hints"] for cell in shown),
        "seconds": round(median(seconds)) if seconds else None,
        "states": _add_suppressed(cell["states"] for cell in shown),
        "words": [word for cell in shown for word in cell["words"] or []],
    }


def _merge_helps(kind: str, cells: Sequence[HelpCell]) -> HelpCell:
    right = [cell["right_after"] for cell in cells if cell["right_after"]]
    return {
        "kind": kind,
        "students": sum(cell["students"] for cell in cells),
        "times": sum(cell["times"] for cell in cells),
        "accepted": sum(cell["accepted"] for cell in cells),
        "undone": sum(cell["undone"] for cell in cells),
        "right_after": [sum(pair[0] for pair in right), sum(pair[1] for pair in right)] if right else None,
        "helped": _add_suppressed(cell["helped"] for cell in cells),
    }


def _add(values: Iterable[int | None]) -> int | None:
    shown = [value for value in values if value is not None]
    return sum(shown) if shown else None


def _add_suppressed(told: Iterable[SuppressedCell | None]) -> SuppressedCell | None:
    """Return the sum of lower bounds, which is one too; of those that are told."""
    shown = [one for one in told if one]
    if not shown:
        return None
    names = shown[0]["counts"]
    counts = {name: sum(one["counts"][name] for one in shown) for name in names}
    return {"counts": counts, WITHHELD_KEY: sum(one[WITHHELD_KEY] for one in shown)}
