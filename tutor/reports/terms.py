"""A class over a term, and sessions of one lesson side by side, as documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content import figures
from content.language import gettext, ngettext, pgettext, with_names
from tutor.domain.reports.cells import Report, StepCell, StepFacts
from tutor.domain.reports.class_report import wrong_share
from tutor.domain.reports.hardest_steps import HardStep, difficulty, hardest_steps, headline
from tutor.domain.reports.merged_reports import merge_reports, merge_steps
from tutor.domain.reports.shares import differ, percent
from tutor.reports.document import Document, Row, Section, Table, affect_columns
from tutor.reports.lessons import (
    affect_title,
    coverage_of,
    describe_line,
    fact_cells,
    facts_head,
    help_section,
    small_groups_note,
)
from tutor.reports.misconceptions import misconceptions_sections

MOST_STEPS = 10
# A line's group and label, and the cell that it shows.
Entry = tuple[str, str, StepFacts]


@dataclass(frozen=True)
class Held:
    """A session that was held: its lesson, its day in words, and its report."""

    lesson: int
    title: str
    day: str
    report: Report


def term_document(held: Sequence[Held], *, heading: str) -> Document:
    """Return a class's sessions over a term, all lessons; `held` in time order, at least one."""
    merged = merge_reports([session.report for session in held])
    hard = hardest_steps(merged, most=MOST_STEPS)
    titles = {cell["step"]: session.title for session in held for cell in session.report["steps"]}
    steps = [(titles[step.cell["step"]], _named(step.cell), step.cell) for step in hard]
    sessions = [(session.title, session.day, merge_steps(session.report["steps"])) for session in held]
    sections = [
        _section("Lessons", gettext("Lesson by lesson"), _by_lesson(held), merged),
        _section(
            "Steps",
            gettext("The hardest steps of the term"),
            steps,
            merged,
            empty=gettext("No step stood out as hard."),
        ),
        _section("Sessions", gettext("Session by session"), sessions, merged),
        *misconceptions_sections(merged.get("misconceptions", [])),
        help_section(merged["helps"], merged["min_group"]),
    ]
    return Document(
        heading=heading,
        sentence=_describe_term(hard, titles, merged),
        leads_title=gettext("Worth another lesson"),
        leads=[(f"{titles[step.cell['step']]}: {step.cell['title']}", step.why) for step in hard[:3]],
        sections=sections,
        notes=[coverage_of(merged), _visits_note(), small_groups_note(merged["min_group"])],
    )


def _visits_note() -> str:
    return gettext("Over several steps or sessions a student counts once for each.")


def _by_lesson(held: Sequence[Held]) -> list[Entry]:
    lessons: dict[int, list[Held]] = {}
    for session in held:
        lessons.setdefault(session.lesson, []).append(session)
    entries = []
    for sessions in lessons.values():
        cell = merge_steps([step for session in sessions for step in session.report["steps"]])
        text = ngettext("%(title)s (%(n)s session)", "%(title)s (%(n)s sessions)", len(sessions))
        entries.append(("", with_names(text, {"title": sessions[-1].title, "n": len(sessions)}), cell))
    return sorted(entries, key=lambda entry: -difficulty(entry[2]))


def _describe_term(hard: Sequence[HardStep], titles: Mapping[int, str], merged: Report) -> str:
    if not hard:
        return headline(merged)
    cell = hard[0].cell
    return gettext("Come back to %(cell)s in %(titles)s.") % {
        "cell": cell["title"],
        "titles": titles[cell["step"]],
    }


def _named(cell: StepCell) -> str:
    return f"{figures.number(cell['number'])}. {cell['title']}"


def _section(key: str, title: str, entries: Sequence[Entry], report: Report, *, empty: str = "") -> Section:
    """Return lines in groups; every group and label is a column of the table."""
    cells = [cell for _, _, cell in entries]
    looks = affect_columns(cells)
    rows = [
        Row(
            label,
            describe_line(cell, report["min_group"], as_visits=True),
            wrong_share(cell),
            cell["states"],
            group,
        )
        for group, label, cell in entries
    ]
    table = Table(
        [pgettext("a step, or a lesson", "Of"), gettext("What"), *facts_head(), *looks.head],
        [[group, label, *fact_cells(cell), *looks.cells(cell)] for group, label, cell in entries],
    )
    return Section(key, title, rows, table, gettext("Wrong answers"), affect_title(cells), empty=empty)


def comparison_document(held: Sequence[Held], *, heading: str) -> Document:
    """Return sessions of one lesson side by side; `held` in time order, at least two."""
    merged = merge_reports([session.report for session in held])
    by_key = [{cell["step"]: cell for cell in session.report["steps"]} for session in held]
    entries = [
        (_named(step), session.day, cells[step["step"]])
        for step in merged["steps"]
        for session, cells in zip(held, by_key, strict=True)
        if step["step"] in cells
    ]
    latest = held[-1].report
    return Document(
        heading=heading,
        sentence=headline(latest),
        leads_title=gettext("What changed from %(day)s to %(day_2)s")
        % {"day": held[0].day, "day_2": held[-1].day},
        leads=_changes(held[0], held[-1])
        or [
            (
                gettext("Nothing for sure"),
                gettext("no step's wrong answers changed by more than chance would bring"),
            )
        ],
        sections=[
            _section("Steps", gettext("Step by step, side by side"), entries, merged),
            *(_help_of(session, number) for number, session in enumerate(held, start=1)),
        ],
        notes=[coverage_of(merged), small_groups_note(merged["min_group"])],
    )


def _help_of(session: Held, number: int) -> Section:
    section = help_section(session.report["helps"], session.report["min_group"])
    return Section(
        **{
            **vars(section),
            "key": f"Help {number}",
            "title": gettext("What came to help on %(day)s") % {"day": session.day},
        }
    )


def _changes(first: Held, last: Held) -> list[tuple[str, str]]:
    """Return the steps whose share of wrong answers changed by more than chance would bring."""
    before = {cell["step"]: wrong_share(cell) for cell in first.report["steps"]}
    found = []
    for cell in last.report["steps"]:
        one, other = before.get(cell["step"]), wrong_share(cell)
        if one and other and differ(one, other):
            text = gettext("%(step)s went worse")
            if other.value < one.value:
                text = gettext("%(step)s went better")
            told = gettext("%(then)s of answers wrong then, %(now)s now")
            then, now = (figures.percent(percent(share.value)) for share in (one, other))
            found.append((with_names(text, {"step": _named(cell)}), told % {"then": then, "now": now}))
    return found
