"""Finds words for people that are not marked for translation: in templates, in Python and in scripts."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One text that is not marked, and where it stands."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {' '.join(self.text.split())[:90]!r} is not marked for translation"


def has_letters(text: str) -> bool:
    """Return whether a text says something: signs and numbers alone are the same in all languages."""
    return any(char.isalpha() for char in text)
