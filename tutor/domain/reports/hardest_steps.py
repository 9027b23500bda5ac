"""Which steps need help first: by wrong answers as far as they are sure, then by hints and time.

No camera has a say in it: it is often wrong, and a teacher plans tomorrow by this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from content import figures
from content.language import gettext, ngettext, with_names
from tutor.domain.reports.cells import Report, StepCell, StepFacts
from tutor.domain.reports.class_report import wrong_share

# Together less than one answer in six: they decide between steps that went about equally wrong.
HINTS_WEIGH, TIME_WEIGHS = 0.1, 0.05
# A step stands out when more than one answer in twenty is wrong for sure, every second student took a hint,
# or it took twice as long as the lesson's steps usually do.
SURELY_WRONG, HINTS_EACH, SLOW = 0.05, 0.5, 2.0
# With two steps, one would be slower than usual by being the slower one.
LEAST_TIMED = 3


@dataclass(frozen=True)
class HardStep:
    """A step to look at, and why in the words of its numbers."""

    cell: StepCell
    why: str


def hardest_steps(report: Report, *, most: int = 3) -> list[HardStep]:
    """Return the steps to look at first, the one that needs it most first."""
    cells = [cell for cell in report["steps"] if cell["students"]]
    usual_s = _usual_seconds(cells)
    ranked = sorted(cells, key=lambda cell: difficulty(cell, usual_s=usual_s), reverse=True)
    return [
        HardStep(cell, describe_hard(cell, usual_s=usual_s)) for cell in ranked if _stands_out(cell, usual_s)
    ][:most]


def difficulty(cell: StepFacts, *, usual_s: float | None = None) -> float:
    """Return how much a step needs help, 0 and up.

    The low end of the interval of wrong answers counts, so that 20 of 20 comes before 26 of 32, and 26 of 32
    before 1 of 1. `usual_s` is how long the lesson's steps usually take.
    """
    if not cell["students"]:
        return 0.0
    slow = min(1.0, max(0.0, _slowness(cell, usual_s) - 1.0))
    return _surely_wrong(cell) + HINTS_WEIGH * min(1.0, _hints_each(cell)) + TIME_WEIGHS * slow


def describe_hard(cell: StepFacts, *, usual_s: float | None = None) -> str:
    """Return what makes a step hard, with how sure it is."""
    wrong = wrong_share(cell)
    facts = []
    if wrong and wrong.count:
        _, low, high = wrong.per_cent
        text = ngettext(
            "%(count)s of %(n)s answers wrong (%(low)s to %(high)s)",
            "%(count)s of %(n)s answers wrong (%(low)s to %(high)s)",
            wrong.n,
        )
        facts.append(text % {"count": wrong.count, "n": wrong.n, "low": low, "high": figures.percent(high)})
    if cell["hints"]:
        text = ngettext("%(n)s hint taken", "%(n)s hints taken", cell["hints"])
        facts.append(text % {"n": cell["hints"]})
    if usual_s and _slowness(cell, usual_s) >= SLOW:
        text = gettext("%(seconds)s s, where steps here usually take %(usual)s s")
        facts.append(text % {"seconds": cell["seconds"], "usual": round(usual_s)})
    return figures.in_a_row(facts)


def headline(report: Report) -> str:
    """Return the short sentence with which a report opens; why stands in `hardest_steps`."""
    hard = hardest_steps(report, most=1)
    if not any(cell["students"] for cell in report["steps"]):
        return _describe_empty(report)
    if not hard:
        return gettext("Tomorrow, go on: no step stood out as hard.")
    cell = hard[0].cell
    return with_names(
        gettext("Tomorrow, look at step %(number)s, %(title)s."),
        {
            "number": cell["number"],
            "title": cell["title"],
        },
    )


def _describe_empty(report: Report) -> str:
    # Reports that were written when small groups got no facts hold `None`.
    if any(cell["students"] is None for cell in report["steps"]):
        return gettext("Fewer than %(least)s students took part, so this report stays empty.") % {
            "least": report["min_group"]
        }
    return gettext("Nobody took part, so this report stays empty.")


def _stands_out(cell: StepCell, usual_s: float | None) -> bool:
    return (
        _surely_wrong(cell) >= SURELY_WRONG
        or _hints_each(cell) >= HINTS_EACH
        or _slowness(cell, usual_s) >= SLOW
    )


def _surely_wrong(cell: StepFacts) -> float:
    wrong = wrong_share(cell)
    return wrong.interval[0] if wrong else 0.0


def _hints_each(cell: StepFacts) -> float:
    return float(cell["hints"] or 0) / float(cell["students"] or 1)


def _slowness(cell: StepFacts, usual_s: float | None) -> float:
    return cell["seconds"] / usual_s if usual_s and cell["seconds"] else 0.0


def _usual_seconds(cells: Sequence[StepCell]) -> float | None:
    timed = [cell["seconds"] for cell in cells if cell["seconds"]]
    return float(median(timed)) if len(timed) >= LEAST_TIMED else None
