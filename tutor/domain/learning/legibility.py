"""How text looks to whoever finds it hard to read: a few choices, as one line of words."""

from typing import Final

LEXEND, SPACED, NARROW, SAND, SKY = "lexend", "spaced", "narrow", "sand", "sky"
TINTS: Final = (SAND, SKY)
CHOICES: Final = (LEXEND, SPACED, NARROW, *TINTS)
"""Another type; wider gaps between letters, words, lines; shorter lines; a tint behind text, one at most."""


def legible(line: str) -> str:
    """Return the known choices of a line, each once and in one order; nothing else of it."""
    asked = line.split()
    tint = next((word for word in TINTS if word in asked), "")
    kept = [word for word in CHOICES if word in asked and (word not in TINTS or word == tint)]
    return " ".join(kept)
