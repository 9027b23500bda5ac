"""The section of a report that says which misconceptions were shown, and where."""

from collections.abc import Sequence

from content import figures
from content.language import gettext, ngettext
from tutor.domain.reports.cells import MisconceptionCell
from tutor.domain.reports.shares import Share
from tutor.reports.document import Cell, Row, Section, Table, share_cells, share_head


def misconceptions_sections(cells: Sequence[MisconceptionCell]) -> list[Section]:
    """Return the section; none where no misconception was shown, as in courses that name none."""
    if not cells:
        return []
    rows = [Row(cell["title"], _describe(cell), Share(*cell["shown"])) for cell in cells]
    head = [
        gettext("Misconception"),
        gettext("Shown by"),
        gettext("Answered"),
        *share_head(),
        gettext("Where"),
        gettext("Answers that show it"),
    ]
    note = gettext(
        "A share is of the students who answered a question that can show the misconception. Answers stand "
        "here as the author wrote them."
    )
    table = Table(head, [_cells(cell) for cell in cells])
    title, share = gettext("Misconceptions"), gettext("Shown by")
    return [Section("Misconceptions", title, rows, table, share, note=note)]


def _cells(cell: MisconceptionCell) -> list[Cell]:
    shown, asked = cell["shown"]
    share = share_cells(Share(shown, asked))
    return [
        cell["title"],
        shown,
        asked,
        *share,
        _describe_places(cell),
        figures.side_by_side(cell["answers"]),
    ]


def _describe_places(cell: MisconceptionCell) -> str:
    text = gettext("%(place)s (%(shown)s of %(asked)s)")
    return figures.side_by_side(
        text % {"place": place["name"], "shown": place["shown"][0], "asked": place["shown"][1]}
        for place in cell["places"]
    )


def _describe(cell: MisconceptionCell) -> str:
    """Return in a line who has shown it, how often, where, and by which answers."""
    shown, asked = cell["shown"]
    text = ngettext("%(shown)s of %(asked)s student", "%(shown)s of %(asked)s students", asked)
    facts = [text % {"shown": shown, "asked": asked}]
    if cell["times"]:
        facts.append(ngettext("%(n)s answer", "%(n)s answers", cell["times"]) % {"n": cell["times"]})
    if cell["places"]:
        facts.append(_describe_places(cell))
    if cell["answers"]:
        facts.append(
            gettext("shown by answering %(answers)s") % {"answers": figures.in_a_row(cell["answers"])}
        )
    return figures.side_by_side(facts)
