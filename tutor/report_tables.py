"""A report as tables, which the page, the CSV, the workbook and the PDF share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content.policy.kinds import KINDS
from tutor.domain.class_report import STATES, wilson_interval

TOO_FEW = "too few"
Cell = str | int | float


@dataclass(frozen=True)
class Table:
    """A titled table; every row is as long as the head."""

    title: str
    head: list[str]
    rows: list[list[Cell]]


def _or_few(value: Cell | None) -> Cell:
    return TOO_FEW if value is None else value


def tables_of(report: Mapping[str, Any]) -> list[Table]:
    """Return the steps and the help of a report; what is held back says so."""
    return [_steps_table(report), _help_table(report)]


def _steps_table(report: Mapping[str, Any]) -> Table:
    head = ["Step", "Title", "Students", "Answers", "Wrong", "Hints", "Median seconds", "State known"]
    rows: list[list[Cell]] = []
    for cell in report["steps"]:
        facts = [cell[name] for name in ("students", "tries", "wrong", "hints", "seconds", "known")]
        states = [cell["states"][state] if cell["states"] else None for state in STATES]
        rows.append([cell["number"], cell["title"], *(_or_few(value) for value in [*facts, *states])])
    return Table("Steps", [*head, *(state.capitalize() for state in STATES)], rows)


def _help_table(report: Mapping[str, Any]) -> Table:
    head = ["Kind of help", "Times", "Kept", "Folded away", "Said it helped", "Next answer right"]
    rows: list[list[Cell]] = []
    for cell in report["helps"]:
        label = KINDS[cell["kind"]].label if cell["kind"] in KINDS else cell["kind"]
        kept = cell["times"] - cell["undone"]
        outcome = [say_share(cell["helped"]), say_share(cell["right_after"])]
        rows.append([label, cell["times"], kept, cell["undone"], *outcome])
    return Table("Help", head, rows)


def say_share(pair: list[int] | None) -> str:
    """Return a share with its 95 % interval: "8 of 10 (49 to 94 %)"."""
    if pair is None:
        return TOO_FEW
    low, high = wilson_interval(*pair)
    return f"{pair[0]} of {pair[1]} ({100 * low:.0f} to {100 * high:.0f} %)"


def coverage_of(report: Mapping[str, Any]) -> str:
    """Return in a sentence how much the states rest on; from shown cells alone."""
    shown = [cell for cell in report["steps"] if cell["states"]]
    if not shown:
        return "No step has enough students whose state was known, so no states are shown."
    known, all_of = (sum(cell[name] for cell in shown) for name in ("known", "students"))
    steps = len(report["steps"])
    return (
        f"States are shown for {len(shown)} of {steps} steps, and rest on {known} of {all_of} visits there. "
        "They are guesses of a camera and often wrong; answers and hints are facts."
    )
