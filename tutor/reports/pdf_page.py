"""An A4 page that writes every script, from either side."""

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from django.utils.translation import get_language, get_language_bidi, gettext
from fpdf import FPDF

from tutor.reports import palette
from tutor.reports.lettering import (
    Piece,
    Word,
    as_drawn,
    broken,
    clusters_of,
    isolated,
    runs_right_to_left,
    words_of,
)
from tutor.reports.pdf_fonts import MISSING, SANS, SERIF, ShapedFont, add_fonts, font_of

INK, SOFT, LINE, ACCENT = map(palette.rgb, (palette.INK, palette.SOFT, palette.LINE, palette.ACCENT))
# In mm; two margins and the width are the 210 mm of A4.
MARGIN, WIDTH, FOOT = 20.0, 170.0, 22.0
DOT = 2.8
# So that what just fits is not broken for a rounding.
_HAIR = 0.01


class Page(FPDF):
    """An A4 page with the product's name and the page's number at its foot.

    All places are said from the side where reading begins; in Arabic that is the right.

    Attributes:
        wanted: clusters that other fonts than the two for European scripts draw.
        misses: some letter was drawn as a mark, because no font has it.
    """

    def __init__(self, clusters: Iterable[str], folder: Path) -> None:
        """Prepare for these clusters; others are noted in `wanted`, and drawn as a mark."""
        super().__init__(format="A4")
        add_fonts(self, clusters, folder)
        self.rightwards = get_language_bidi()
        self.wanted: set[str] = set()
        self.misses = False
        # What is measured is drawn next, and a name stands in several places.
        self._read: dict[tuple[str, str], list[Word]] = {}
        self._widths: dict[Piece, float] = {}
        self.set_margins(MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, FOOT)
        self.set_lang(get_language() or "en")

    @classmethod
    def drawn(cls, draw: Callable[[Self], None]) -> bytes:
        """Return what `draw` draws; it is called again where it turns out that more fonts are needed."""
        clusters: frozenset[str] = frozenset()
        while True:
            with TemporaryDirectory(prefix="attune-fonts-") as folder:
                page = cls(clusters, Path(folder))
                draw(page)
                page.write_feet()
                if page.wanted <= clusters:
                    return bytes(page.output())
                clusters = frozenset(page.wanted)

    def write_feet(self) -> None:
        """Write the foot of each page, now that it is known how many there are."""
        text = gettext("Attune  ·  page %(number)s of %(total)s")
        for number in self.pages:
            self.page = number
            self.current_font_is_set_on_page = False
            foot = text.replace("Attune", isolated("Attune")) % {
                "number": number,
                "total": len(self.pages),
            }
            wide = self.width_of(foot, size=8)
            self.write_at(MARGIN + WIDTH - wide, self.h - 11.5, foot, width=wide + 1, size=8, colour=SOFT)

    @cached_property
    def end(self) -> float:
        """Return how far the page goes across."""
        return float(self.w)

    def across(self, x: float, width: float = 0.0) -> float:
        """Return where something begins on paper that begins at `x` for a reader."""
        return self.end - x - width if self.rightwards else x

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a line."""
        self.line(self.across(x1), y1, self.across(x2), y2)

    def box(self, x: float, y: float, width: float, height: float, style: str = "D") -> None:
        """Draw a rectangle, filled with `F` and outlined with `D`."""
        self.rect(self.across(x, width), y, width, height, style)

    def dot(self, x: float, y: float) -> None:
        """Draw a dot around a place."""
        self.ellipse(self.across(x) - DOT / 2, y - DOT / 2, DOT, DOT, "F")

    def width_of(self, text: str, *, size: float, font: str = SANS) -> float:
        """Return how wide a text is on one line, in mm."""
        return self._wide([piece for word in self._words(text, font) for piece in word.pieces], size)

    def write_lines(
        self,
        text: str,
        *,
        size: float,
        colour: tuple[int, int, int] = INK,
        font: str = SANS,
        height: float = 5.0,
        indent: float = 0.0,
    ) -> None:
        """Write a paragraph over the whole width, with new pages where it needs them."""
        for line in self.lines_of(text, width=WIDTH - indent, size=size, font=font):
            if self.get_y() + height > self.page_break_trigger:
                self.add_page()
            # Where fpdf2 puts the letters in a line of this height.
            base = self.get_y() + height / 2 + 0.3 * size / self.k
            self.write_pieces(MARGIN + indent, base, line, size=size, colour=colour)
            self.set_y(self.get_y() + height)

    def write_at(
        self,
        x: float,
        y: float,
        text: str,
        *,
        width: float,
        size: float,
        colour: tuple[int, int, int] = INK,
    ) -> None:
        """Write a line that is cut where it would leave its column."""
        clusters = clusters_of(text)
        if self.width_of(text, size=size) > width + _HAIR:
            while clusters and self.width_of(f"{text}…", size=size) > width:
                clusters.pop()
                text = "".join(clusters).rstrip()
            text = f"{text}…"
        pieces = [piece for word in self._words(text, SANS) for piece in word.pieces]
        self.write_pieces(x, y, pieces, size=size, colour=colour)

    def lines_of(self, text: str, *, width: float, size: float, font: str = SANS) -> list[list[Piece]]:
        """Return a text in lines of at most that width."""
        across = width + _HAIR
        return [
            line
            for paragraph in text.splitlines()
            for line in broken(self._words(paragraph, font), across, lambda piece: self._wide([piece], size))
        ]

    def write_pieces(
        self, x: float, y: float, line: list[Piece], *, size: float, colour: tuple[int, int, int]
    ) -> None:
        """Write a line whose letters stand on `y`."""
        self.set_text_color(*colour)
        place = self.across(x, self._wide(line, size) if self.rightwards else 0.0)
        for piece in _joined(as_drawn(line)):
            self.set_font(piece.font, size=size)
            font = self.fonts[piece.font]
            if isinstance(font, ShapedFont):
                font.size_pt = size
                self.text(place, y, piece.text)
            else:
                self.text(place, y, piece.letter_by_letter)
            place += self._wide([piece], size)

    def keep_together(self, height: float) -> None:
        """Begin a new page where the next `height` mm would not fit on this one."""
        if self.get_y() + height > self.h - FOOT:
            self.add_page()

    def _words(self, text: str, font: str) -> list[Word]:
        if (text, font) not in self._read:
            runs = runs_right_to_left(text)
            rightwards = self.rightwards if runs is None else runs
            self._read[text, font] = words_of(
                text, rightwards=rightwards, font_of=lambda cluster: self._drawn_by(cluster, font)
            )
        return self._read[text, font]

    def _drawn_by(self, cluster: str, plain: str) -> tuple[str, str]:
        """Return what is drawn for a cluster, and by which font."""
        font = font_of(cluster, plain)
        if font == plain:
            return cluster, font
        if font:
            self.wanted.add(cluster)
            if font in self.fonts:
                return cluster, font
        else:
            self.misses = True
        return MISSING, plain

    def _wide(self, line: list[Piece], size: float) -> float:
        return sum(self._width_at_1(piece) for piece in line) * size / self.k

    def _width_at_1(self, piece: Piece) -> float:
        if piece not in self._widths:
            _, self._widths[piece] = self.fonts[piece.font].get_text_width(piece.text, 1, None)
        return self._widths[piece]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return fewer pieces of what is written letter by letter from the left in one font."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.font == piece.font in (SANS, SERIF) and last.level % 2 == piece.level % 2 == 0:
            joined[-1] = Piece(last.text + piece.text, 0, piece.font)
        else:
            joined.append(piece)
    return joined
