"""Numbers, shares, lists and days as people write them, in the reader's language.

Whatever a person reads goes through here; what a program reads (tags, styles, drawings, JSON, values of CSV)
is written by Python. A number that is put into a marked text needs nothing (`content.language.Message`), nor
does one in a template (`tutor.templatetags.figures`).
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from content import locales
from content.language import current, pgettext
from content.locales import Number

NUMBERS: Final = frozenset((int, float, Decimal))
"""What is a number for people; a truth is none."""


def number(value: Number, *, decimals: int | None = None) -> str:
    """Return a number; rounded to `decimals`, or written with up to six that say something."""
    if decimals is None:
        return locales.number(current(), value)
    return locales.number(current(), value, least=decimals, most=decimals)


def plain_number(value: Number) -> str:
    """Return a number without marks between its thousands, as somebody would type it."""
    return locales.number(current(), value, grouped=False)


def signed(value: Number) -> str:
    """Return a difference with its sign: "+5", "-5", "0"."""
    return f"+{number(value)}" if value > 0 else number(value)


def percent(points: Number) -> str:
    """Return so many of a hundred, a whole number, with the sign of per cent."""
    return locales.percent(current(), points)


def share(value: float) -> str:
    """Return a share from 0 to 1 in per cent."""
    # By way of Python's rounding, which is also that of charts beside it.
    return percent(int(f"{value * 100:.0f}"))


def listed(parts: Iterable[str]) -> str:
    """Return all of several: "a, b and c"."""
    return locales.listed(current(), list(parts), "standard")


def either(parts: Iterable[str]) -> str:
    """Return one of several: "a, b or c"."""
    return locales.listed(current(), list(parts), "or")


def in_a_row(parts: Iterable[str]) -> str:
    """Return several beside each other: "a, b, c"."""
    return locales.listed(current(), list(parts), "unit")


def comma() -> str:
    """Return what stands between two of `in_a_row`, for a list whose parts are tags."""
    return locales.comma(current())


def side_by_side(statements: Iterable[str]) -> str:
    """Return several statements in one line: "a; b; c"."""
    told = ""
    for statement in statements:
        text = pgettext("two statements in one line", "%(before)s; %(after)s")
        told = text % {"before": told, "after": statement} if told else statement
    return told


def day(at: date) -> str:
    """Return a day, short: "3 Nov 2026"."""
    return locales.day(current(), _date(at), "yMMMd")


def long_day(at: date) -> str:
    """Return a day with its month in full: "3 November 2026"."""
    return locales.day(current(), _date(at), "yMMMMd")


def day_of_year(at: date) -> str:
    """Return a day of this year or the next: "3 November"."""
    return locales.day(current(), _date(at), "MMMMd")


def weekday(at: date) -> str:
    """Return a day of this year or the next with its name: "Tuesday 3 November"."""
    return locales.day(current(), _date(at), "MMMMEEEEd")


def clock(at: datetime | time) -> str:
    """Return a time of day; a moment is in the reader's zone."""
    moment = at.time() if isinstance(at, datetime) else at
    return locales.clock(current(), moment.replace(second=0, microsecond=0, tzinfo=None))


def precise_clock(at: datetime) -> str:
    """Return a time of day to the second; a moment is in the reader's zone."""
    return locales.in_digits(current(), f"{at:%H:%M:%S}")


def moment(at: datetime) -> str:
    """Return a day and its time, in the reader's zone: "3 Nov 2026, 14:05"."""
    return locales.moment(current(), at, "yMMMd")


def long_moment(at: datetime) -> str:
    """Return a day with its month in full, and its time."""
    return locales.moment(current(), at, "yMMMMd")


def recent_moment(at: datetime) -> str:
    """Return a day of this year, and its time: "3 Nov, 14:05"."""
    return locales.moment(current(), at, "MMMd")


def _date(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def in_digits(text: str) -> str:
    """Return a text that somebody else made, with the digits of the reader's language."""
    return locales.in_digits(current(), text)
