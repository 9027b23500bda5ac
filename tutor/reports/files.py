"""A document as files: CSV and a workbook."""

import io
import json
import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language_bidi
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.data_source import NumDataSource, NumRef
from openpyxl.chart.error_bar import ErrorBars
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.drawing.text import Font as DrawnFont
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from content import figures
from content.language import gettext
from tutor.domain.cells import without_formula, write_table
from tutor.reports import palette
from tutor.reports.document import MIX, NAMES, Cell, Document, Row, Section

WIDEST = 44
# What no name of a sheet may hold, and how long one may be with a number that tells two apart.
NOT_IN_NAMES, LONGEST_NAME = re.compile(r"[\\*?:/\[\]]"), 28


def _safe(cell: Cell) -> Cell:
    """Return a cell that every workbook takes, and whose text is run by none as a formula."""
    if not isinstance(cell, str):
        return cell
    return without_formula(ILLEGAL_CHARACTERS_RE.sub("", cell))


def write_csv(document: Document) -> bytes:
    """Return the tables below one another, in UTF-8 with the mark that spreadsheets look for."""
    rows: list[Sequence[Cell]] = []
    for section in document.sections:
        rows += [[section.title], section.table.head, *section.table.rows, []]
    return write_table([*rows, *([note] for note in document.notes)])


def write_json(document: Document) -> bytes:
    """Return what the report says and its tables, each row by the heads of its columns."""
    sections = [
        {
            "key": section.key,
            "title": section.title,
            "note": section.note,
            "rows": [dict(zip(section.table.head, row, strict=True)) for row in section.table.rows],
        }
        for section in document.sections
    ]
    told = {"heading": document.heading, "sentence": document.sentence, "sections": sections}
    return json.dumps({**told, "notes": document.notes}, ensure_ascii=False, indent=1, default=str).encode()


