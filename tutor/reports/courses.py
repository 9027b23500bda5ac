"""A course over all its classes, as a document for its authors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from content import figures
from content.language import gettext, ngettext, with_names
from content.policy.kinds import KINDS
from tutor.domain.reports.cells import (
    ComparedCell,
    FinishedCell,
    HelpFacts,
    LookedCell,
    MisconceptionCell,
)
from tutor.domain.reports.class_report import suppressed_share
from tutor.domain.reports.course_report import LEAST_CLASSES
from tutor.domain.reports.shares import ENOUGH, Share
from tutor.reports.comparisons import ComparedStep, comparison_sections
from tutor.reports.document import (
    AffectColumns,
    Document,
    Row,
    Section,
    Table,
    affect_columns,
    share_cells,
    share_head,
    too_few,
)
from tutor.reports.lessons import affect_title, describe_help, describe_share, help_head, right_share
from tutor.reports.misconceptions import misconceptions_sections

MOST_LEADS = 3


@dataclass(frozen=True)
class StepOfCourse:
    """A step by its place in the course, with its cells; `ways` by kind of help, `compared` the variants."""

    lesson: str
    name: str
    cell: FinishedCell | None
    looked: LookedCell | None
    ways: Mapping[str, HelpFacts]
    compared: ComparedCell | None = None
    lets_chance_choose: bool = False

    @property
    def wrong_first(self) -> Share | None:
        """Return how many answered wrong at first."""
        return Share(*self.cell["wrong_first"]) if self.cell and self.cell["wrong_first"] else None

    @property
    def said_lost(self) -> Share | None:
        """Return how many said that they were lost."""
        return suppressed_share(self.cell["said_lost"], "yes") if self.cell else None

    @property
    def hinted(self) -> Share | None:
        """Return how many took a hint."""
        return Share(self.cell["hinted"], self.cell["students"]) if self.cell else None

    @property
    def difficulty(self) -> float:
        """Return how hard the step is for sure: by answers first, then by what students said and took."""
        shares = (self.wrong_first, self.said_lost, self.hinted)
        wrong, lost, hinted = (share.interval[0] if share and share.count else 0.0 for share in shares)
        return wrong + lost + hinted / 2


def course_document(
    steps: Sequence[StepOfCourse],
    misconceptions: Sequence[MisconceptionCell] = (),
    *,
    title: str,
    min_group: int,
    has_camera: bool,
    compares: bool = True,
) -> Document:
    """Return what all classes say about a course; `steps` in the order of the course.

    Where nothing is compared on the site (`compares`), only what was is told.
    """
    compared = [
        ComparedStep(step.lesson, step.name, step.compared)
        for step in steps
        if step.compared or step.lets_chance_choose
    ]
    hard = sorted((step for step in steps if step.difficulty > 0), key=lambda step: -step.difficulty)
    return Document(
        heading=with_names(gettext("%(title)s, all classes together"), {"title": title}),
        sentence=_describe_first(steps, hard, min_group),
        leads_title=gettext("Look at these first"),
        leads=[(f"{step.lesson}: {step.name}", _describe_lead(step)) for step in hard[:MOST_LEADS]],
        sections=[
            _steps_section(steps, min_group),
            *misconceptions_sections(misconceptions),
            _ways_section(steps, min_group),
            *(comparison_sections(compared, min_group=min_group) if compares or compared else ()),
        ],
        notes=_notes(min_group, has_camera),
    )


def _notes(min_group: int, has_camera: bool) -> list[str]:
    looked = gettext("How classes looked is shown where %(least)s classes or more show it.")
    looked = f" {looked % {'least': LEAST_CLASSES}}" if has_camera else ""
    held = gettext(
        "Nothing is told by class. With fewer than %(least)s students behind a number it is held back, "
        "and a number changes once %(least)s more stand behind it: the latest may not be in it yet."
    )
    return [
        gettext(
            "Under %(enough)s students an interval is marked “few”: do not rewrite a step by "
            "it alone, wait for more. An outcome says what followed, not what caused it."
        )
        % {"enough": ENOUGH},
        f"{held % {'least': min_group}}{looked}",
    ]


def _describe_first(steps: Sequence[StepOfCourse], hard: Sequence[StepOfCourse], min_group: int) -> str:
    if not any(step.cell for step in steps):
        return gettext("Nothing to tell yet: fewer than %(min_group)s students finished any step.") % {
            "min_group": min_group
        }
    if not hard:
        return gettext("No step stands out as hard: leave the course as it is.")
    return with_names(
        gettext("Work on %(name)s in %(lesson)s first."), {"name": hard[0].name, "lesson": hard[0].lesson}
    )


def _describe_hard(step: StepOfCourse) -> str:
    said = []
    if step.wrong_first:
        _, low, high = step.wrong_first.per_cent
        wrong = gettext("%(count)s of %(n)s first answers wrong (%(low)s to %(high)s)")
        counts = {"count": step.wrong_first.count, "n": step.wrong_first.n}
        said.append(wrong % {**counts, "low": low, "high": figures.percent(high)})
    if step.said_lost and step.said_lost.count:
        lost = gettext("at least %(count)s of %(n)s said they were lost")
        said.append(lost % {"count": step.said_lost.count, "n": step.said_lost.n})
    if step.cell and step.cell["hinted"]:
        hinted = gettext("%(count)s of %(n)s took a hint")
        said.append(hinted % {"count": step.cell["hinted"], "n": step.cell["students"]})
    return figures.in_a_row(said)


def _describe_lead(step: StepOfCourse) -> str:
    best = best_way(step.ways)
    if best is None:
        text = gettext("%(facts)s. No other way has reached enough students to say what helps here")
        return text % {"facts": _describe_hard(step)}
    kind, share = best
    text = gettext("%(facts)s. What went best so far: %(way)s, next answer right for %(share)s")
    return text % {"facts": _describe_hard(step), "way": _label(kind), "share": describe_share(share)}


def best_way(ways: Mapping[str, HelpFacts]) -> tuple[str, Share] | None:
    """Return the kind of help after which the next answer was right most surely: by its low end."""
    known = [(kind, share) for kind, cell in ways.items() if (share := right_share(cell))]
    return max(known, key=lambda one: one[1].interval[0], default=None)


def _label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind


def _describe_line(step: StepOfCourse, min_group: int) -> str:
    if not step.cell:
        return gettext("Fewer than %(min_group)s students: held back.") % {"min_group": min_group}
    students = step.cell["students"]
    text = ngettext("%(facts)s, %(n)s student", "%(facts)s, %(n)s students", students)
    return text % {"facts": _describe_hard(step) or gettext("nothing hard"), "n": students}


def _steps_section(steps: Sequence[StepOfCourse], min_group: int) -> Section:
    looked = [step.looked for step in steps if step.looked]
    looks = affect_columns(looked)
    rows = [
        Row(
            step.name,
            _describe_line(step, min_group),
            step.wrong_first,
            step.looked["states"] if step.looked else None,
            step.lesson,
        )
        for step in steps
    ]
    head = [
        gettext("Lesson"),
        gettext("Step"),
        gettext("Students"),
        gettext("First answer wrong"),
        *share_head(),
        gettext("Took a hint"),
        gettext("Said they were lost"),
    ]
    table = Table([*head, *looks.head], [_step_row(step, looks) for step in steps])
    title, wrong = gettext("Step by step"), gettext("First answer wrong")
    return Section("Steps", title, rows, table, wrong, affect_title(looked))


def _step_row(step: StepOfCourse, looks: AffectColumns) -> list[Any]:
    cell = step.cell
    return [
        step.lesson,
        step.name,
        cell["students"] if cell else too_few(),
        describe_share(step.wrong_first),
        *share_cells(step.wrong_first),
        cell["hinted"] if cell else too_few(),
        describe_share(step.said_lost),
        *looks.cells(step.looked),
    ]


def _ways_section(steps: Sequence[StepOfCourse], min_group: int) -> Section:
    ways = [(step, kind, cell) for step in steps for kind, cell in step.ways.items()]
    rows = [
        Row(_label(kind), describe_help(cell), right_share(cell), group=f"{step.lesson}: {step.name}")
        for step, kind, cell in ways
    ]
    head = [gettext("Lesson"), gettext("Step"), gettext("Another way"), *help_head()]
    table = Table([*head, gettext("Said it helped")], [_way_row(*way) for way in ways])
    empty = gettext("No other way has reached %(min_group)s students or more yet.") % {"min_group": min_group}
    title, right = gettext("Which other way helps where"), gettext("Next answer right")
    return Section("Ways", title, rows, table, right, empty=empty)


def _way_row(step: StepOfCourse, kind: str, cell: HelpFacts) -> list[Any]:
    return [
        step.lesson,
        step.name,
        _label(kind),
        *(cell[name] for name in ("times", "students", "accepted", "undone")),
        describe_share(right_share(cell)),
        *share_cells(right_share(cell)),
        describe_share(suppressed_share(cell["helped"], "yes")),
    ]
