"""Numbers, lists and days as one language writes them: the Unicode project's data, which Babel carries.

Babel is loaded when it is first asked. What it writes is kept: it takes 10 to 50 µs to write a number, and a
page has hundreds, of which most are the same few.
"""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

Number = int | float | Decimal
Form = Literal["standard", "or", "unit"]

# The Unicode data leaves Arabic without a country to digits of Europe, and those from Egypt to the Gulf to
# these, which schools there write. Hindi has digits of Europe in the data, and in schools.
_DIGITS: Final = {"ar": "arab"}
# Spanish sets no mark in a number of four digits. The data says so, and Babel does not read it.
_GROUPED_FROM: Final = {"es": 10_000}
# What a list without a word such as "and" has between its parts, where the data has no such list.
_COMMAS: Final = {"ar": "، ", "zh": "、"}


@lru_cache(maxsize=8192)
def number(
    language: str,
    value: Number,
    least: int = 0,
    most: int = 6,
    grouped: bool = True,
) -> str:
    """Return a number with `least` to `most` decimals, of which zeros at the end are left out."""
    pattern = copy(_patterns(language)[0])
    pattern.frac_prec = (least, most)
    grouped = grouped and abs(float(value)) >= _GROUPED_FROM.get(language[:2], 0)
    return _applied(pattern, language, value, grouped=grouped)


@lru_cache(maxsize=4096)
def percent(language: str, points: Number, *, most: int = 0) -> str:
    """Return so many points of a hundred with the sign of per cent where the language has it."""
    pattern = copy(_patterns(language)[1])
    pattern.frac_prec = (0, most)
    return _applied(pattern, language, Decimal(str(points)) / 100, grouped=True)


def _applied(pattern: "NumberPattern", language: str, value: Number, *, grouped: bool) -> str:
    digits = _DIGITS.get(language[:2], "latn")
    said: str = pattern.apply(value, locale_of(language), numbering_system=digits, group_separator=grouped)
    # Babel takes marks from a system of digits, and leaves digits and the sign of per cent as they are.
    return in_digits(language, said).replace("\u061c", "")


@lru_cache
def _patterns(language: str) -> "tuple[NumberPattern, NumberPattern]":
    locale = locale_of(language)
    number, share = locale.decimal_formats[None], locale.percent_formats[None]
    return number, share


@lru_cache
def locale_of(language: str) -> "Locale":
    """Return what Babel knows of a language, named as pages name it; "en" is that of Britain."""
    from babel import Locale

    code = "en-gb" if language == "en" else language
    return Locale.parse(code, sep="-")


def listed(language: str, parts: Sequence[str], form: Form) -> str:
    """Return parts as one text: "a, b and c"; of choices (`or`) "a, b or c"; bare (`unit`) "a, b, c"."""
    if len(parts) < 2:
        return "".join(parts)
    if form == "unit":
        return comma(language).join(parts)
    patterns = locale_of(language).list_patterns[form]
    if len(parts) == 2:
        return str(patterns["2"]).format(*parts)
    told = str(patterns["start"]).format(*parts[:2])
    for part in parts[2:-1]:
        told = str(patterns["middle"]).format(told, part)
    return str(patterns["end"]).format(told, parts[-1])


def comma(language: str) -> str:
    """Return what stands between two of a list without a word such as "and", with its space."""
    return _COMMAS.get(language[:2], ", ")


@lru_cache(maxsize=1024)
def day(language: str, moment: date, skeleton: str) -> str:
    """Return a day with the parts of a skeleton of the Unicode data: `yMMMd` is "3 Nov 2026"."""
    from babel.dates import format_skeleton

    return in_digits(language, format_skeleton(skeleton, moment, locale=locale_of(language)))


@lru_cache(maxsize=1024)
def clock(language: str, moment: time) -> str:
    """Return a time of day in hours and minutes."""
    from babel.dates import format_time

    return in_digits(language, format_time(moment, "short", locale=locale_of(language)))


def moment(language: str, at: datetime, skeleton: str) -> str:
    """Return a day and its time; `at` is in the reader's zone."""
    joined = str(locale_of(language).datetime_formats["medium"])
    time_of_day = clock(language, at.time().replace(second=0, microsecond=0))
    return joined.format(time_of_day, day(language, at.date(), skeleton))


def in_digits(language: str, text: str) -> str:
    """Return a text with the language's digits in the place of those of Europe."""
    return text.translate(_TABLES[language[:2]]) if language[:2] in _TABLES else text


_TABLES: Final = {"ar": str.maketrans("0123456789%", "٠١٢٣٤٥٦٧٨٩٪")}
