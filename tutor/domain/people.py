"""Names of people: cleaned as they come from files and servers, and user names made of them."""

import unicodedata

from tutor.domain.words import tidy_words

MOST_NAME = 150
_MOST_STEM = 60


def clean_name(text: str, *, most: int = MOST_NAME) -> str:
    """Return a name in one form (NFC), on one line, what can be seen of it, of `most` letters at most."""
    return " ".join(tidy_words(unicodedata.normalize("NFC", text)).split())[:most].rstrip()


def username_stem(given_name: str, family_name: str) -> str:
    """Return what a user name begins with: `amira.khan` of Amira Khan; empty where no letter is left.

    Accents of Latin letters go, since not every keyboard has them. Other scripts stay as they are.
    """
    parts = (_letters(given_name), _letters(family_name))
    return ".".join(part for part in parts if part)[:_MOST_STEM].strip(".")


def _letters(name: str) -> str:
    plain = "".join(_plain(char) for char in unicodedata.normalize("NFKC", name).casefold())
    return "".join(char for char in plain if char.isalnum())


def _plain(char: str) -> str:
    first = unicodedata.normalize("NFD", char)[0]
    return first if first.isascii() else char
