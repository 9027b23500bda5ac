"""What may be told of the variants that chance chose among at a step.

An author may know one class from inside: classes with few students here count together, an arm with few
students holds everything back, and a cell changes by a whole group at a time. Help that a camera brought is
never told apart from other help, and where there is any, counts are rounded: beside the counts of help in
which no camera had a part they would say how many looked lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median

from content.policy.comparison import Arm, Choice, Comparison, Outcome, Standing, Terms, Verdict, compare
from content.policy.comparison.evidence import Interval
from content.policy.comparison.outcomes import helped_bounds
from tutor.domain.disclosure.whole_classes import large_enough
from tutor.domain.reports.cells import ArmCell, ComparedCell, PairCell


@dataclass(frozen=True)
class NamedArm:
    """An arm, and what its author calls it."""

    arm: Arm
    kind: str
    title: str


@dataclass(frozen=True)
class Chosen:
    """What chance chose for a student at a step, the class of the student, and what came of it.

    Attributes:
        seconds: to the first right answer; `None`: not known yet.
        gained: by how much the skill seemed better known a week later; `None`: not known.
        helped: what the student said of it; `None`: nothing.
    """

    student: int
    group: int | None
    choice: Choice
    outcome: Outcome
    from_camera: bool = False
    seconds: float | None = None
    gained: float | None = None
    helped: bool | None = None


def compared_cell(
    made: Sequence[Chosen], arms: Sequence[NamedArm], *, terms: Terms, min_group: int, at: str
) -> ComparedCell | None:
    """Return what may be told of a step's arms; `None` where they are fewer than two, or reached too few.

    Args:
        made: in the order in which chance chose.
        arms: those there are now, in the order of the step.
        terms: how chance chooses now.
        min_group: the fewest students of which anything is told.
        at: when this is worked out, ISO 8601.
    """
    if len(arms) < 2:
        return None
    counted = large_enough(made, least=min_group)
    found = compare([(one.choice, one.outcome) for one in counted], [one.arm for one in arms], terms=terms)
    if any(standing.settled < min_group for standing in found.standings):
        return None
    step = min_group if any(one.from_camera for one in counted) else 1
    cells = [
        _arm_cell(
            named, standing, best, [one for one in counted if one.choice.arm == named.arm], step, min_group
        )
        for named, standing, best in zip(arms, found.standings, found.best, strict=True)
    ]
    places = {named.arm: place for place, named in enumerate(arms)}
    return {
        "students": sum(standing.settled for standing in found.standings),
        "at": at,
        "is_rounded": step > 1,
        "arms": cells,
        "pairs": _pair_cells(found, places),
        "verdict": _plain_verdict(found.verdict, places),
    }


def _arm_cell(
    named: NamedArm, standing: Standing, best: float, made: Sequence[Chosen], step: int, min_group: int
) -> ArmCell:
    students = max(step, round(standing.settled / step) * step)
    seconds = [one.seconds for one in made if one.seconds is not None]
    gained = [one.gained for one in made if one.gained is not None]
    said = [one.helped for one in made]
    low, high = helped_bounds(said.count(True), said.count(False), said.count(None)) if said else (0.0, 1.0)
    return {
        "variant": named.arm.variant,
        "text": named.arm.text,
        "kind": named.kind,
        "title": named.title,
        "students": students,
        "right": round(standing.right / standing.settled * students),
        "best": round(best, 3),
        "is_stopped": standing.is_stopped,
        "seconds": round(median(seconds)) if len(seconds) >= min_group else None,
        "gained": round(mean(gained), 2) if len(gained) >= min_group else None,
        "helped": [round(low, 2), round(high, 2)],
    }


def _pair_cells(found: Comparison, places: dict[Arm, int]) -> list[PairCell]:
    return [
        {
            "first": places[pair.first],
            "other": places[pair.other],
            "fixed": _ends(pair.fixed),
            "whenever": _ends(pair.whenever) if pair.whenever else None,
            "more": pair.more,
        }
        for pair in found.pairs
    ]


def _ends(interval: Interval) -> list[float]:
    return [round(end, 3) for end in interval]


def _plain_verdict(verdict: Verdict, places: dict[Arm, int]) -> dict[str, object]:
    better = None if verdict.better is None else places[verdict.better]
    return {
        "code": verdict.code,
        "better": better,
        "low": verdict.low,
        "high": verdict.high,
        "more": verdict.more,
    }


def read_verdict(cell: ComparedCell) -> Verdict:
    """Return the verdict of a cell, its arm by its place."""
    told = dict(cell["verdict"])
    place = told.pop("better")
    arm = None
    if isinstance(place, int):
        one = cell["arms"][place]
        arm = Arm(one["variant"], one["text"])
    return Verdict(better=arm, **told)  # type: ignore[arg-type]  # as `_plain_verdict` wrote it


def renewed(
    kept: ComparedCell | None, fresh: ComparedCell | None, arms: Sequence[NamedArm], *, min_group: int
) -> ComparedCell | None:
    """Return the cell to show now: a fresh one only where a whole group more is behind it.

    So looks before and after one student came, or had everything erased, are the same. Of other arms than
    those that are there now nothing is shown.
    """
    if kept is None or _arms(kept) != [(one.arm.variant, one.arm.text) for one in arms]:
        return fresh
    if fresh is None:
        return kept
    return fresh if fresh["students"] >= kept["students"] + min_group else kept


def _arms(cell: ComparedCell) -> list[tuple[str, str]]:
    return [(one["variant"], one["text"]) for one in cell["arms"]]
