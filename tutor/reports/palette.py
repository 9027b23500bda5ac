"""The colours and fonts of a report as a file: those of the page in light (tutor/css/tokens.css)."""

INK, SOFT, LINE, ACCENT = "1F2627", "545E60", "DFDACD", "0B6163"
# An outline for whoever is withheld: no colour says how one is.
OUTLINE = "85877F"
# The states, from Okabe and Ito (2008).
STATES = {"engaged": "009E73", "bored": "56B4E9", "confused": "E69F00", "frustrated": "D55E00"}
SANS, SERIF = "Noto Sans", "Noto Serif"


def rgb(colour: str) -> tuple[int, int, int]:
    """Return a colour's red, green and blue, 0 to 255 each."""
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue
