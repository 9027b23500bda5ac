"""What a class is called a year later."""

import re

_YEAR = re.compile(r"\b(19|20)(\d\d)(?:([/–-])(\d\d))?\b")
_GRADE = re.compile(r"\d{1,2}")
# From kindergarten to the last year of school.
LAST_GRADE = 13


def next_year_name(name: str) -> str:
    """Return a class's name a year later: "6b" is "7b", "Year 6 2025/26" is "Year 7 2026/27".

    Years and the first number that can be a grade count on; a name without either stays.
    """
    years: list[str] = []

    def keep(found: re.Match[str]) -> str:
        years.append(_year_after(found))
        return "\0"

    marked = _YEAR.sub(keep, name)
    grown = _GRADE.sub(_grade_after, marked, count=1)
    for year in years:
        grown = grown.replace("\0", year, 1)
    return grown


def _year_after(found: re.Match[str]) -> str:
    century, year, mark, end = found.groups()
    first = int(century + year) + 1
    return f"{first}{mark}{(int(end) + 1) % 100:02d}" if mark else str(first)


def _grade_after(found: re.Match[str]) -> str:
    grade = int(found.group())
    return f"{grade + 1:0{len(found.group())}d}" if grade < LAST_GRADE else found.group()
