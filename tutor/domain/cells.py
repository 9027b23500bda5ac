"""Tables as files that a spreadsheet opens, none of whose cells it runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# What spreadsheets look for, to take a file for UTF-8.
MARK = b"\xef\xbb\xbf"
# As OWASP lists them under "CSV Injection", with their wide forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_lines(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as lines of CSV in UTF-8; texts are kept from running, numbers stay numbers."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def write_table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as a whole CSV file."""
    return MARK + csv_lines(rows)


def _safe(cell: object) -> object:
    return without_formula(cell) if isinstance(cell, str) else cell
