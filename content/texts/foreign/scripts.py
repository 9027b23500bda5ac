"""What stands raised or lowered, as a letter of its own where there is one, and else as a formula."""

import re

_UP = dict(zip("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ", strict=True))
_DOWN = dict(zip("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎", strict=True))
_AS_FORMULA = re.compile(r"[A-Za-z0-9+\-−=().,'/ ]{1,60}")


def raised(text: str) -> str:
    """Return a text as superscript: 2 is ², nd is a formula."""
    return _written(text, _UP, "^")


def lowered(text: str) -> str:
    """Return a text as subscript."""
    return _written(text, _DOWN, "_")


def _written(text: str, letters: dict[str, str], sign: str) -> str:
    plain = text.strip()
    if plain and all(letter in letters for letter in plain):
        return "".join(letters[letter] for letter in plain)
    if _AS_FORMULA.fullmatch(plain):
        words = f"\\text{{{plain}}}" if re.search("[A-Za-z]{2}", plain) else plain.replace("−", "-")
        return f"${{}}{sign}{{{words}}}$"
    return f"{sign}({plain})" if plain else ""
