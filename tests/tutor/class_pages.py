"""Names of pages about a class, which its teacher opens, and what two looks at one have in common."""

TEACHER = ["classroom", "people", "reports", "boards"]
REPORTS = ["session_report", "lesson_report", "term_report", "compare_report"]


def begin_of(series: dict, before: dict) -> dict:
    """Return the part of a chart that another one tells of as well: a new slot may have come meanwhile."""
    return {name: values[: len(before[name])] for name, values in series.items()}
