"""Which of several variants helps, as sections of a course's report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from content import figures
from content.language import gettext, with_names
from content.policy.comparison import Arm, probability_in_words, sentence
from content.policy.kinds import KINDS
from tutor.domain.reports.cells import ArmCell, ComparedCell, PairCell
from tutor.domain.reports.comparisons import read_verdict
from tutor.domain.reports.shares import Share, percent
from tutor.reports.document import NONE, Cell, Gap, Row, Section, Table, share_cells, share_head


@dataclass(frozen=True)
class ComparedStep:
    """A step where chance chooses, or chose; without a cell too few students were there yet."""

    lesson: str
    name: str
    cell: ComparedCell | None

    @property
    def place(self) -> str:
        """Return where it is."""
        return f"{self.lesson}: {self.name}"


def comparison_sections(steps: Sequence[ComparedStep], *, min_group: int) -> list[Section]:
    """Return what is known of the variants of these steps: each by itself, and by pairs."""
    arms = _arms_section(steps, min_group)
    pairs = _pairs_section(steps)
    return [arms, pairs] if pairs.rows else [arms]


def _arms_section(steps: Sequence[ComparedStep], min_group: int) -> Section:
    rows = [row for step in steps for row in _arm_rows(step, min_group)]
    head = [
        gettext("Lesson"),
        gettext("Step"),
        gettext("Variant"),
        gettext("Students"),
        gettext("Next answer right"),
        *share_head(),
        gettext("Best with a probability of"),
        gettext("Median seconds to a right answer"),
        gettext("Better known after a week by"),
        gettext("Said it helped"),
        gettext("What can be said"),
    ]
    table = Table(head, [_arm_line(step, arm) for step in steps if step.cell for arm in step.cell["arms"]])
    return Section(
        "Compared",
        gettext("Which of several variants helps"),
        rows,
        table,
        share_title=gettext("Next answer right"),
        note=_note(steps),
        empty=gettext(
            "Chance chooses nowhere in this course yet. Where a step has two variants that may help, let "
            "chance choose in the step's form: then it says here which of them helps."
        ),
    )


def _note(steps: Sequence[ComparedStep]) -> str:
    worked_out = [step.cell["at"] for step in steps if step.cell]
    if not worked_out:
        return ""
    at = figures.moment(localtime(datetime.fromisoformat(max(worked_out))))
    text = gettext("Worked out %(at)s, from students who agreed to comparisons; it is looked at every hour.")
    told = text % {"at": at}
    if any(step.cell["is_rounded"] for step in steps if step.cell):
        rounded = gettext("Numbers of students are rounded.")
        return f"{told} {rounded}"
    return told


def _arm_rows(step: ComparedStep, min_group: int) -> Iterator[Row]:
    if step.cell is None:
        text = gettext("Fewer than %(min_group)s students with a variant: held back, wait for more.")
        yield Row(text % {"min_group": min_group}, group=step.place)
        return
    said = _said(step.cell)
    for arm in step.cell["arms"]:
        share = Share(arm["right"], arm["students"])
        yield Row(_name(arm), _facts(arm), share, group=f"{step.place}. {said}.")


def _said(cell: ComparedCell) -> str:
    names = {Arm(arm["variant"], arm["text"]): _name(arm) for arm in cell["arms"]}
    return sentence(read_verdict(cell), names)


def _name(arm: ArmCell) -> str:
    kind = KINDS[arm["kind"]].label if arm["kind"] in KINDS else arm["kind"]
    return with_names(gettext("%(kind)s “%(title)s”"), {"kind": kind, "title": arm["title"]})


def _facts(arm: ArmCell) -> str:
    text = gettext("%(right)s of %(n)s right; the best of them with a probability of %(best)s")
    told = text % {"right": arm["right"], "n": arm["students"], "best": probability_in_words(arm["best"])}
    if arm["is_stopped"]:
        return figures.side_by_side([told, gettext("stopped, another does better")])
    return told


def _arm_line(step: ComparedStep, arm: ArmCell) -> list[Cell]:
    assert step.cell is not None
    share = Share(arm["right"], arm["students"])
    low, high = (percent(end) for end in arm["helped"])
    gained = (
        NONE
        if arm["gained"] is None
        else gettext("%(points)s points") % {"points": figures.signed(round(100 * arm["gained"]))}
    )
    return [
        step.lesson,
        step.name,
        _name(arm),
        arm["students"],
        arm["right"],
        *share_cells(share),
        probability_in_words(arm["best"]),
        NONE if arm["seconds"] is None else arm["seconds"],
        gained,
        gettext("%(low)s to %(high)s") % {"low": low, "high": figures.percent(high)},
        _said(step.cell),
    ]


def _pairs_section(steps: Sequence[ComparedStep]) -> Section:
    pairs = [(step, step.cell, pair) for step in steps if step.cell for pair in step.cell["pairs"]]
    ends = [
        abs(end) for _, _, pair in pairs for one in (pair["fixed"], pair["whenever"] or []) for end in one
    ]
    # In whole fifths, so that the axis reads easily.
    reach = max(20, -(-round(100 * max(ends, default=0.2)) // 20) * 20)
    rows = [
        Row(_against(cell, pair), group=step.place, gap=_gap(pair, cell, reach)) for step, cell, pair in pairs
    ]
    head = [
        gettext("Lesson"),
        gettext("Step"),
        gettext("Variants"),
        gettext("Fixed number of students, from"),
        gettext("Fixed number of students, to"),
        gettext("Whenever one looks, from"),
        gettext("Whenever one looks, to"),
        gettext("About so many students more"),
    ]
    return Section(
        "Differences",
        gettext("How far they are apart"),
        rows,
        Table(head, [_pair_line(*pair) for pair in pairs]),
        note=gettext(
            # A per cent sign before a letter is no place for a value.
            # xgettext:no-python-format
            "In points of right answers, with 95% intervals. The thick one is of the posterior: it holds if "
            "you fixed beforehand after how many students you would look. The thin one holds whenever you "
            "look, as often as you like; by it alone something is said to be better."
        ),
        gap_title=gettext("Difference"),
        reach=reach,
    )


def _against(cell: ComparedCell, pair: PairCell) -> str:
    first, other = (cell["arms"][pair[side]] for side in ("first", "other"))
    return gettext("%(other)s against %(first)s") % {"other": _name(other), "first": _name(first)}


def _gap(pair: PairCell, cell: ComparedCell, reach: int) -> Gap:
    first, other = (cell["arms"][pair[side]] for side in ("first", "other"))
    observed = other["right"] / other["students"] - first["right"] / first["students"]
    fixed, whenever = _points(pair["fixed"]), _points(pair["whenever"])
    return Gap(round(100 * observed), fixed, whenever, reach)


def _points(interval: list[float] | None) -> tuple[int, int] | None:
    return None if interval is None else (round(100 * interval[0]), round(100 * interval[1]))


def _pair_line(step: ComparedStep, cell: ComparedCell, pair: PairCell) -> list[Any]:
    fixed, whenever = _points(pair["fixed"]) or (0, 0), _points(pair["whenever"])
    more: Cell = pair["more"] or NONE
    return [step.lesson, step.name, _against(cell, pair), *fixed, *(whenever or (NONE, NONE)), more]
