"""A document as designed pages: A4, charts drawn as vectors, readable without colour."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import fontpkg_noto_sans
import fontpkg_noto_serif
from django.utils.translation import get_language, gettext
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from tutor.reports import palette
from tutor.reports.document import (
    Cell,
    Document,
    DrawnHead,
    Gap,
    Row,
    Section,
    nothing_to_show,
    state_of_too_few,
)

INK, SOFT, LINE, ACCENT = map(palette.rgb, (palette.INK, palette.SOFT, palette.LINE, palette.ACCENT))
OUTLINE = palette.rgb(palette.OUTLINE)
# Noto's letters reach from Vietnamese to Ukrainian, Greek and Devanagari; a PDF's own fonts end at Latin-1.
SANS, SERIF = "noto-sans", "noto-serif"
SOURCES = {
    SANS: fontpkg_noto_sans.ROOT / "files" / "NotoSans[wdth,wght].ttf",
    SERIF: fontpkg_noto_serif.ROOT / "files" / "NotoSerif[wdth,wght].ttf",
}
# What makes them variable, and what places their letters finely. Without these they are plain regular cuts,
# and a PDF takes a third of the time and of the room; making a bold cut would take seconds.
UNUSED_TABLES = ("gvar", "HVAR", "MVAR", "STAT", "fvar", "avar", "GPOS", "GSUB", "GDEF")
# In mm; two margins and the width are the 210 mm of A4.
MARGIN, WIDTH, FOOT = 20.0, 170.0, 22.0
GAP, ROW = 4.0, 11.0
# A bar of states has its words beneath it, on two lines at most.
MIXED_ROW, LINE_OF_MIX = 15.0, 3.6


@cache
def plain_fonts() -> tuple[TemporaryDirectory[str], dict[str, Path]]:
    """Return a folder that lives as long as the process, and the fonts in it by name."""
    folder, fonts = TemporaryDirectory(prefix="attune-fonts-"), {}
    for name, source in SOURCES.items():
        fonts[name] = Path(folder.name) / f"{name}.ttf"
        with TTFont(source, lazy=True) as font:
            for table in UNUSED_TABLES:
                if table in font:
                    del font[table]
            font.save(fonts[name], reorderTables=False)
    return folder, fonts


class Page(FPDF):
    """An A4 page with the product's name and the page's number at its foot."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        for name, path in plain_fonts()[1].items():
            self.add_font(name, fname=path)
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, FOOT)
        self.set_lang(get_language() or "en")

    def footer(self) -> None:
        """Write the foot."""
        self.set_y(-15)
        self.set_font(SANS, size=8)
        self.set_text_color(*SOFT)
        # fpdf puts the number of pages in the place of "{nb}".
        text = gettext("Attune  ·  page %(number)s of %(total)s")
        self.cell(0, 5, text % {"number": self.page_no(), "total": "{nb}"}, align="R")

    def write_lines(
        self,
        text: str,
        *,
        size: float,
        colour: tuple[int, int, int] = INK,
        font: str = SANS,
        height: float = 5.0,
    ) -> None:
        """Write a paragraph over the whole width."""
        self.set_font(font, size=size)
        self.set_text_color(*colour)
        self.multi_cell(0, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def write_at(
        self, x: float, y: float, text: str, *, width: float, size: float, colour: tuple[int, int, int] = INK
    ) -> None:
        """Write a line that is cut where it would leave its column."""
        self.set_font(SANS, size=size)
        self.set_text_color(*colour)
        if self.get_string_width(text) > width:
            while text and self.get_string_width(f"{text}…") > width:
                text = text[:-1]
            text = f"{text.rstrip()}…"
        self.text(x, y, text)

    def keep_together(self, height: float) -> None:
        """Begin a new page where the next `height` mm would not fit on this one."""
        if self.get_y() + height > self.h - FOOT:
            self.add_page()


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF."""
    page = Page()
    page.set_title(document.heading)
    page.add_page()
    page.write_lines(document.heading, size=10, colour=SOFT)
    page.ln(2)
    page.write_lines(document.sentence, size=19, font=SERIF, height=9)
    _write_leads(page, document)
    for section in document.sections:
        _draw_section(page, section)
    page.ln(5)
    for note in document.notes:
        page.write_lines(note, size=8.5, colour=SOFT, height=4.4)
        page.ln(1)
    for section in document.sections:
        _draw_table(page, section)
    return bytes(page.output())


def _write_leads(page: Page, document: Document) -> None:
    if not document.leads:
        return
    _head(page, document.leads_title)
    for number, (title, facts) in enumerate(document.leads, start=1):
        page.keep_together(ROW)
        page.write_lines(f"{number}.  {title}", size=11, height=5.5)
        if facts:
            page.write_lines(f"     {facts}", size=9, colour=SOFT, height=4.5)
        page.ln(1)


def _head(page: Page, text: str) -> None:
    # So that no head stands alone at the foot of a page.
    page.keep_together(40)
    page.ln(4)
    page.set_draw_color(*LINE)
    page.line(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())
    page.ln(3)
    page.write_lines(text, size=13.5, font=SERIF, height=7)


def _draw_section(page: Page, section: Section) -> None:
    _head(page, section.title)
    if section.note:
        page.write_lines(section.note, size=8.5, colour=SOFT, height=4.4)
    if not section.rows:
        page.write_lines(section.empty, size=10, colour=SOFT)
        return
    columns = _columns(section)
    _draw_axes(page, section, columns)
    group = ""
    for row in section.rows:
        page.keep_together(_height(section) + (7 if row.group != group else 0))
        if row.group != group:
            group = row.group
            page.ln(1)
            page.write_lines(group, size=10, font=SERIF, height=6)
        _draw_row(page, section, row, columns)


def _height(section: Section) -> float:
    return MIXED_ROW if section.mix_title else ROW


def _columns(section: Section) -> list[tuple[float, float]]:
    """Return left edge and width of what is said, of the shares and of the mix."""
    widths = [62.0, 42.0, 58.0] if section.mix_title else [78.0, 88.0, 0.0]
    if not (section.share_title or section.gap_title or section.mix_title):
        widths = [WIDTH, 0.0, 0.0]
    columns, x = [], MARGIN
    for width in widths:
        columns.append((x, width))
        x += width + GAP
    return columns


def _draw_axes(page: Page, section: Section, columns: list[tuple[float, float]]) -> None:
    top = page.get_y() + 4
    (_, _), (shares, wide), (mix, broad) = columns
    if section.share_title:
        page.write_at(shares, top, section.share_title, width=wide, size=8, colour=SOFT)
        for per_cent in (0, 50, 100):
            label = f"{per_cent} %"
            page.set_font(SANS, size=7)
            middle = shares + wide * per_cent / 100 - page.get_string_width(label) / 2
            page.write_at(middle, top + 4, label, width=20, size=7, colour=SOFT)
    if section.gap_title:
        page.write_at(shares, top, section.gap_title, width=wide, size=8, colour=SOFT)
        for share, points in ((0.0, f"−{section.reach}"), (0.5, "0"), (1.0, f"+{section.reach}")):
            page.write_at(shares + wide * share - 2, top + 4, points, width=20, size=7, colour=SOFT)
    if section.mix_title:
        page.write_at(mix, top, section.mix_title, width=broad, size=8, colour=SOFT)
    page.set_y(top + 5)


def _draw_row(page: Page, section: Section, row: Row, columns: list[tuple[float, float]]) -> None:
    top = page.get_y()
    (left, width), (shares, wide), (mix, broad) = columns
    page.write_at(left, top + 4.2, row.label, width=width, size=9.5)
    page.write_at(left, top + 8.4, row.facts, width=width, size=7.5, colour=SOFT)
    if section.share_title:
        _draw_share(page, row, shares, wide, top)
    if row.gap is not None:
        _draw_gap(page, row.gap, shares, wide, top)
    if section.mix_title:
        _draw_mix(page, row, mix, broad, top)
    page.set_y(top + _height(section))


def _draw_share(page: Page, row: Row, left: float, width: float, top: float) -> None:
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.line(left, top + 4, left + width, top + 4)
    for per_cent in (0, 50, 100):
        page.line(left + width * per_cent / 100, top + 2, left + width * per_cent / 100, top + 6)
    if row.dot is None:
        page.write_at(left, top + 9, nothing_to_show(), width=width, size=7.5, colour=SOFT)
        return
    page.set_draw_color(*ACCENT)
    page.set_fill_color(*ACCENT)
    page.set_line_width(0.7)
    page.line(left + width * row.dot["low"] / 100, top + 4, left + width * row.dot["high"] / 100, top + 4)
    page.ellipse(left + width * row.dot["value"] / 100 - 1.4, top + 2.6, 2.8, 2.8, "F")
    page.write_at(left, top + 9, row.said, width=width, size=7.5, colour=SOFT)
    page.set_line_width(0.2)


def _draw_gap(page: Page, gap: Gap, left: float, width: float, top: float) -> None:
    """Draw a difference: the thin interval holds at all times, the thick one for a fixed number."""
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.line(left, top + 4, left + width, top + 4)
    page.line(left + width / 2, top + 1.5, left + width / 2, top + 6.5)
    page.set_draw_color(*ACCENT)
    page.set_fill_color(*ACCENT)
    spots = gap.drawn
    for name, thick in (("whenever", 0.4), ("fixed", 1.2)):
        if f"{name}_x" in spots:
            begin = left + width * spots[f"{name}_x"] / 100
            page.set_line_width(thick)
            page.line(begin, top + 4, begin + width * spots[f"{name}_width"] / 100, top + 4)
    page.ellipse(left + width * spots["value"] / 100 - 1.4, top + 2.6, 2.8, 2.8, "F")
    page.write_at(left, top + 9, gap.said, width=width, size=7.5, colour=SOFT)
    page.set_line_width(0.2)


def _draw_mix(page: Page, row: Row, left: float, width: float, top: float) -> None:
    """Draw the states as a bar, each with its letter, and beneath it what each piece is."""
    if not row.parts:
        page.write_at(left, top + 5, state_of_too_few(), width=width, size=7.5, colour=SOFT)
        return
    for part in row.parts:
        x, across = left + width * part.x / 100, width * part.width / 100
        if part.series in palette.STATES:
            page.set_fill_color(*palette.rgb(palette.STATES[part.series]))
            page.set_draw_color(255, 255, 255)
            page.rect(x, top + 1, across, 5, "DF")
        else:
            page.set_draw_color(*OUTLINE)
            page.set_dash_pattern(dash=0.8, gap=0.8)
            page.rect(x, top + 1.1, across, 4.8, "D")
            page.set_dash_pattern()
        page.set_font(SANS, size=7.5)
        if part.letter and page.get_string_width(part.letter) + 1.6 < across:
            page.write_at(x + 0.8, top + 4.6, part.letter, width=across, size=7.5, colour=(20, 24, 26))
    _write_mix(page, row, left, width, top + 9)


def _write_mix(page: Page, row: Row, left: float, width: float, top: float) -> None:
    """Write what the pieces of a bar are, as the page does: the letter, how many, the word."""
    x, y = left, top
    for part in row.parts:
        words = " ".join(filter(None, (part.letter, str(part.count), part.name)))
        across = page.get_string_width(words)
        if x > left and x + across > left + width:
            x, y = left, y + LINE_OF_MIX
        page.write_at(x, y, words, width=width, size=7.5, colour=SOFT)
        x += across + 2.5


def _draw_table(page: Page, section: Section) -> None:
    """Draw the numbers behind a chart; shares and mixes are drawn above, so only what is said is repeated."""
    head, rows = section.table.head, section.table.rows
    if not rows:
        return
    kept = [at for at, name in enumerate(head) if not isinstance(name, DrawnHead)]
    _head(page, gettext("%(section)s: the numbers") % {"section": section.title})
    page.set_font(SANS, size=7.5)
    page.set_text_color(*INK)
    page.set_draw_color(*LINE)
    page.set_fill_color(255, 255, 255)
    # fpdf takes these as proportions of the table's width.
    widths = tuple(_width_of([head[at], *(row[at] for row in rows)]) for at in kept)
    with page.table(
        borders_layout="HORIZONTAL_LINES",
        line_height=4.4,
        col_widths=widths,
        headings_style=FontFace(emphasis="", color=SOFT),
        padding=(0.6, 1.5, 0.6, 0),
        text_align="LEFT",
    ) as drawn:
        every: list[Sequence[object]] = [head, *rows]
        for cells in every:
            row = drawn.row()
            for at in kept:
                row.cell(str(cells[at]))


def _width_of(values: Sequence[Cell]) -> int:
    return min(30, max(8, *(len(str(value)) for value in values)))
