"""Names of pages about a class, which its teacher opens."""

TEACHER = ["classroom", "people", "reports", "boards"]
REPORTS = ["session_report", "lesson_report", "term_report", "compare_report"]
