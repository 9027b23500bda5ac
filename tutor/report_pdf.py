"""A report as a designed page: A4, charts drawn as vectors, readable without colour."""

from collections.abc import Mapping
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from tutor.domain.class_report import STATES
from tutor.report_tables import TOO_FEW, Table

INK, SOFT, LINE, ACCENT = (31, 38, 39), (84, 94, 96), (223, 218, 205), (11, 97, 99)
COLOURS = {
    "engaged": (0, 158, 115),
    "bored": (86, 180, 233),
    "confused": (230, 159, 0),
    "frustrated": (213, 94, 0),
}
MARGIN, WIDTH = 20.0, 170.0
LABEL, BAR = 58.0, 92.0


class Page(FPDF):
    """An A4 page with the product's name and the page's number at its foot."""

    def footer(self) -> None:
        """Write the foot."""
        self.set_y(-15)
        self.set_font("helvetica", size=8)
        self.set_text_color(*SOFT)
        self.cell(0, 5, f"Attune  ·  page {self.page_no()} of {{nb}}", align="R")


def _plain(text: str) -> str:
    """Return the text in the letters that a PDF's own fonts have; others become a question mark."""
    for fancy, simple in (("’", "'"), ("“", '"'), ("”", '"'), ("–", "-"), ("—", "-"), ("…", "...")):
        text = text.replace(fancy, simple)
    return text.encode("latin-1", "replace").decode("latin-1")


def write_pdf(
    report: Mapping[str, Any], tables: list[Table], *, heading: str, sentence: str, coverage: str
) -> bytes:
    """Return the report as a PDF."""
    page = Page(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(True, 22)
    page.set_title(_plain(heading))
    page.set_lang("en")
    page.add_page()
    _write(page, heading, size=10, colour=SOFT)
    page.ln(2)
    _write(page, sentence, size=19, font="times", height=8.5)
    page.ln(5)
    _head(page, "Answers that were wrong, and hints")
    _draw_facts(page, report)
    _head(page, "States where the camera could tell")
    _draw_states(page, report)
    _write(page, coverage, size=9, colour=SOFT)
    page.ln(4)
    _head(page, "What came to help")
    _draw_table(page, tables[1])
    _write(
        page,
        f"Fewer than {report['min_group']} students behind a number: it is held back.",
        size=9,
        colour=SOFT,
    )
    return bytes(page.output())


def _write(
    page: FPDF,
    text: str,
    *,
    size: float,
    colour: tuple[int, int, int] = INK,
    font: str = "helvetica",
    height: float = 5.0,
) -> None:
    page.set_font(font, size=size)
    page.set_text_color(*colour)
    page.multi_cell(0, height, _plain(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _head(page: FPDF, text: str) -> None:
    if page.get_y() > 240:
        page.add_page()
    page.ln(3)
    page.set_draw_color(*LINE)
    page.line(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())
    page.ln(3)
    _write(page, text, size=13, font="times", height=7)


def _label(page: FPDF, cell: Mapping[str, Any]) -> float:
    if page.get_y() > 268:
        page.add_page()
    page.set_font("helvetica", size=9)
    page.set_text_color(*INK)
    title = _plain(f"{cell['number']}. {cell['title']}")
    while page.get_string_width(title) > LABEL - 3:
        title = title[:-4].rstrip(". ") + "..."
    page.cell(LABEL, 6, title)
    return float(page.get_y())


def _draw_facts(page: FPDF, report: Mapping[str, Any]) -> None:
    counts = [cell["wrong"] + cell["hints"] for cell in report["steps"] if cell["students"]]
    scale = BAR / max([1, *counts])
    for cell in report["steps"]:
        top = _label(page, cell)
        if not cell["students"]:
            _write(page, TOO_FEW, size=9, colour=SOFT, height=6)
            continue
        left = MARGIN + LABEL
        page.set_fill_color(*ACCENT)
        page.rect(left, top + 1, cell["wrong"] * scale, 4, "F")
        page.set_draw_color(*ACCENT)
        page.rect(left + cell["wrong"] * scale, top + 1, cell["hints"] * scale, 4, "D")
        page.set_x(left + (cell["wrong"] + cell["hints"]) * scale + 1)
        _write(page, f"{cell['wrong']} wrong, {cell['hints']} hints", size=8, colour=SOFT, height=6)


def _draw_states(page: FPDF, report: Mapping[str, Any]) -> None:
    for cell in report["steps"]:
        top = _label(page, cell)
        if not cell["states"]:
            _write(page, TOO_FEW, size=9, colour=SOFT, height=6)
            continue
        left = MARGIN + LABEL
        for state in STATES:
            count = cell["states"][state]
            across = BAR * count / cell["known"]
            page.set_fill_color(*COLOURS[state])
            page.set_draw_color(255, 255, 255)
            page.rect(left, top + 0.7, across, 4.6, "DF")
            if across > 7:
                page.set_text_color(20, 24, 26)
                page.set_font("helvetica", "B", 8)
                page.text(left + 1.2, top + 4.1, f"{state[0].upper()} {count}")
            left += across
        page.set_x(MARGIN + LABEL + BAR + 2)
        _write(page, f"{cell['known']} known", size=8, colour=SOFT, height=6)
    _write(page, "E engaged, B bored, C confused, F frustrated", size=8, colour=SOFT)


def _draw_table(page: FPDF, table: Table) -> None:
    if not table.rows:
        _write(page, "Nothing that reached enough students.", size=10, colour=SOFT)
        return
    page.set_font("helvetica", size=8)
    page.set_text_color(*INK)
    page.set_draw_color(*LINE)
    with page.table(
        borders_layout="HORIZONTAL_LINES", line_height=5, col_widths=(32, 14, 14, 22, 44, 44)
    ) as drawn:
        for cells in [table.head, *table.rows]:
            row = drawn.row()
            for value in cells:
                row.cell(_plain(str(value)))
