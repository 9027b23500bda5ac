"""What a session says about a lesson, step by step, with small groups left out at the source.

Nothing is ever added up from what may not be shown alone: every sum, comparison and export is made of the
cells that `build_report` shows, so that there is no total to subtract them from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any

from emotion.estimate import STATES
from tutor.domain.class_signals import dominant_state


@dataclass(frozen=True)
class StudentAtStep:
    """What one student did at one step; `levels` are mean state levels, `None` where unknown."""

    step: int
    tries: int = 0
    wrong: int = 0
    hints: int = 0
    seconds: float | None = None
    levels: Mapping[str, float] | None = None
    had_camera: bool = False


@dataclass(frozen=True)
class HelpAtStep:
    """One adaptation: for whom, of what kind, and what became of it."""

    student: int
    kind: str
    undone: bool = False
    helped: bool | None = None
    right_after: bool | None = None


def wilson_interval(successes: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the interval for a share, at 95 % by default.

    Raises:
        ValueError: `n` is not positive, or `successes` lies outside 0..n.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"need 0 <= successes <= n and n > 0, got {successes} of {n}")
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def build_report(
    steps: Sequence[tuple[int, str]],
    visits: Iterable[StudentAtStep],
    helps: Iterable[HelpAtStep],
    *,
    min_group: int,
) -> dict[str, Any]:
    """Return a session's report as plain values, ready to be kept.

    Args:
        steps: key and title of the lesson's steps, in order.
        visits: one entry per student and step.
        helps: every adaptation of the session.
        min_group: with fewer students behind a number it is `None`.
    """
    by_step = defaultdict(list)
    for visit in visits:
        by_step[visit.step].append(visit)
    cells = [
        {"step": key, "number": number, "title": title, **_step_cell(by_step[key], min_group)}
        for number, (key, title) in enumerate(steps, start=1)
    ]
    return {"min_group": min_group, "steps": cells, "helps": _help_cells(helps, min_group)}


def _step_cell(visits: Sequence[StudentAtStep], min_group: int) -> dict[str, Any]:
    if len(visits) < min_group:
        return dict.fromkeys(("students", "tries", "wrong", "hints", "seconds", "known", "states"))
    known = [dominant_state(visit.levels) for visit in visits if visit.levels]
    timed = [visit.seconds for visit in visits if visit.seconds is not None]
    is_shown = len(known) >= min_group
    return {
        "students": len(visits),
        "tries": sum(visit.tries for visit in visits),
        "wrong": sum(visit.wrong for visit in visits),
        "hints": sum(visit.hints for visit in visits),
        "seconds": round(median(timed)) if len(timed) >= min_group else None,
        "known": len(known) if is_shown else None,
        "states": {state: known.count(state) for state in STATES} if is_shown else None,
    }


def _help_cells(helps: Iterable[HelpAtStep], min_group: int) -> list[dict[str, Any]]:
    by_kind = defaultdict(list)
    for entry in helps:
        by_kind[entry.kind].append(entry)
    cells = []
    for kind, entries in sorted(by_kind.items()):
        if len({entry.student for entry in entries}) < min_group:
            continue
        cells.append(
            {
                "kind": kind,
                "times": len(entries),
                "undone": sum(entry.undone for entry in entries),
                "helped": _share_of([(e.student, e.helped) for e in entries], min_group),
                "right_after": _share_of([(e.student, e.right_after) for e in entries], min_group),
            }
        )
    return cells


def _share_of(answers: Sequence[tuple[int, bool | None]], min_group: int) -> list[int] | None:
    given = [(student, value) for student, value in answers if value is not None]
    if len({student for student, _ in given}) < min_group:
        return None
    return [sum(bool(value) for _, value in given), len(given)]


def merge_reports(reports: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return one report over several sessions of a lesson, made of what each of them shows and no more."""
    steps: dict[int, dict[str, Any]] = {}
    helps: dict[str, dict[str, Any]] = {}
    for report in reports:
        for cell in report["steps"]:
            _add_step(steps.setdefault(cell["step"], dict(cell) | {"first": True}), cell)
        for cell in report["helps"]:
            _add_help(helps.setdefault(cell["kind"], dict(cell) | {"first": True}), cell)
    for cell in (*steps.values(), *helps.values()):
        cell.pop("first", None)
    ordered = sorted(steps.values(), key=lambda cell: cell["number"])
    least = max((report["min_group"] for report in reports), default=0)
    return {"min_group": least, "steps": ordered, "helps": [helps[kind] for kind in sorted(helps)]}


def _add_step(total: dict[str, Any], cell: Mapping[str, Any]) -> None:
    if total.pop("first", False):
        return
    for name in ("students", "tries", "wrong", "hints", "known"):
        total[name] = _plus(total[name], cell[name])
    if total["states"] and cell["states"]:
        total["states"] = {state: total["states"][state] + cell["states"][state] for state in STATES}
    total["states"] = total["states"] or cell["states"]
    seconds = [value for value in (total["seconds"], cell["seconds"]) if value is not None]
    total["seconds"] = round(sum(seconds) / len(seconds)) if seconds else None


def _add_help(total: dict[str, Any], cell: Mapping[str, Any]) -> None:
    if total.pop("first", False):
        return
    for name in ("times", "undone"):
        total[name] += cell[name]
    for name in ("helped", "right_after"):
        both = [pair for pair in (total[name], cell[name]) if pair]
        total[name] = [sum(pair[0] for pair in both), sum(pair[1] for pair in both)] if both else None


def _plus(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def hardest_steps(report: Mapping[str, Any], *, most: int = 3) -> list[dict[str, Any]]:
    """Return the steps to look at first, hardest first."""
    shown = [cell for cell in report["steps"] if cell["students"]]
    hard = [cell for cell in shown if difficulty(cell) > 0]
    return sorted(hard, key=difficulty, reverse=True)[:most]


def difficulty(cell: Mapping[str, Any]) -> float:
    """Return how hard a step was: wrong answers and half the hints per student, and who looked lost.

    The camera adds one half at most, because it is often wrong.
    """
    lost = sum(cell["states"][state] for state in ("confused", "frustrated")) if cell["states"] else 0
    share_lost = lost / cell["known"] if cell["known"] else 0.0
    return float((cell["wrong"] + cell["hints"] / 2) / cell["students"] + share_lost / 2)


def say_tomorrow(report: Mapping[str, Any]) -> str:
    """Return the sentence with which a report opens."""
    hard = hardest_steps(report, most=1)
    if not any(cell["students"] for cell in report["steps"]):
        return f"Fewer than {report['min_group']} students took part, so this report stays empty."
    if not hard:
        return "Tomorrow, go on: no step stood out as hard."
    cell = hard[0]
    facts = [f"{cell['wrong']} wrong answers by {cell['students']} students"] if cell["wrong"] else []
    if cell["hints"]:
        facts.append(f"{cell['hints']} hints taken")
    if cell["states"] and (lost := cell["states"]["confused"] + cell["states"]["frustrated"]):
        facts.append(f"{lost} of {cell['known']} looked lost")
    return f"Tomorrow, look at step {cell['number']}, {cell['title']}: {', '.join(facts)}."
