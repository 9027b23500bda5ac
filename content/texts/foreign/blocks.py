"""Parts of a text that stand between two marks."""

import re
from collections.abc import Callable


def replace_blocks(
    text: str, ends: tuple[re.Pattern[str], re.Pattern[str]], written: Callable[[str], str]
) -> str:
    """Return a text in which all that stands between two marks is written anew, in one walk over it."""
    parts: list[str] = []
    at = 0
    while begin := ends[0].search(text, at):
        end = ends[1].search(text, begin.end())
        if end is None:
            break  # what opens here and later never closes
        parts += [text[at : begin.start()], written(text[begin.start() : end.end()])]
        at = end.end()
    return "".join([*parts, text[at:]])
