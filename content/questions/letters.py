"""Letters that keyboards write in several ways: alike to whoever types them, and so in marking."""

from unicodedata import decomposition, normalize

# Minus, hyphens, figure dash, en dash, em dash, and the small and the wide hyphen.
_DASHES = "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u00b4\u0060\u2032\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
# Zero-width letters, marks of direction and the soft hyphen come along when text is pasted, unseen.
_INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad"
    "\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
# Decimal and thousands separators, comma, semicolon and per cent. Where decimals have a comma, many type the
# comma of sentences: keyboards hide the separator.
_ARABIC = {"\u066b": ".", "\u066c": ",", "\u060c": ",", "\u061b": ";", "\u066a": "%"}
_PLAIN = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _INVISIBLE), None),
}
_SIGNS = str.maketrans(_ARABIC)


def plain_letters(text: str) -> str:
    """Return a text with one apostrophe, one quote and one dash, and without letters that nobody sees."""
    return text.translate(_PLAIN)


def plain_signs(text: str) -> str:
    """Return a text of numbers or algebra with plain letters, and with the digits and signs of one keyboard.

    Wide signs, as keyboards for Chinese and Japanese have them, become narrow.
    """
    return "".join(map(_of_one_keyboard, plain_letters(text).translate(_SIGNS)))


def _of_one_keyboard(letter: str) -> str:
    if letter.isdecimal():
        return str(int(letter))
    return normalize("NFKC", letter) if decomposition(letter).startswith("<wide>") else letter
