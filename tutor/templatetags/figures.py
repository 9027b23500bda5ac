"""Numbers, days and times in templates, in the reader's language. Every template has these filters."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.template import Library

from content import figures

register = Library()


@register.filter(is_safe=True)
def figure(value: Any) -> Any:
    """Return a number as the reader's language writes it, and anything else as it is.

    Every value in the text of a page goes through it (`tutor.templatetags.loading`): pages need not name it.
    """
    # Most are texts; this runs for each value of a page.
    return figures.number(value) if type(value) in figures.NUMBERS else value


@register.filter
def percent(points: int | None) -> str:
    """Return so many of a hundred with the sign of per cent."""
    return "" if points is None else figures.percent(points)


@register.filter(expects_localtime=True)
def day(at: date | None) -> str:
    """Return a day, short: "3 Nov 2026"."""
    return figures.day(at) if at else ""


@register.filter(expects_localtime=True)
def long_day(at: date | None) -> str:
    """Return a day with its month in full: "3 November 2026"."""
    return figures.long_day(at) if at else ""


@register.filter(expects_localtime=True)
def day_of_year(at: date | None) -> str:
    """Return a day of this year or the next: "3 November"."""
    return figures.day_of_year(at) if at else ""


@register.filter(expects_localtime=True)
def weekday(at: date | None) -> str:
    """Return a day of this year or the next with its name: "Tuesday 3 November"."""
    return figures.weekday(at) if at else ""


@register.filter(expects_localtime=True)
def clock(at: datetime | time | None) -> str:
    """Return a time of day."""
    return figures.clock(at) if at else ""


@register.filter(expects_localtime=True)
def moment(at: datetime | None) -> str:
    """Return a day and its time: "3 Nov 2026, 14:05"."""
    return figures.moment(at) if at else ""


@register.filter(expects_localtime=True)
def long_moment(at: datetime | None) -> str:
    """Return a day with its month in full, and its time."""
    return figures.long_moment(at) if at else ""


@register.filter(expects_localtime=True)
def recent_moment(at: datetime | None) -> str:
    """Return a day of this year, and its time: "3 Nov, 14:05"."""
    return figures.recent_moment(at) if at else ""


@register.filter
def in_a_row(parts: Iterable[object]) -> str:
    """Return several beside each other: "a, b, c"."""
    return figures.in_a_row(map(str, parts))


@register.simple_tag
def comma() -> str:
    """Return what stands between two of such a list, where its parts are tags."""
    return figures.comma()


@register.filter
def side_by_side(statements: Iterable[object]) -> str:
    """Return several statements in one line: "a; b; c"."""
    return figures.side_by_side(map(str, statements))
