"""Names of people: cleaned as they come from files and servers, and user names made of them."""

import unicodedata

# What turns the direction of a text would turn the page around it too.
_TURNS = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200e", "\u200f"}
MOST_NAME = 150
_MOST_STEM = 60


def clean_name(text: str, *, most: int = MOST_NAME) -> str:
    """Return a name in one form (NFC), on one line, what can be seen of it, of `most` letters at most."""
    kept = (
        " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
        for char in unicodedata.normalize("NFC", text)
        if char not in _TURNS and unicodedata.category(char) != "Cs"
    )
    return " ".join("".join(kept).split())[:most].rstrip()


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
