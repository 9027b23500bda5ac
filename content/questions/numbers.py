"""Numbers as people write them."""

import re
from fractions import Fraction

_MIXED = re.compile(r"([+-]?)(\d+) (\d+)/(\d+)")
_PLAIN = re.compile(r"[+-]?(\d+/\d+|\d+(\.\d*)?|\.\d+)")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")


def read_number(text: str) -> Fraction | None:
    """Return a number as people write it, or None: 12, -0.5, 0,125, 1,000, 3/4, 1 1/2."""
    text = " ".join(text.replace("−", "-").split()).replace("- ", "-").replace(" / ", "/")
    text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text.replace(",", ".")
    if len(text) > 40:
        return None
    mixed = _MIXED.fullmatch(text)
    try:
        if mixed:
            sign, whole, top, bottom = mixed.groups()
            value = int(whole) + Fraction(int(top), int(bottom))
            return -value if sign == "-" else value
        return Fraction(text) if _PLAIN.fullmatch(text) else None
    except ZeroDivisionError:
        return None
