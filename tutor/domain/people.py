"""Names of people: cleaned as they come from files and servers, and user names made of them."""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from tutor.domain.words import tidy_words

MOST_NAME = 150
_MOST_STEM = 60
# Latin letters that Unicode takes for whole, without an accent to leave out.
_PLAIN_FOR_WHOLE = {
    "æ": "ae",
    "ð": "d",
    "đ": "d",
    "ə": "e",
    "ħ": "h",
    "ı": "i",
    "ł": "l",
    "ŋ": "n",
    "ø": "o",
    "œ": "oe",
    "þ": "th",
    "ŧ": "t",
}


def clean_name(text: str, *, most: int = MOST_NAME) -> str:
    """Return a name in one form (NFC), on one line, what can be seen of it, of `most` letters at most."""
    return " ".join(tidy_words(unicodedata.normalize("NFC", text)).split())[:most].rstrip()


def username_stem(given_name: str, family_name: str) -> str:
    """Return what a user name begins with: `amira.khan` of Amira Khan; empty where no letter is left.

    Accents and strokes of Latin letters go, since not every keyboard has them. Other scripts stay as they
    are.
    """
    parts = (_letters(given_name), _letters(family_name))
    return ".".join(part for part in parts if part)[:_MOST_STEM].strip(".")


def tell_apart(people: Sequence[tuple[str, str, str]]) -> list[str]:
    """Return the shortest names that tell people of one room apart, in their order.

    The given name; of two with the same one also the first letter of the family name, and the user name where
    even these are the same.

    Args:
        people: given name, family name and user name of each; the first two may be empty.
    """
    short = [given or username for given, _, username in people]
    longer = [
        f"{name} {family[:1]}." if given and family else name
        for name, (given, family, _) in zip(short, people, strict=True)
    ]
    firsts, seconds = (Counter(name.casefold() for name in names) for names in (short, longer))
    return [
        name
        if firsts[name.casefold()] == 1
        else more
        if seconds[more.casefold()] == 1
        else f"{name} ({username})"
        for name, more, (_, _, username) in zip(short, longer, people, strict=True)
    ]


def _letters(name: str) -> str:
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in plain if char.isalnum())


def _plain(char: str) -> str:
    first = unicodedata.normalize("NFD", char)[0]
    return first if first.isascii() else _PLAIN_FOR_WHOLE.get(first, char)
