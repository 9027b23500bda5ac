"""What all classes together say about a course: which steps are hard, and which other way helps there.

Its author may know one class from inside. So a class with few students at a step does not count by itself,
a number changes by a whole group at a time, and nothing here is told by class.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.domain.disclosure.small_groups import WITHHELD_KEY, suppress_small_counts
from tutor.domain.disclosure.whole_classes import large_enough
from tutor.domain.reports.cells import CourseCell, FinishedCell, HelpFacts, LookedCell, StepFacts
from tutor.domain.reports.class_report import HelpAtStep, help_cell
from tutor.domain.reports.merged_reports import merge_steps

# With two, whoever teaches one of them could take it off and have the other.
LEAST_CLASSES = 3


@dataclass(frozen=True)
class Finished:
    """One student who finished a step: of which class, and how it went up to then."""

    student: int
    group: int | None
    was_right_first: bool | None = None
    took_hint: bool = False
    said_lost: bool = False


@dataclass(frozen=True)
class Helped:
    """One adaptation, and the class of the student it came to."""

    group: int | None
    help: HelpAtStep

    @property
    def student(self) -> int:
        """Return whom it came to."""
        return self.help.student


def step_cell(finished: Sequence[Finished], *, min_group: int) -> FinishedCell | None:
    """Return how a step went for all who finished it; `None` where they are too few."""
    counted = large_enough(finished, least=min_group)
    if len(counted) < min_group:
        return None
    tried = large_enough([one for one in counted if one.was_right_first is not None], least=min_group)
    lost = sum(one.said_lost for one in counted)
    told = suppress_small_counts({"yes": lost, "no": len(counted) - lost}, least=min_group)
    # There are `min_group` of them or more.
    assert told is not None
    wrong = sum(not one.was_right_first for one in tried)
    return {
        "students": len(counted),
        "hinted": sum(one.took_hint for one in counted),
        "wrong_first": [wrong, len(tried)] if len(tried) >= min_group else None,
        "said_lost": {"counts": dict(told.counts), WITHHELD_KEY: told.withheld},
    }


def way_cell(helped: Sequence[Helped], *, min_group: int) -> HelpFacts | None:
    """Return what came of another way to teach a step; `None` where it reached too few."""
    counted = large_enough(helped, least=min_group)
    if len({one.student for one in counted}) < min_group:
        return None
    return help_cell([one.help for one in counted], min_group=min_group)


def affect_cell(cells: Iterable[tuple[int, StepFacts]], *, min_group: int) -> LookedCell | None:
    """Return how classes looked at a step, of (class, cell of a session's report).

    Only where enough classes show their states; each had its own small groups held back before.
    """
    shown = [(group, cell) for group, cell in cells if cell["states"] or cell["words"]]
    if len({group for group, _ in shown}) < LEAST_CLASSES:
        return None
    merged = merge_steps([cell for _, cell in shown])
    return {"students": merged["students"], "states": merged["states"], "words": merged["words"]}


def renew_cells(
    kept: Mapping[str, CourseCell], fresh: Mapping[str, CourseCell | None], *, min_group: int
) -> dict[str, CourseCell]:
    """Return the cells to show now: a fresh one only where a whole group more is behind it.

    So two looks at the report, before and after one student came or had everything erased, are the same.
    """
    renewed = dict(kept)
    for key, cell in fresh.items():
        before = kept[key]["students"] or 0 if key in kept else 0
        if cell is not None and (cell["students"] or 0) >= before + min_group:
            renewed[key] = cell
    return renewed
