"""Text in the cells of a table that a spreadsheet opens."""

# As OWASP lists them under "CSV Injection".
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def without_formula(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
