"""The fonts of PDFs: two for European scripts, and others cut to what the letters of one document need.

The two draw letter by letter, as they always did. Whatever joins, changes its order or carries marks goes to
a font that HarfBuzz shapes: Noto Sans for Devanagari and for marks, Noto Sans Arabic, Noto Sans Hebrew, and
Noto Sans SC for Chinese and Japanese. Each is cut by HarfBuzz as well: the 8 MB of Noto Sans SC take 20 ms
so, where fpdf2 alone would take a second.
"""

from codecs import BOM_UTF16_BE
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import distribution
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import uharfbuzz
from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from tutor.reports.lettering import has_right_to_left

SANS, SERIF = "noto-sans", "noto-serif"
_EUROPEAN: Final = ((0x20, 0x2FF), (0x370, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x2BFF), (0xFFFD, 0xFFFD))
REGULAR: Final = 400.0
# What is drawn for a letter that no font has.
MISSING: Final = "\ufffd"
SOURCES: Final = {
    SANS: ("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf"),
    SERIF: ("fontpkg-noto-serif", "fontpkg_noto_serif/files/NotoSerif[wdth,wght].ttf"),
    # The order in which a letter is looked for.
    "shaped-sans": ("fontpkg-noto-sans", "fontpkg_noto_sans/files/NotoSans[wdth,wght].ttf"),
    "shaped-arabic": (
        "fontpkg-noto-sans-arabic",
        "fontpkg_noto_sans_arabic/files/NotoSansArabic[wdth,wght].ttf",
    ),
    "shaped-hebrew": (
        "justmytype-intl-rtl",
        "justmytype_intl_rtl/fonts/ofl/notosanshebrew/NotoSansHebrew[wdth,wght].ttf",
    ),
    "shaped-han": ("pylopdf-fonts-zh-cn", "pylopdf_fonts_zh_cn/NotoSansSC-Regular.otf"),
}
_SHAPED: Final = [name for name in SOURCES if name.startswith("shaped-")]


@cache
def _face(name: str) -> uharfbuzz.Face:
    """Return a whole font; the system reads of the file what is asked for."""
    package, source = SOURCES[name]
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(distribution(package).locate_file(source))))


@cache
def _letters(name: str) -> Any:
    return _face(name).unicodes


def _cut(name: str, letters: Iterable[int], place: Path, *, drop: tuple[bytes, ...] = ()) -> Path:
    """Write a font with these letters, and what they are shaped into, in its regular weight."""
    face, wanted = _face(name), uharfbuzz.SubsetInput()
    wanted.unicode_set.set(set(letters))
    wanted.drop_table_tag_set.update(int.from_bytes(table, "big") for table in drop)
    wanted.pin_all_axes_to_default(face)
    if any(axis.tag == "wght" for axis in face.axis_infos):
        # Some fonts begin at thin.
        wanted.pin_axis_location(face, "wght", REGULAR)
    place.write_bytes(uharfbuzz.subset(face, wanted).blob.data)
    return place


@cache
def plain_fonts() -> tuple[TemporaryDirectory[str], dict[str, Path]]:
    """Return a folder that lives as long as the process, and the fonts for European scripts in it by name."""
    folder = TemporaryDirectory(prefix="attune-fonts-")
    letters = [code for first, last in _EUROPEAN for code in range(first, last + 1)]
    # Without what places letters finely a PDF takes a third of the time and of the room.
    drop = (b"GPOS", b"GSUB", b"GDEF")
    fonts = {
        name: _cut(name, letters, Path(folder.name) / f"{name}.ttf", drop=drop) for name in (SANS, SERIF)
    }
    return folder, fonts


class ShapedFont(TTFFont):
    """A font whose words HarfBuzz shapes, for `FPDF.text`, which by itself writes letter by letter."""

    size_pt = 1.0

    def get_text_width(
        self, text: str, font_size_pt: float, text_shaping_params: dict[str, Any] | None
    ) -> tuple[int, float]:
        """Return how many glyphs a word has and how wide they are."""
        return self.shaped_text_width(text, font_size_pt, _direction(text))

    def encode_text(self, text: str) -> str:
        """Return the word as operators: each glyph from left to right, moved to where it belongs.

        Dots and marks that stand aside look like gaps to whoever reads a PDF's text: what is drawn of several
        glyphs has its letters said beside it. Not the whole word, which Poppler would read backwards.
        """
        way = _direction(text)
        glyphs, _ = self.perform_harfbuzz_shaping(text, self.size_pt, way)
        starts = [*sorted({glyph.cluster for glyph in glyphs}), len(text)]
        said = ""
        together = groupby(
            zip(glyphs, self.shape_text(text, self.size_pt, way), strict=True), lambda one: one[0].cluster
        )
        for start, group in together:
            drawn = list(group)
            shown = self._shown(drawn)
            if len(drawn) > 1:
                read = text[start : starts[starts.index(start) + 1]].encode("utf-16-be").hex()
                shown = f"/Span << /ActualText <{BOM_UTF16_BE.hex()}{read}> >> BDC {shown} EMC"
            said = f"{said} {shown}"
        return said.strip()

    def _shown(self, glyphs: Sequence[tuple[Any, dict[str, Any]]]) -> str:
        said, rise = "[", 0.0
        for glyph, place in glyphs:
            lift = place["y_offset"] * self.scale * self.size_pt / 1000
            if lift != rise:
                said, rise = f"{said}] TJ {lift:.2f} Ts [", lift
            wide = round(self.hbfont.get_glyph_h_advance(glyph.codepoint) * self.scale)
            aside = place["x_offset"] * self.scale
            back = wide + aside - place["x_advance"] * self.scale
            letter = f"({self.escape_text(chr(place['mapped_char']))})"
            said += f"{_moved(-aside)}{letter}{_moved(back)}"
        return f"{said}] TJ{' 0 Ts' if rise else ''}"


def _moved(thousandths: float) -> str:
    return f" {thousandths:.0f} " if thousandths else ""


def _direction(text: str) -> dict[str, Any]:
    """Return HarfBuzz's arguments: only letters that run from right to left do, their numbers do not."""
    return {
        "features": {},
        "fragment_direction": TextDirection.RTL if has_right_to_left(text) else TextDirection.LTR,
    }


@cache
def font_of(cluster: str, plain: str) -> str:
    """Return the font that draws a cluster; empty where none has all of its letters."""
    codes = [ord(letter) for letter in cluster]
    if len(codes) == 1 and codes[0] in _letters(plain) and _is_european(codes[0]):
        return plain
    return next((name for name in _SHAPED if all(code in _letters(name) for code in codes)), "")


def _is_european(code: int) -> bool:
    return any(first <= code <= last for first, last in _EUROPEAN)


def add_fonts(pdf: FPDF, clusters: Iterable[str], folder: Path) -> None:
    """Give a PDF the fonts for European scripts, and those that the clusters are drawn with."""
    for name, path in plain_fonts()[1].items():
        pdf.add_font(name, fname=path)
    letters: dict[str, set[int]] = {}
    for cluster in clusters:
        letters.setdefault(font_of(cluster, SANS), set()).update(map(ord, cluster))
    for name, codes in letters.items():
        if name in _SHAPED:
            path = _cut(name, codes, folder / f"{name}.otf")
            pdf.fonts[name] = ShapedFont(pdf, path, name, "")
