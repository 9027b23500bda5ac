"""What a session says about a lesson, step by step.

What students did is told for any number of them. How they looked, what help came to them and what they said
of it is told of groups, and small ones are left out at the source.

Nothing is ever added up from what may not be shown alone: every sum, comparison and export is made of the
cells that `build_report` shows, so that there is no total to subtract them from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from emotion.estimate import STATES
from tutor.domain.class_signals import dominant_state
from tutor.domain.class_states import SERIES
from tutor.domain.shares import Share
from tutor.domain.small_groups import Told, tell_counts

UNSEEN = tuple(name for name in SERIES if name not in STATES)
FACTS = ("students", "tries", "wrong", "hints", "seconds", "states")


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

    @property
    def looked(self) -> str:
        """Return the state, or why there is none."""
        if self.levels:
            return dominant_state(self.levels)
        return "unknown" if self.had_camera else "no_camera"


@dataclass(frozen=True)
class HelpAtStep:
    """One adaptation: for whom, of what kind, where it stands, and what came of it."""

    student: int
    kind: str
    state: str = "shown"
    helped: bool | None = None
    right_after: bool | None = None
    ended: bool | None = None


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
        helps: every adaptation of the session, in time order.
        min_group: of fewer students no state, no help and no word is told.
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
    """Return what was done at a step, for any number of students; how they looked for a group alone."""
    timed = [visit.seconds for visit in visits if visit.seconds is not None]
    return {
        "students": len(visits),
        "tries": sum(visit.tries for visit in visits),
        "wrong": sum(visit.wrong for visit in visits),
        "hints": sum(visit.hints for visit in visits),
        "seconds": round(median(timed)) if timed else None,
        "states": tell_states(Counter(visit.looked for visit in visits), min_group=min_group),
    }


def tell_states(looked: Mapping[str, int], *, min_group: int) -> dict[str, Any] | None:
    """Return at least how many were in each state; `None` where too few were known.

    The known are told of by themselves: whoever can see whose camera is off would else have, in a class
    with two of those, a group of the known in which nobody is left untold of. How many were not known is
    told in lower bounds too, or the known would be a total to subtract from.
    """
    known = {state: looked.get(state, 0) for state in STATES}
    told = tell_counts(known, least=min_group)
    if told is None:
        return None
    unseen = {name: looked.get(name, 0) for name in UNSEEN}
    seen = tell_counts({"known": sum(known.values()), **unseen}, least=min_group)
    assert seen is not None
    counts = {**told.counts, **{name: seen.counts[name] for name in UNSEEN}}
    size = sum(known.values()) + sum(unseen.values())
    return _plain(Told(counts, untold=size - sum(counts.values())))


def _plain(told: Told) -> dict[str, Any]:
    return {"counts": dict(told.counts), "untold": told.untold}


def _help_cells(helps: Iterable[HelpAtStep], min_group: int) -> list[dict[str, Any]]:
    by_kind = defaultdict(list)
    for entry in helps:
        by_kind[entry.kind].append(entry)
    return [
        {"kind": kind, **help_cell(entries, min_group=min_group)}
        for kind, entries in sorted(by_kind.items())
        if len({entry.student for entry in entries}) >= min_group
    ]


def help_cell(entries: Sequence[HelpAtStep], *, min_group: int) -> dict[str, Any]:
    """Return what became of one kind of help; an outcome counts once for each student, the last one.

    What students said of it and whether their confusion ended is told as states are; whether the next
    answer was right is a fact of learning.
    """
    right = _last_of((entry.student, entry.right_after) for entry in entries)
    return {
        "students": len({entry.student for entry in entries}),
        "times": len(entries),
        "accepted": sum(entry.state == "shown" for entry in entries),
        "undone": sum(entry.state == "undone" for entry in entries),
        "right_after": [sum(right), len(right)] if len(right) >= min_group else None,
        "helped": _tell_yes(_last_of((entry.student, entry.helped) for entry in entries), min_group),
        "ended": _tell_yes(_last_of((entry.student, entry.ended) for entry in entries), min_group),
    }


def _last_of(answers: Iterable[tuple[int, bool | None]]) -> list[bool]:
    last = {student: value for student, value in answers if value is not None}
    return list(last.values())


def _tell_yes(answers: Sequence[bool], min_group: int) -> dict[str, Any] | None:
    counts = {"yes": sum(answers), "no": len(answers) - sum(answers)}
    told = tell_counts(counts, least=min_group)
    return _plain(told) if told else None


def told_share(told: Mapping[str, Any] | None, *names: str) -> Share | None:
    """Return how many of a told group are in one of `names`, with what is left untold."""
    if told is None:
        return None
    size = sum(told["counts"].values()) + told["untold"]
    return Share(sum(told["counts"][name] for name in names), size, told["untold"])


def wrong_share(cell: Mapping[str, Any]) -> Share | None:
    """Return how many of the answers at a step were wrong."""
    return Share(cell["wrong"], cell["tries"]) if cell["tries"] else None
