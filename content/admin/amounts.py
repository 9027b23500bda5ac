"""Thresholds as people write them: "65%", "40 s", "2 min", "3"."""

import re

from content.language import gettext, pgettext
from content.policy.signals import Unit
from content.policy.units import amount

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)\s*min)?\s*(?:(\d+(?:\.\d+)?)\s*s?)?")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_YES = {"yes": 1.0, "no": 0.0}
# Marks of decimals and of per cent, of Europe and of Arabic; digits of any script are read as they are.
_MARKS = str.maketrans({",": ".", "\u066b": ".", "\u066a": "%"})


def read_amount(text: str, unit: Unit) -> float:
    """Return the number that a text means in a unit: seconds; 0.65 for "65%" or "0.65"; 1 for yes, 0 for no.

    Units may be written in the reader's language, as `write_amount` shows them, and in English.

    Raises:
        ValueError: it means none; the message is for the author.
    """
    plain = _in_english(text.strip().lower().translate(_MARKS))
    if unit == "share" and plain.endswith("%"):
        return _number(plain[:-1].strip(), gettext('Write a share, as "65%".')) / 100
    if unit == "yes" and plain in _YES:
        return _YES[plain]
    if unit == "seconds":
        return _duration(plain)
    if unit == "share":
        return _number(plain, gettext('Write a share, as "65%".'))
    return _number(plain, gettext('Write "yes" or "no".') if unit == "yes" else gettext("Write a number."))


def _in_english(text: str) -> str:
    """Return the text with units of the reader's language in English; what is none stays as it is."""
    for words, meaning in ((pgettext("value", "yes"), "yes"), (pgettext("value", "no"), "no")):
        if text == words.lower():
            return meaning
    for form in ("%(minutes)s min %(seconds)s s", "%(minutes)s min", "%(seconds)s s"):
        pattern = re.escape(gettext(form).lower())
        for place in ("minutes", "seconds"):
            pattern = pattern.replace(re.escape(f"%({place})s"), rf"(?P<{place}>[\d.]+)")
        if found := re.fullmatch(pattern, text):
            return form % found.groupdict()
    return text


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
