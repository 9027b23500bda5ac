"""A report as files: CSV and a workbook."""

import csv
import io

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from tutor.report_tables import Cell, Table

# Okabe and Ito's, as everywhere: engaged, bored, confused, frustrated.
COLOURS = ("009E73", "56B4E9", "E69F00", "D55E00")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FIRST_STATE = 9


def _safe(cell: Cell) -> Cell:
    """Keep a title that begins like a formula from being run as one."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def write_csv(tables: list[Table]) -> bytes:
    """Return the tables below one another, in UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO()
    writer = csv.writer(text)
    for table in tables:
        writer.writerow([table.title])
        writer.writerow(table.head)
        writer.writerows([_safe(cell) for cell in row] for row in table.rows)
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")


def write_workbook(tables: list[Table], *, heading: str, sentence: str) -> bytes:
    """Return a workbook: the sentence first, a sheet for each table, the states as a chart."""
    book = Workbook()
    first = book.active
    first.title = "Report"
    first["A1"], first["A2"] = _safe(heading), _safe(sentence)
    first["A1"].font = Font(bold=True, size=14)
    first.column_dimensions["A"].width = 110
    for table in tables:
        sheet = book.create_sheet(table.title)
        sheet.append(table.head)
        for row in table.rows:
            sheet.append([_safe(cell) for cell in row])
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(cell.column)].width = max(12, len(str(cell.value)) + 2)
        sheet.freeze_panes = "A2"
    _add_chart(book, len(tables[0].rows))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_chart(book: Workbook, steps: int) -> None:
    sheet = book["Steps"]
    sheet.column_dimensions["B"].width = 40
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap = "bar", "stacked", 100
    chart.title, chart.y_axis.title = "States by step", "students"
    data = Reference(sheet, min_col=FIRST_STATE, max_col=FIRST_STATE + 3, min_row=1, max_row=steps + 1)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=2, min_row=2, max_row=steps + 1))
    for series, colour in zip(chart.series, COLOURS, strict=True):
        series.graphicalProperties.solidFill = colour
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.height, chart.width = max(7, steps), 24
    book["Report"].add_chart(chart, "A4")
