"""Tables as files that no spreadsheet runs as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

# As OWASP lists them under "CSV Injection", with their wide forms.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_table(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV, in UTF-8 with the mark that spreadsheets look for."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else cell
