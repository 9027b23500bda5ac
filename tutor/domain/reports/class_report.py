"""What a session says about a lesson, step by step.

What students did is told for any number of them. How they looked, what help came to them and what they said
of it is told of groups, and small ones are left out at the source.

Nothing is ever added up from what may not be shown alone: every sum, comparison and export is made of the
cells that `build_report` shows, so that there is no total to subtract them from.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from content.language import gettext, ngettext
from emotion.estimate import STATES
from tutor.domain.affect.cohort import LOST
from tutor.domain.disclosure.small_groups import WITHHELD_KEY, SuppressedCounts, suppress_small_counts
from tutor.domain.reports.cells import HelpCell, HelpFacts, Report, StepCell, StepFacts, SuppressedCell
from tutor.domain.reports.shares import Share


@dataclass(frozen=True)
class StudentAtStep:
    """What one student did at one step."""

    step: int
    tries: int = 0
    wrong: int = 0
    hints: int = 0
    seconds: float | None = None


@dataclass(frozen=True)
class DisclosedSlot:
    """What the ledger told of one slot in which half of the class or more were at a step."""

    step: int
    column: Mapping[str, int] | None = None
    word: str = ""


@dataclass(frozen=True)
class HelpAtStep:
    """One adaptation that no camera had a part in: for whom, of what kind, and what came of it.

    Attributes:
        state: "offered", "shown" or "undone".
        helped: what the student said of it; `None`: nothing.
        right_after: whether the next answer was right; `None`: there was none.
    """

    student: int
    kind: str
    state: str = "shown"
    helped: bool | None = None
    right_after: bool | None = None


def build_report(
    steps: Sequence[tuple[int, str]],
    visits: Iterable[StudentAtStep],
    helps: Iterable[HelpAtStep],
    told: Iterable[DisclosedSlot] = (),
    *,
    min_group: int,
) -> Report:
    """Return a session's report as plain values, ready to be kept.

    Args:
        steps: key and title of the lesson's steps, in order.
        visits: one entry per student and step.
        helps: the session's adaptations that may be counted, in time order.
        told: what the ledger told of the session's slots, in time order.
        min_group: of fewer students no help and no word of them is told.
    """
    by_step = defaultdict(list)
    for visit in visits:
        by_step[visit.step].append(visit)
    looked = defaultdict(list)
    for slot in told:
        looked[slot.step].append(slot)
    cells: list[StepCell] = [
        {"step": key, "number": number, "title": title, **_step_cell(by_step[key], looked[key])}
        for number, (key, title) in enumerate(steps, start=1)
    ]
    return {"min_group": min_group, "steps": cells, "helps": _help_cells(helps, min_group)}


def _step_cell(visits: Sequence[StudentAtStep], looked: Sequence[DisclosedSlot]) -> StepFacts:
    """Return what was done at a step, for any number of students; and what was told of how they looked."""
    timed = [visit.seconds for visit in visits if visit.seconds is not None]
    return {
        "students": len(visits),
        "tries": sum(visit.tries for visit in visits),
        "wrong": sum(visit.wrong for visit in visits),
        "hints": sum(visit.hints for visit in visits),
        "seconds": round(median(timed)) if timed else None,
        "states": _usual_column([slot.column for slot in looked if slot.column]),
        "words": [slot.word for slot in looked if slot.word],
    }


def _usual_column(columns: Sequence[Mapping[str, int]]) -> SuppressedCell | None:
    """Return the column in the middle by how many looked lost, of those that tell anything."""
    told = [column for column in columns if any(column[state] for state in STATES)]
    if not told:
        return None
    usual = sorted(told, key=lambda column: sum(column[state] for state in LOST))[len(told) // 2]
    return {"counts": {state: usual[state] for state in STATES}, WITHHELD_KEY: usual[WITHHELD_KEY]}


def _plain(told: SuppressedCounts) -> SuppressedCell:
    return {"counts": dict(told.counts), WITHHELD_KEY: told.withheld}


def _help_cells(helps: Iterable[HelpAtStep], min_group: int) -> list[HelpCell]:
    by_kind = defaultdict(list)
    for entry in helps:
        by_kind[entry.kind].append(entry)
    return [
        {"kind": kind, **help_cell(entries, min_group=min_group)}
        for kind, entries in sorted(by_kind.items())
        if len({entry.student for entry in entries}) >= min_group
    ]


def help_cell(entries: Sequence[HelpAtStep], *, min_group: int) -> HelpFacts:
    """Return what became of one kind of help; an outcome counts once for each student, the last one.

    What students said of it is told in lower bounds; whether the next answer was right is a fact of learning.
    Whether their confusion ended is told of nobody: a camera says so.
    """
    right = _last_of((entry.student, entry.right_after) for entry in entries)
    return {
        "students": len({entry.student for entry in entries}),
        "times": len(entries),
        "accepted": sum(entry.state == "shown" for entry in entries),
        "undone": sum(entry.state == "undone" for entry in entries),
        "right_after": [sum(right), len(right)] if len(right) >= min_group else None,
        "helped": _suppress_answers(_last_of((entry.student, entry.helped) for entry in entries), min_group),
    }


def _last_of(answers: Iterable[tuple[int, bool | None]]) -> list[bool]:
    last = {student: value for student, value in answers if value is not None}
    return list(last.values())


def _suppress_answers(answers: Sequence[bool], min_group: int) -> SuppressedCell | None:
    counts = {"yes": sum(answers), "no": len(answers) - sum(answers)}
    told = suppress_small_counts(counts, least=min_group)
    return _plain(told) if told else None


def suppressed_share(told: SuppressedCell | None, *names: str) -> Share | None:
    """Return how many of a group are in one of `names`, with how many are withheld."""
    if told is None:
        return None
    size = sum(told["counts"].values()) + told[WITHHELD_KEY]
    return Share(sum(told["counts"][name] for name in names), size, told[WITHHELD_KEY])


def wrong_share(cell: StepFacts) -> Share | None:
    """Return how many of the answers at a step were wrong."""
    return Share(cell["wrong"] or 0, cell["tries"]) if cell["tries"] else None


def describe_words(words: Sequence[str]) -> str:
    """Return what cameras guessed of a class at a step, once a lesson at most."""
    if len(words) == 1:
        return gettext("%(who)s may have been lost") % {"who": gettext(words[0])}
    text = ngettext(
        "many may have been lost in %(n)s lesson", "many may have been lost in %(n)s lessons", len(words)
    )
    return text % {"n": len(words)} if words else ""
