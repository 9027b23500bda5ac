"""Lines of text for paper: which letters belong together, where a line ends, and in which order it is drawn.

Names come in every script. A line that mixes directions is ordered by the Unicode bidirectional algorithm
with all its levels; letters are shaped by HarfBuzz, word by word, so that no word is shaped in halves.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection

FSI: Final = "\u2068"
PDI: Final = "\u2069"
# Of the invisible characters these two decide how their neighbours join; the others have done their work once
# the order is known.
JOINERS: Final = "\u200c\u200d"
SPACES: Final = " \t\n\r\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f"
# Chinese and Japanese break between any two letters, but not before what closes or after what opens.
_HAN: Final = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]")
# Latin, Greek and Cyrillic without marks apart, and their punctuation: what the plain fonts draw.
_SIMPLE: Final = re.compile(
    "[\x20-\x7e\xa0-\xac\xae-\u017f\u0386-\u03a1\u0400-\u045f\u1ea0-\u1ef9\u2010-\u2015"
    "\u2018-\u201e\u2026\u2212]*"
)
_CLOSES: Final = "，。、；：！？）》」』】〉・ー"
_OPENS: Final = "（《「『【〈"
_MIRRORED: Final = dict(zip("()[]{}<>«»‹›≤≥“”", ")(][}{><»«›‹≥≤”“", strict=True))
_RIGHT: Final = ("R", "AL")
# Text without any of these lies in one direction.
_BENDS: Final = (*_RIGHT, "AN", "RLE", "RLO", "RLI", "LRE", "LRO", "LRI", "FSI")


@dataclass(frozen=True)
class Piece:
    """Letters of one font and one direction, in the order in which they are read.

    Attributes:
        level: by the bidirectional algorithm: odd runs from right to left.
        font: `fpdf2`'s key of it.
    """

    text: str
    level: int
    font: str

    @property
    def letter_by_letter(self) -> str:
        """Return the letters from left to right, for a font that is not shaped."""
        if self.level % 2 == 0:
            return self.text
        return "".join(_MIRRORED.get(letter, letter) for letter in reversed(self.text))


@dataclass(frozen=True)
class Word:
    """Pieces between which no line ends, or a space."""

    pieces: tuple[Piece, ...]
    is_space: bool


def runs_right_to_left(text: str) -> bool | None:
    """Return the direction of the first letter that has one, outside of isolates; `None` without any."""
    depth = 0
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("FSI", "LRI", "RLI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif depth == 0 and kind in ("L", *_RIGHT):
            return kind in _RIGHT
    return None


def has_right_to_left(text: str) -> bool:
    """Say whether any letter runs from right to left."""
    return any(unicodedata.bidirectional(letter) in _RIGHT for letter in text)


def clusters_of(text: str) -> list[str]:
    """Return the letters, each with the marks and joiners that follow it."""
    found: list[str] = []
    for letter in text:
        if found and (letter in JOINERS or unicodedata.category(letter)[0] == "M"):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def words_of(text: str, *, rightwards: bool, font_of: Callable[[str], tuple[str, str]]) -> list[Word]:
    """Return the words of a paragraph and the spaces between them.

    Args:
        text: without ends of lines.
        rightwards: the paragraph runs from right to left.
        font_of: returns what is drawn for a cluster, and the font that draws it.
    """
    text = unicodedata.normalize("NFC", text)
    if not rightwards and _SIMPLE.fullmatch(text):
        return _simple_words(text, font_of)
    levels, place = _levels(text, rightwards=rightwards), 0
    words: list[list[Piece]] = []
    before = ""
    for cluster in clusters_of(text):
        level, place = levels[place], place + len(cluster)
        if unicodedata.category(cluster[0]) == "Cf" and cluster[0] not in SPACES:
            continue
        if not words or _may_end(before, cluster):
            words.append([])
        before = cluster
        drawn, font = font_of(" " if cluster in SPACES else cluster)
        last = words[-1][-1] if words[-1] else None
        if last and (last.level, last.font) == (level, font):
            words[-1][-1] = Piece(last.text + drawn, level, font)
        else:
            words[-1].append(Piece(drawn, level, font))
    return [Word(tuple(word), is_space=word[0].text.isspace()) for word in words]


def _simple_words(text: str, font_of: Callable[[str], tuple[str, str]]) -> list[Word]:
    words = []
    for part in re.findall(" +|[^ ]+", text):
        font = font_of(part[0])[1]
        words.append(Word((Piece(part, 0, font),), is_space=part[0] == " "))
    return words


def _levels(text: str, *, rightwards: bool) -> Sequence[int]:
    if not rightwards and not any(unicodedata.bidirectional(letter) in _BENDS for letter in text):
        return [0] * len(text)
    base = TextDirection.RTL if rightwards else TextDirection.LTR
    found = BidiParagraph(text=text, base_direction=base, preserve_bn_chars=True).characters
    return [one.embedding_level for one in found]


def _may_end(before: str, after: str) -> bool:
    """Say whether a line may end between two clusters; a space is a word of its own."""
    if (before in SPACES) or (after in SPACES):
        return not (before in SPACES and after in SPACES)
    if after[0] in _CLOSES or before[0] in _OPENS:
        return False
    return bool(_HAN.match(before) or _HAN.match(after))


def broken(words: Iterable[Word], width: float, measure: Callable[[Piece], float]) -> list[list[Piece]]:
    """Return lines that are at most `width` wide; a word that is wider than a line is cut."""
    lines: list[list[Piece]] = []
    line: list[Piece] = []
    held: list[Piece] = []
    used = 0.0
    for word in _short(words, width, measure):
        wide = sum(map(measure, word.pieces))
        if word.is_space:
            held += word.pieces if line else ()
            continue
        gap = sum(map(measure, held))
        if line and used + gap + wide > width:
            lines.append(line)
            line, held, used, gap = [], [], 0.0, 0.0
        line += [*held, *word.pieces]
        held, used = [], used + gap + wide
    return [*lines, line] if line else lines


def _short(words: Iterable[Word], width: float, measure: Callable[[Piece], float]) -> Iterable[Word]:
    for word in words:
        if word.is_space or sum(map(measure, word.pieces)) <= width:
            yield word
            continue
        for piece in word.pieces:
            part = ""
            for cluster in clusters_of(piece.text):
                if part and measure(Piece(part + cluster, piece.level, piece.font)) > width:
                    yield Word((Piece(part, piece.level, piece.font),), is_space=False)
                    part = ""
                part += cluster
            yield Word((Piece(part, piece.level, piece.font),), is_space=False)


def as_drawn(line: Sequence[Piece]) -> list[Piece]:
    """Return the pieces of a line from left to right (rule L2 of the algorithm)."""
    order = list(line)
    highest = max((piece.level for piece in line), default=0)
    for level in range(highest, 0, -1):
        turned: list[Piece] = []
        run: list[Piece] = []
        for piece in order:
            if piece.level >= level:
                run.append(piece)
                continue
            turned += [*reversed(run), piece]
            run = []
        order = [*turned, *reversed(run)]
    return order


def isolated(text: str) -> str:
    """Return a name for a sentence that may run the other way."""
    return f"{FSI}{text}{PDI}"
