"""A session, or a lesson over its sessions, as a document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from content import figures
from content.language import gettext, ngettext
from content.policy.kinds import KINDS
from tutor.domain.reports.cells import HelpCell, HelpFacts, Report, SeenCell, StepFacts
from tutor.domain.reports.class_report import describe_words, suppressed_share, wrong_share
from tutor.domain.reports.hardest_steps import hardest_steps, headline
from tutor.domain.reports.shares import Share
from tutor.reports.document import (
    NONE,
    Cell,
    Document,
    DrawnHead,
    Row,
    Section,
    Table,
    affect_columns,
    share_cells,
    share_head,
    too_few,
)
from tutor.reports.misconceptions import misconceptions_sections


def facts_head() -> list[str]:
    """Return the columns of what was done at a step."""
    return [
        gettext("Students"),
        gettext("Answers"),
        gettext("Wrong"),
        DrawnHead(gettext("Wrong %")),
        DrawnHead(gettext("Wrong from %")),
        DrawnHead(gettext("Wrong to %")),
        gettext("Hints"),
        gettext("Median seconds"),
    ]


def lesson_document(report: Report, *, heading: str, suggested: Sequence[tuple[str, str]] = ()) -> Document:
    """Return a session's or a lesson's report; `suggested` is what class rules asked, and what came of it."""
    return Document(
        heading=heading,
        sentence=headline(report),
        leads_title=gettext("The hardest steps"),
        leads=[(hard.cell["title"], hard.why) for hard in hardest_steps(report)],
        sections=[
            steps_section(report),
            *misconceptions_sections(report.get("misconceptions", [])),
            help_section(report["helps"], report["min_group"]),
            *seen_sections(report.get("variants", [])),
            *_suggested_sections(suggested),
        ],
        notes=[coverage_of(report), small_groups_note(report["min_group"])],
    )


def small_groups_note(min_group: int) -> str:
    """Return why some numbers are missing and others are bounds."""
    return gettext(
        "Answers, hints and times are told however few students there were. Which help "
        "came is told of %(min_group)s students or more. How a class looked is what the "
        "live page told, and no more."
    ) % {"min_group": min_group}


def describe_facts(cell: StepFacts, min_group: int, *, as_visits: bool = False) -> str:
    """Return the facts of a step in a line; of several steps the students' visits are counted."""
    if cell["students"] is None:
        return gettext("Fewer than %(min_group)s students: held back.") % {"min_group": min_group}
    if not cell["students"]:
        return gettext("Nobody was here.")
    answers, hints, students = gettext("no answers"), cell["hints"] or 0, cell["students"]
    if cell["tries"]:
        answers = gettext("%(wrong)s wrong of %(tries)s") % {"wrong": cell["wrong"], "tries": cell["tries"]}
    facts = [answers, ngettext("%(n)s hint", "%(n)s hints", hints) % {"n": hints}]
    if cell["seconds"] is not None:
        facts.append(gettext("%(seconds)s s") % {"seconds": cell["seconds"]})
    if as_visits:
        counted = ngettext("%(n)s visit", "%(n)s visits", students)
    else:
        counted = ngettext("%(n)s student", "%(n)s students", students)
    return figures.in_a_row([*facts, counted % {"n": students}])


def describe_line(cell: StepFacts, min_group: int, *, as_visits: bool = False) -> str:
    """Return the facts in a line, and what cameras guessed where that is a word."""
    facts = describe_facts(cell, min_group, as_visits=as_visits)
    if not cell["words"]:
        return facts
    text = gettext("%(facts)s; cameras guessed that %(guess)s")
    return text % {"facts": facts, "guess": describe_words(cell["words"])}


def fact_cells(cell: StepFacts) -> list[Cell]:
    """Return what `facts_head` names."""
    missing = too_few() if cell["students"] is None or cell["tries"] is None else NONE
    counts, rest = (cell["students"], cell["tries"], cell["wrong"]), (cell["hints"], cell["seconds"])
    return [
        *(missing if value is None else value for value in counts),
        *share_cells(wrong_share(cell), missing=missing),
        *(missing if value is None else value for value in rest),
    ]


def affect_title(cells: Iterable[Mapping[str, Any]]) -> str:
    """Return what the bars say; nothing where no state is told."""
    return gettext("How it looked, at least") if any(cell["states"] for cell in cells) else ""


def steps_section(report: Report) -> Section:
    """Return the steps: answers beside states."""
    cells, looks = report["steps"], affect_columns(report["steps"])
    rows = [
        Row(
            f"{figures.number(cell['number'])}. {cell['title']}",
            describe_line(cell, report["min_group"]),
            wrong_share(cell),
            cell["states"],
        )
        for cell in cells
    ]
    table = Table(
        [gettext("Step"), gettext("Title"), *facts_head(), *looks.head],
        [
            [
                cell["number"],
                cell["title"],
                *fact_cells(cell),
                *looks.cells(cell),
            ]
            for cell in cells
        ],
    )
    title = gettext("Step by step")
    return Section("Steps", title, rows, table, gettext("Wrong answers"), affect_title(cells))


