"""Letters that keyboards write in several ways: alike to whoever types them, and so in marking."""

# Minus, hyphens, figure dash, en dash, em dash, and the small and the wide hyphen.
_DASHES = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
# Zero-width letters and the soft hyphen come along when text is pasted, and nobody sees them.
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad"
_PLAIN = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _INVISIBLE), None),
}


def plain_letters(text: str) -> str:
    """Return a text with one apostrophe, one quote and one dash, and without letters that nobody sees."""
    return text.translate(_PLAIN)
