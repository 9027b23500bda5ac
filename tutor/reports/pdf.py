"""A document as designed pages: A4, charts drawn as vectors, readable without colour, from either side."""

from collections.abc import Sequence

from content import figures
from content.language import gettext
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
from tutor.reports.lettering import Piece, isolated
from tutor.reports.pdf_fonts import MISSING, SERIF
from tutor.reports.pdf_page import ACCENT, FOOT, INK, LINE, MARGIN, SOFT, WIDTH, Page

OUTLINE = palette.rgb(palette.OUTLINE)
# In mm.
GAP, ROW = 4.0, 11.0
# A bar of states has its words beneath it, on two lines at most.
MIXED_ROW, LINE_OF_MIX = 15.0, 3.6
# A table's letters in points, its lines, and what is free above, below and after each cell in mm.
CELL_SIZE, CELL_LINE, CELL_PAD, CELL_GAP = 7.5, 4.4, 0.6, 1.5


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF."""
    return Page.drawn(lambda page: _draw(page, document))


def _draw(page: Page, document: Document) -> None:
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
    if page.misses:
        page.ln(2)
        note = gettext(
            "Letters that stand as %(mark)s can't be drawn on paper. The page on the screen has them."
        )
        page.write_lines(note % {"mark": MISSING}, size=8.5, colour=SOFT, height=4.4)


def _write_leads(page: Page, document: Document) -> None:
    if not document.leads:
        return
    _head(page, document.leads_title)
    for number, (title, facts) in enumerate(document.leads, start=1):
        page.keep_together(ROW)
        page.write_lines(f"{figures.number(number)}.  {isolated(title)}", size=11, height=5.5)
        if facts:
            page.write_lines(facts, size=9, colour=SOFT, height=4.5, indent=5.0)
        page.ln(1)


def _head(page: Page, text: str) -> None:
    # So that no head stands alone at the foot of a page.
    page.keep_together(40)
    page.ln(4)
    page.set_draw_color(*LINE)
    page.rule(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())
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
            label = figures.percent(per_cent)
            middle = shares + wide * per_cent / 100 - page.width_of(label, size=7) / 2
            page.write_at(middle, top + 4, label, width=20, size=7, colour=SOFT)
    if section.gap_title:
        page.write_at(shares, top, section.gap_title, width=wide, size=8, colour=SOFT)
        for share, points in (
            (0.0, figures.signed(-section.reach)),
            (0.5, figures.signed(0)),
            (1.0, figures.signed(section.reach)),
        ):
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
    page.rule(left, top + 4, left + width, top + 4)
    for per_cent in (0, 50, 100):
        page.line(
            page.across(left + width * per_cent / 100),
            top + 2,
            page.across(left + width * per_cent / 100),
            top + 6,
        )
    if row.dot is None:
        page.write_at(left, top + 9, nothing_to_show(), width=width, size=7.5, colour=SOFT)
        return
    page.set_draw_color(*ACCENT)
    page.set_fill_color(*ACCENT)
    page.set_line_width(0.7)
    page.line(
        page.across(left + width * row.dot["low"] / 100),
        top + 4,
        page.across(left + width * row.dot["high"] / 100),
        top + 4,
    )
    page.dot(left + width * row.dot["value"] / 100, top + 4)
    page.write_at(left, top + 9, row.said, width=width, size=7.5, colour=SOFT)
    page.set_line_width(0.2)


def _draw_gap(page: Page, gap: Gap, left: float, width: float, top: float) -> None:
    """Draw a difference: the thin interval holds at all times, the thick one for a fixed number."""
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.rule(left, top + 4, left + width, top + 4)
    page.rule(left + width / 2, top + 1.5, left + width / 2, top + 6.5)
    page.set_draw_color(*ACCENT)
    page.set_fill_color(*ACCENT)
    spots = gap.drawn
    for name, thick in (("whenever", 0.4), ("fixed", 1.2)):
        if f"{name}_x" in spots:
            begin = left + width * spots[f"{name}_x"] / 100
            page.set_line_width(thick)
            page.line(
                page.across(begin),
                top + 4,
                page.across(begin + width * spots[f"{name}_width"] / 100),
                top + 4,
            )
    page.dot(left + width * spots["value"] / 100, top + 4)
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
            page.box(x, top + 1, across, 5, "DF")
        else:
            page.set_draw_color(*OUTLINE)
            page.set_dash_pattern(dash=0.8, gap=0.8)
            page.box(x, top + 1.1, across, 4.8, "D")
            page.set_dash_pattern()
        if part.letter and page.width_of(part.letter, size=7.5) + 1.6 < across:
            page.write_at(x + 0.8, top + 4.6, part.letter, width=across, size=7.5, colour=(20, 24, 26))
    _write_mix(page, row, left, width, top + 9)


def _write_mix(page: Page, row: Row, left: float, width: float, top: float) -> None:
    """Write what the pieces of a bar are, as the page does: the letter, how many, the word."""
    x, y = left, top
    for part in row.parts:
        words = " ".join(filter(None, (part.letter, str(part.count), part.name)))
        across = page.width_of(words, size=7.5)
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
    parts = [_width_of([head[at], *(row[at] for row in rows)]) for at in kept]
    widths = [WIDTH * part / sum(parts) for part in parts]
    top = _laid([str(head[at]) for at in kept], page, widths)
    _draw_cells(page, top, widths, colour=SOFT)
    for row in rows:
        cells = _laid([str(row[at]) for at in kept], page, widths)
        if page.get_y() + _height_of(cells) > page.h - FOOT:
            page.add_page()
            _draw_cells(page, top, widths, colour=SOFT)
        _draw_cells(page, cells, widths)


def _laid(cells: Sequence[str], page: Page, widths: Sequence[float]) -> list[list[list[Piece]]]:
    """Return the lines of each cell."""
    return [
        page.lines_of(cell, width=width - CELL_GAP, size=CELL_SIZE)
        for cell, width in zip(cells, widths, strict=True)
    ]


def _height_of(cells: Sequence[list[list[Piece]]]) -> float:
    return 2 * CELL_PAD + CELL_LINE * max(1, *map(len, cells))


def _draw_cells(
    page: Page,
    cells: Sequence[list[list[Piece]]],
    widths: Sequence[float],
    *,
    colour: tuple[int, int, int] = INK,
) -> None:
    """Draw one row of a table and the line beneath it."""
    top, x = page.get_y(), MARGIN
    for lines, width in zip(cells, widths, strict=True):
        for number, line in enumerate(lines):
            base = top + CELL_PAD + CELL_LINE * (number + 0.5) + 0.3 * CELL_SIZE / page.k
            page.write_pieces(x, base, line, size=CELL_SIZE, colour=colour)
        x += width
    page.set_y(top + _height_of(cells))
    page.set_draw_color(*LINE)
    page.set_line_width(0.2)
    page.rule(MARGIN, page.get_y(), MARGIN + WIDTH, page.get_y())


def _width_of(values: Sequence[Cell]) -> int:
    return min(30, max(8, *(len(str(value)) for value in values)))
