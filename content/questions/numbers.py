"""Numbers as people write them, on any keyboard and in any school's notation."""

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from content.questions.letters import plain_signs

MOST_LETTERS = 40
_MIXED = re.compile(r"([+-]?)(\d+) (\d+)/(\d+)")
_FRACTION = re.compile(r"[+-]?\d+/\d+")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_QUOTIENT = re.compile(r"\\[dt]?frac ?\{ ?(\d+) ?\} ?\{ ?(\d+) ?\}")
_TIMES = re.compile(r" ?(?:[x×·⋅∙•*✕∗]|\\cdot|\\times) ?(?=10 ?(?:\^|\*\*))", re.IGNORECASE)
# 3e4, 3*10^4, 3*10^(-4); ninety-nine is beyond whatever is counted.
_SCIENTIFIC = re.compile(
    r"(.+?)(?: ?e|\*10 ?(?:\^|\*\*)) ?([({]?) ?([+-]?) ?(\d{1,2}) ?([)}]?)", re.IGNORECASE
)
_NAMED = re.compile(r"(?:[^\W\d_] ?)?= ?(.+)")
_BRACKETED = re.compile(r"\(([^()]+)\)")
_DIGITS = r"[+-]?(?:\d+(?:{point}\d*)?|{point}\d+)"
# No group begins a number with nought: 0,125 is an eighth.
_GROUPS = r"[+-]?[1-9]\d{{0,2}}(?:{between}\d{{3}})+(?:{point}\d*)?"
# Lakhs and crores, as in India: 1,00,000.
_LAKHS = r"[+-]?[1-9]\d?(?:{between}\d\d)+{between}\d{{3}}(?:{point}\d*)?"
# What parts thousands, what begins the decimals, and how it is written: the reading of most schools first.
_NOTATIONS = [
    (re.compile(form.format(between=re.escape(between), point=re.escape(point))), between, point)
    for form, between, point in (
        (_GROUPS, ",", "."),
        (_DIGITS, "", "."),
        (_DIGITS, "", ","),
        (_GROUPS, ".", ","),
        (_GROUPS, " ", "."),
        (_GROUPS, " ", ","),
        (_GROUPS, "'", "."),
        (_LAKHS, ",", "."),
    )
]


def read_number(text: str) -> Fraction | None:
    """Return a number as people write it, or None: 12, -0.5, 0,125, 1,000, 3/4, 1½, 1 000, 3e4."""
    return next(iter(number_readings(text)), None)


def number_readings(text: str) -> tuple[Fraction, ...]:
    """Return every number that a text may mean, the likeliest first: 1,234 is 1234, and 1.234 elsewhere."""
    plain = _plain(text)
    if len(plain) > MOST_LETTERS:
        return ()
    return tuple(dict.fromkeys(_readings(plain)))


def plain_unit(unit: str) -> str:
    """Return a unit so that its spellings are alike, capitals kept: cm², cm^2 and cm2; mW is not MW."""
    return "".join(unicodedata.normalize("NFKC", plain_signs(unit)).replace("^", "").split())


def without_unit(text: str, unit: str) -> str | None:
    """Return what stands before a unit, however the unit is spelt; None where the text ends otherwise."""
    ending = plain_unit(unit)
    for start in range(len(text)):
        # Longest first, so that of "5 cm2" the digit goes with the unit.
        if plain_unit(text[start:]) == ending:
            return text[:start]
    return None


def _plain(text: str) -> str:
    """Return a text with plain signs and single spaces; a currency's sign is left out."""
    spelt = "".join(_spelt(letter) for letter in plain_signs(text))
    typed = _QUOTIENT.sub(r" \1/\2", _RAISED.sub(lambda run: "^" + run[0].translate(_SUPERSCRIPTS), spelt))
    spaced = _TIMES.sub("*", " ".join(typed.split()))
    for frame in (_NAMED, _BRACKETED):
        if framed := frame.fullmatch(spaced):
            spaced = framed[1].strip()
    return re.sub(r" ?/ ?", "/", re.sub(r"^([+-]) ", r"\1", spaced))


def _spelt(letter: str) -> str:
    if unicodedata.category(letter) == "Sc":
        return " "
    if unicodedata.decomposition(letter).startswith("<fraction>"):
        # The space parts "1½" into a whole and a half; compatibility forms alone would make it 11/2.
        return " " + unicodedata.normalize("NFKC", letter).replace("\N{FRACTION SLASH}", "/")
    return "/" if letter in "\N{FRACTION SLASH}\N{DIVISION SLASH}" else letter


def _readings(plain: str) -> Iterator[Fraction]:
    mixed = _MIXED.fullmatch(plain)
    try:
        if mixed:
            sign, whole, top, bottom = mixed.groups()
            value = int(whole) + Fraction(int(top), int(bottom))
            yield -value if sign == "-" else value
        elif _FRACTION.fullmatch(plain):
            yield Fraction(plain)
    except ZeroDivisionError:
        return
    scientific = _SCIENTIFIC.fullmatch(plain)
    if scientific and scientific[2] + scientific[5] in ("", "()", "{}"):
        power = Fraction(10) ** int(scientific[3] + scientific[4])
        yield from (mantissa * power for mantissa in _decimals(scientific[1]))
        return
    yield from _decimals(plain)


def _decimals(plain: str) -> Iterator[Fraction]:
    for form, between, point in _NOTATIONS:
        if form.fullmatch(plain):
            yield Fraction(
                plain.replace(between, "").replace(point, ".") if between else plain.replace(point, ".")
            )
