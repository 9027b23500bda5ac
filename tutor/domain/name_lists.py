"""A list of names as teachers paste it: from a register, a spreadsheet, a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from content.language import gettext
from tutor.domain.people import MOST_NAME, clean_name

MOST_NAMES = 60
# The last are the commas of Arabic and of Chinese.
_COMMAS = (",", "\u060c", "\uff0c")
_SEPARATORS = ("\t", ";", *_COMMAS)
# Small words with which family names begin.
_PARTICLES = {
    *("al", "ap", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el", "la", "le"),
    *("mac", "mc", "nic", "ní", "o", "ó", "ter", "van", "von", "zu"),
}


@dataclass(frozen=True)
class ListedName:
    """One child on the list."""

    given: str
    family: str

    @property
    def is_blank(self) -> bool:
        """Whether no letter is left of it."""
        return not any(char.isalpha() for char in self.given + self.family)


@dataclass(frozen=True)
class NameList:
    """The names of a list, and what is wrong with it: a sentence for each line that cannot be taken."""

    names: Sequence[ListedName]
    faults: Sequence[str]


def read_names(text: str) -> NameList:
    """Return the names of a list, one a line."""
    names: list[ListedName] = []
    faults: list[str] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name = read_line(line)
        if name.is_blank:
            faults.append(gettext("Line %(n)s has no name: “%(line)s”.") % _about(number, line))
        elif max(len(name.given), len(name.family)) >= MOST_NAME:
            faults.append(gettext("Line %(n)s is too long for a name: “%(line)s”.") % _about(number, line))
        elif (key := (name.given.casefold(), name.family.casefold())) in seen:
            values = {**_about(number, line), "first": seen[key]}
            faults.append(
                gettext(
                    "Line %(n)s, “%(line)s”, is line %(first)s again. If they are two, add something that "
                    "tells them apart."
                )
                % values
            )
        else:
            seen[key] = number
            names.append(name)
    if len(names) > MOST_NAMES:
        text = gettext("%(n)s names are too many at once: at most %(most)s.")
        faults.append(text % {"n": len(names), "most": MOST_NAMES})
    return NameList(names, faults)


def _about(number: int, line: str) -> dict[str, object]:
    return {"n": number, "line": clean_name(line, most=40)}


def read_line(line: str) -> ListedName:
    """Return the name on a line: "Amira Khan", "Khan, Amira", or two cells of a spreadsheet.

    Two cells are the given name and the family name in this order; with a comma the family name comes first.
    The last word of a line without either is the family name, with what belongs before it ("de la Cruz",
    "Ó Briain"). Numbers and marks before a name are left out.
    """
    line = line.strip().lstrip("0123456789.)-*•·# \t") or line
    for separator in _SEPARATORS:
        if separator in line:
            first, second = (clean_name(part) for part in line.split(separator)[:2])
            return ListedName(second, first) if separator in _COMMAS and second else ListedName(first, second)
    words = clean_name(line, most=2 * MOST_NAME).split()
    if len(words) < 2:
        return ListedName(" ".join(words), "")
    particles = (place for place, word in enumerate(words[1:-1], start=1) if word.casefold() in _PARTICLES)
    begins = next(particles, len(words) - 1)
    return ListedName(" ".join(words[:begins]), " ".join(words[begins:]))