def write_workbook(document: Document) -> bytes:
    """Return a workbook: what to do first, then a sheet for each section with its charts."""
    book = Workbook()
    front = book.active
    assert isinstance(front, Worksheet), "a new workbook opens with a worksheet"
    _write_front(front, document)
    for section in document.sections:
        sheet = book.create_sheet(NOT_IN_NAMES.sub(" ", section.title)[:LONGEST_NAME].strip())
        _write_table(sheet, section)
        if section.rows:
            _add_charts(sheet, section)
    for sheet in book.worksheets:
        sheet.sheet_view.rightToLeft = get_language_bidi()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_front(sheet: Worksheet, document: Document) -> None:
    sheet.title = gettext("Report")
    sheet.column_dimensions["A"].width = 110
    sheet.sheet_view.showGridLines = False
    leads = [
        f"{figures.number(number)}. {title}: {facts}"
        for number, (title, facts) in enumerate(document.leads, start=1)
    ]
    lines = [document.heading, document.sentence, "", document.leads_title, *leads, "", *document.notes]
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1, _safe(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = _font(soft=number == 1 or number > len(leads) + 4, bold=number == 4)
    sheet["A2"].font = Font(name=palette.SERIF, size=20, color=palette.INK)


def _font(*, bold: bool = False, soft: bool = False) -> Font:
    return Font(name=palette.SANS, size=11, bold=bold, color=palette.SOFT if soft else palette.INK)


def _write_table(sheet: Worksheet, section: Section) -> None:
    sheet.append(section.table.head)
    for row in section.table.rows:
        sheet.append([_safe(cell) for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.font = _font(bold=cell.row == 1)
            cell.border = Border(bottom=Side(style="thin", color=palette.LINE))
    for column, name in enumerate(section.table.head, start=1):
        longest = max(len(str(value)) for value in (name, *(row[column - 1] for row in section.table.rows)))
        sheet.column_dimensions[get_column_letter(column)].width = min(max(10, longest + 2), WIDEST)
    sheet.freeze_panes = "A2"
    # So that a sheet that is printed is as wide as its paper.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _add_charts(sheet: Worksheet, section: Section) -> None:
    """Write what the charts draw to the right of the table, and the charts below it."""
    left, below = len(section.table.head) + 2, len(section.rows) + 4
    labels = [": ".join(filter(None, (row.group, row.label))) for row in section.rows]
    _write_column(sheet, left, gettext("Charts show"), labels)
    if section.share_title:
        _add_shares(sheet, section, left, f"A{below}")
        below += 2 * _height(section)
    if section.mix_title:
        _add_mix(sheet, section, left, f"A{below}")


def _height(section: Section) -> int:
    return max(8, len(section.rows) + 3)


def _write_column(sheet: Worksheet, column: int, head: str, values: list[Any]) -> None:
    for number, value in enumerate([head, *values], start=1):
        cell = sheet.cell(number, column, _safe(value) if isinstance(value, str) else value)
        cell.font = _font(bold=number == 1, soft=True)


def _new_chart(section: Section, title: str, unit: str) -> BarChart:
    chart = BarChart()
    chart.type, chart.title, chart.y_axis.title = "bar", title, unit
    for told, size in ((chart.title, 1200), (chart.y_axis.title, 900)):
        assert told is not None, "it was set just now"
        assert told.tx is not None, "openpyxl makes it of the text"
        _set_letters(told.tx.rich, size)
    for axis in (chart.x_axis, chart.y_axis):
        axis.txPr = RichText(p=[Paragraph()])
        _set_letters(axis.txPr, 900)
        axis.graphicalProperties = GraphicalProperties(ln=LineProperties(solidFill=palette.LINE))
    chart.y_axis.majorGridlines = ChartLines(GraphicalProperties(ln=LineProperties(solidFill=palette.LINE)))
    # A bar chart counts upwards by itself; so the first row stands at the top, as in the table.
    chart.x_axis.scaling.orientation = "maxMin"
    # openpyxl says nothing of this by itself, and spreadsheets then show no axes.
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width, chart.gapWidth = _height(section), 26, 60
    return chart


def _set_letters(text: Any, size: int) -> None:
    """Set a text of a chart in the page's letters; `size` in hundredths of a point."""
    letters = CharacterProperties(
        latin=DrawnFont(typeface=palette.SANS), sz=size, b=False, solidFill=palette.INK
    )
    for paragraph in text.p:
        paragraph.pPr = ParagraphProperties(defRPr=letters)
        paragraph.endParaRPr = letters
        for run in paragraph.r or ():
            run.rPr = letters


def _label(colour: str, *, position: str, named: bool = False) -> DataLabelList:
    """Return labels that stand on the bars themselves, instead of a legend beside them."""
    labels = DataLabelList(dLblPos=position, showVal=True, showSerName=named, separator=" ")
    labels.showCatName = labels.showLegendKey = labels.showPercent = False
    labels.txPr = RichText(p=[Paragraph()])
    _set_letters(labels.txPr, 900)
    labels.txPr.p[0].pPr.defRPr.solidFill = colour
    return labels


def _add_shares(sheet: Worksheet, section: Section, left: int, anchor: str) -> None:
    """Draw each share as a bar of per cent with its interval as error bars."""
    dots = [row.dot for row in section.rows]
    columns = {
        f"{section.share_title}, %": [dot and dot["value"] for dot in dots],
        gettext("to the low end"): [dot and dot["value"] - dot["low"] for dot in dots],
        gettext("to the high end"): [dot and dot["high"] - dot["value"] for dot in dots],
    }
    for offset, (head, values) in enumerate(columns.items(), start=1):
        _write_column(sheet, left + offset, head, values)
    chart = _new_chart(
        section,
        gettext("%(title)s, with %(sure)s intervals")
        % {"title": section.share_title, "sure": figures.percent(95)},
        "%",
    )
    last = len(section.rows) + 1
    chart.add_data(Reference(sheet, min_col=left + 1, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=left, min_row=2, max_row=last))
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.legend = None
    ends = [
        NumDataSource(numRef=NumRef(f=str(Reference(sheet, min_col=left + at, min_row=2, max_row=last))))
        for at in (2, 3)
    ]
    series = chart.series[0]
    series.graphicalProperties.solidFill = palette.ACCENT
    # At the foot of the bar, where no interval crosses it.
    series.dLbls = _label("FFFFFF", position="inBase")
    series.errBars = ErrorBars(
        errBarType="both", errValType="cust", errDir=None, minus=ends[0], plus=ends[1], noEndCap=False
    )
    sheet.add_chart(chart, anchor)


def _add_mix(sheet: Worksheet, section: Section, left: int, anchor: str) -> None:
    """Draw how the class looked as stacked bars, in the states' own colours."""
    first, last = left + 4, len(section.rows) + 1
    for offset, series in enumerate(MIX):
        values = [_count(row, series) for row in section.rows]
        _write_column(sheet, first + offset, gettext(NAMES[series]), values)
    chart = _new_chart(section, section.mix_title, gettext("students"))
    chart.grouping, chart.overlap = "stacked", 100
    data = Reference(sheet, min_col=first, max_col=first + len(MIX) - 1, min_row=1, max_row=last)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=left, min_row=2, max_row=last))
    chart.legend = None
    for series, name in zip(chart.series, MIX, strict=True):
        if name in palette.STATES:
            series.graphicalProperties.solidFill = palette.STATES[name]
        else:
            series.graphicalProperties.noFill = True
            series.graphicalProperties.line = LineProperties(solidFill=palette.OUTLINE, prstDash="dash")
        series.dLbls = _label(palette.INK, position="ctr", named=True)
    sheet.add_chart(chart, anchor)


def _count(row: Row, series: str) -> int | None:
    """Return how many; nothing for nobody, so that no label stands where there is no bar."""
    return next((part.count for part in row.parts if part.series == series), None)