def help_head() -> list[str]:
    """Return the columns of how often help came, and of what followed."""
    return [
        gettext("Times"),
        gettext("Students"),
        gettext("Taken"),
        gettext("Folded away"),
        gettext("Next answer right"),
        *share_head(),
    ]


def help_section(helps: Sequence[HelpCell], min_group: int) -> Section:
    """Return each kind of help: how often, taken or folded away, and what came of it."""
    rows = [Row(_label(cell), describe_help(cell), right_share(cell)) for cell in helps]
    table = Table(
        [gettext("Kind of help"), *help_head(), gettext("Said it helped")],
        [
            [
                _label(cell),
                cell["times"],
                cell["students"],
                cell["accepted"],
                cell["undone"],
                describe_share(right_share(cell)),
                *share_cells(right_share(cell)),
                describe_share(suppressed_share(cell["helped"], "yes")),
            ]
            for cell in helps
        ],
    )
    return Section(
        "Help",
        gettext("What came to help"),
        rows,
        table,
        share_title=gettext("Next answer right"),
        note=gettext(
            "An outcome counts once for each student. It says what followed, not what caused it. Help in "
            "which a camera had a part is not counted: the count would say how many looked lost."
        ),
        empty=gettext("No kind of help reached %(min_group)s students or more.") % {"min_group": min_group},
    )


def seen_sections(cells: Sequence[SeenCell]) -> list[Section]:
    """Return which of several variants students got, where chance chose; nothing where it chose nowhere."""
    if not cells:
        return []
    told = [
        (cell, title, suppressed_share(cell["seen"], title))
        for cell in cells
        for title in cell["seen"]["counts"]
    ]
    rows = [
        Row(title, str(share or too_few()), share, group=f"{figures.number(cell['number'])}. {cell['title']}")
        for cell, title, share in told
    ]
    head = [gettext("Step"), gettext("Title"), gettext("Variant"), gettext("Students"), *share_head()]
    lines = [
        [cell["number"], cell["title"], title, describe_share(share), *share_cells(share)]
        for cell, title, share in told
    ]
    note = gettext(
        "Chance chose between these for students who agreed to comparisons. Which of them helps, the author "
        "sees over all classes."
    )
    title, seen = gettext("Which of several variants they saw"), gettext("Of these students")
    return [Section("Variants", title, rows, Table(head, lines), share_title=seen, note=note)]


def _suggested_sections(suggested: Sequence[tuple[str, str]]) -> list[Section]:
    """Return what was suggested to the teacher; nothing where nothing was."""
    if not suggested:
        return []
    rows = [Row(*one) for one in suggested]
    table = Table([gettext("Because"), gettext("What became of it")], [list(one) for one in suggested])
    return [Section("Suggestions", gettext("What was suggested to you"), rows, table)]


def right_share(cell: HelpFacts) -> Share | None:
    """Return how often the next answer was right."""
    return Share(*cell["right_after"]) if cell["right_after"] else None


def describe_help(cell: HelpFacts) -> str:
    """Return what became of a kind of help in a line."""
    left = cell["times"] - cell["accepted"] - cell["undone"]
    facts = [
        ngettext("%(n)s time", "%(n)s times", cell["times"]) % {"n": cell["times"]},
        ngettext("%(n)s taken", "%(n)s taken", cell["accepted"]) % {"n": cell["accepted"]},
        ngettext("%(n)s folded away", "%(n)s folded away", cell["undone"]) % {"n": cell["undone"]},
    ]
    if left:
        facts.append(ngettext("%(n)s left as an offer", "%(n)s left as an offer", left) % {"n": left})
    return figures.in_a_row(facts)


def _label(cell: HelpCell) -> str:
    return KINDS[cell["kind"]].label if cell["kind"] in KINDS else str(cell["kind"])


def describe_share(share: Share | None) -> str:
    """Return a share with its interval, and a word of warning where it rests on few."""
    if share is None:
        return too_few()
    return gettext("%(share)s, few") % {"share": share} if share.is_rough else str(share)


def coverage_of(report: Report) -> str:
    """Return in a sentence how much rests on cameras; from shown cells alone."""
    shown = [cell for cell in report["steps"] if cell["states"] or cell["words"]]
    if not shown:
        return gettext("Cameras told of no step. Answers and hints are facts.")
    return gettext(
        "Cameras told of %(count)s of %(count_2)s steps, while half of the class or more "
        "was there. They guess, often wrongly; answers and hints are facts."
    ) % {"count": len(shown), "count_2": len(report["steps"])}
