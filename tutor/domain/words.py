"""Words that one person types and others read."""

import re
import unicodedata

# They turn the text around them the other way round, and with it the name beside it.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tidy_words(text: str) -> str:
    """Return the text without what cannot be seen, at most one line left empty in a row, ends cut.

    Letters of every script, signs and emoji stay. It is still text: whoever shows it escapes it.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    seen = "".join(char for char in lines if char == "\n" or _is_seen(char))
    return re.sub(r"[^\S\n]*\n(?:[^\S\n]*\n)+", "\n\n", seen).strip()


def _is_seen(char: str) -> bool:
    # "Cf" is not refused as a whole, though those signs are in it: joiners hold emoji and Persian words
    # together.
    return char not in _TURNING and unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")
