"""Thresholds as people write them: "65 %", "40 s", "2 min", "3"."""

import re

from django.utils.translation import gettext

from content.policy.signals import Unit
from content.policy.units import amount

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*min)?\s*(?:(\d+(?:\.\d+)?)\s*s?)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_YES = {"yes": 1.0, "no": 0.0}


def read_amount(text: str, unit: Unit) -> float:
    """Return the number that a text means in a unit: seconds; 0.65 for "65 %" or "0.65"; 1 for yes, 0 for no.

    Raises:
        ValueError: it means none; the message is for the author.
    """
    plain = text.strip().lower().replace(",", ".")
    if unit == "share" and plain.endswith("%"):
        return _number(plain[:-1].strip(), gettext('Write a share, as "65 %".')) / 100
    if unit == "yes" and plain in _YES:
        return _YES[plain]
    if unit == "seconds":
        return _duration(plain)
    if unit == "share":
        return _number(plain, gettext('Write a share, as "65 %".'))
    return _number(plain, gettext('Write "yes" or "no".') if unit == "yes" else gettext("Write a number."))


def _duration(plain: str) -> float:
    found = _DURATION.fullmatch(plain)
    if not plain or found is None:
        raise ValueError(gettext('Write a time, as "40 s" or "2 min".'))
    return 60 * float(found[1] or 0) + float(found[2] or 0)


def _number(plain: str, problem: str) -> float:
    if not _PLAIN.fullmatch(plain):
        raise ValueError(problem)
    return float(plain)


def write_amount(value: float, unit: Unit) -> str:
    """Return a number as an author reads and edits it."""
    return amount(value, unit)
