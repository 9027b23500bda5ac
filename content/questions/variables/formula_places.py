r"""Where in a text formulas are: between dollars, `\(` and `\)`, `\[` and `\]`.

As `content.texts.delimiters` reads them, on a text whose numbers are not put in yet.
"""

import re

_OPENING = re.compile(r"\\[\[(]|\\.|\$\$|\$|`+", re.DOTALL)
_CLOSING = {"$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_AFTER_PRICE = re.compile(r"\d|\{\{")


def formula_places(text: str) -> list[tuple[int, int]]:
    """Return where each formula of a text begins and ends."""
    places: list[tuple[int, int]] = []
    at = 0
    while found := _OPENING.search(text, at):
        sign, start = found[0], found.end()
        at = start
        if sign[0] == "`":
            end = text.find(sign, start)
            at = end + len(sign) if end >= 0 else start
        elif sign == "$":
            end = _end_of_dollars(text, start)
        elif sign in _CLOSING:
            end = text.find(_CLOSING[sign], start)
        else:
            continue
        if sign[0] != "`" and end >= 0:
            places.append((start, end))
            at = end + len(sign)
    return places


def _end_of_dollars(text: str, start: int) -> int:
    """Return where a formula between single dollars ends, or -1: prices are none."""
    end = start
    while (end := text.find("$", end)) >= 0 and text[end - 1] == "\\":
        end += 1
    content = text[start:end] if end >= 0 else ""
    is_price = not content or content[0].isspace() or content[-1].isspace()
    return -1 if is_price or _AFTER_PRICE.match(text, end + 1) else end
