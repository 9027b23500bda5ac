"""The fonts of the site, served as static files: cut from packages that carry them whole.

One is made when it is first asked for, in a development server, or when static files are collected; half a
second each, 0.8 MB in all instead of 10. Each keeps its licence, the SIL Open Font License, in its own name
table; none of them reserves its name, so a part may keep it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import distribution, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from django.conf import settings
from django.core.files.storage import Storage

from tutor.ops.folder_finder import FolderFinder

FOLDER: Final = "fonts"
_CUTTER = Path(__file__).with_name("cut_font.py")

Ranges = tuple[tuple[int, int], ...]

LATIN: Final[Ranges] = (
    *((0x20, 0x7E), (0xA0, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2C6, 0x2C6), (0x2DA, 0x2DA)),
    *((0x2DC, 0x2DC), (0x2009, 0x200B), (0x2010, 0x2015), (0x2018, 0x2022), (0x2026, 0x2026)),
    *((0x202F, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x20AC, 0x20AC)),
    *((0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265)),
)
"""What European languages are mostly written with; `fonts.css` names the same ranges."""

LATIN_MORE: Final[Ranges] = ((0x100, 0x130), (0x132, 0x151), (0x154, 0x24F), (0x300, 0x36F), (0x1E00, 0x1EFF))
GREEK_CYRILLIC: Final[Ranges] = ((0x370, 0x3FF), (0x400, 0x52F))
DEVANAGARI: Final[Ranges] = (
    *((0x900, 0x97F), (0x1CD0, 0x1CF9), (0x200C, 0x200D), (0x25CC, 0x25CC), (0xA8E0, 0xA8FF)),
)
ARABIC: Final[Ranges] = ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
FORMULAS: Final[Ranges] = (
    *((0x20, 0x17F), (0x2C6, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF), (0x2000, 0x22FF), (0x2300, 0x23FF)),
    *((0x25A0, 0x26FF), (0x27C0, 0x27FF), (0x2900, 0x2AFF), (0xFE00, 0xFE01), (0x1D400, 0x1D7FF)),
)
"""Latin and Greek, marks, punctuation, letterlike signs, arrows, operators, shapes, letters in styles."""


@dataclass(frozen=True)
class Font:
    """One file to serve.

    Attributes:
        name: of the file.
        package: the distribution that carries the whole font.
        source: where in it.
        ranges: the letters to keep, first and last code points.
        axes: what to fix a variable font's axes to, or the range to keep of one.
    """

    name: str
    package: str
    source: str
    ranges: Ranges
    axes: tuple[tuple[str, float | tuple[float, float]], ...] = ()


def _noto(style: str, part: str, ranges: Ranges, *, weights: float | tuple[float, float]) -> Font:
    """Return a part of Noto Sans or Noto Serif, as wide as usual."""
    family, _, slant = style.partition(" ")
    return Font(
        f"noto-{style.lower().replace(' ', '-')}-{part}.woff",
        f"fontpkg-noto-{family.lower()}",
        f"fontpkg_noto_{family.lower()}/files/Noto{family}{'-' + slant if slant else ''}[wdth,wght].ttf",
        ranges,
        (("wdth", 100), ("wght", weights)),
    )


# Half bold and bold are in the same file as regular: a variable font with a part of its weights.
_WEIGHTS = (400, 700)
FORMULA_FONT: Final = Font("stix-two-math.woff", "ziamath", "ziamath/fonts/STIXTwoMath-Regular.ttf", FORMULAS)
LESSON_FONTS: Final = (
    _noto("Sans", "latin", LATIN, weights=_WEIGHTS),
    _noto("Serif", "latin", LATIN, weights=_WEIGHTS),
    _noto("Serif Italic", "latin", LATIN, weights=400),
    FORMULA_FONT,
)
"""What a lesson in English asks for."""

ARABIC_FONT: Final = Font(
    "noto-sans-arabic.woff",
    "fontpkg-noto-sans-arabic",
    "fontpkg_noto_sans_arabic/files/NotoSansArabic[wdth,wght].ttf",
    ARABIC,
    (("wdth", 100), ("wght", _WEIGHTS)),
)
# For whoever chose it (tutor/domain/learning/legibility.py); it has no italics.
LEGIBLE_FONTS: Final = tuple(
    Font(
        f"lexend-{part}.woff",
        "fontpkg-lexend",
        "fontpkg_lexend/files/Lexend[wght].ttf",
        ranges,
        (("wght", _WEIGHTS),),
    )
    for part, ranges in (("latin", LATIN), ("latin-more", LATIN_MORE))
)
FONTS: Final = (
    *LESSON_FONTS,
    *LEGIBLE_FONTS,
    _noto("Sans Italic", "latin", LATIN, weights=400),
    *(_noto(family, "latin-more", LATIN_MORE, weights=_WEIGHTS) for family in ("Sans", "Serif")),
    # One for reading and for the interface: no package carries a Noto Serif of these scripts.
    _noto("Sans", "devanagari", DEVANAGARI, weights=_WEIGHTS),
    ARABIC_FONT,
    *(_noto(family, "greek-cyrillic", GREEK_CYRILLIC, weights=_WEIGHTS) for family in ("Sans", "Serif")),
)
_BY_NAME: Final = {font.name: font for font in FONTS}


class FontFinder(FolderFinder):
    """Finds the fonts, and makes one where it is not there yet."""

    folder = FOLDER

    def names(self) -> list[str]:
        """Return the fonts' files."""
        return list(_BY_NAME)

    def place(self, name: str) -> Path:
        """Return where a font is."""
        return made_font(_BY_NAME[name])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the fonts, all of them made."""
        # Side by side, each in its process: a first start waits for the last.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            tuple(pool.map(made_font, FONTS))
        yield from super().list(ignore_patterns)


def made_font(font: Font) -> Path:
    """Return a font's file, made as it says here from this version of its package."""
    place: Path = settings.FONTS_DIR / _edition(font) / font.name
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as made:
            _cut(font, Path(made.name))
        # A temporary file is its maker's alone, and the web server may be somebody else.
        Path(made.name).chmod(0o644)
        # Whole or not at all: another process may look for it meanwhile.
        Path(made.name).replace(place)
    return place


@cache
def _edition(font: Font) -> str:
    """Return a name for how a font is made: it changes with the package, the letters and the cutter."""
    recipe = json.dumps([version(font.package), asdict(font)], sort_keys=True)
    return sha256(recipe.encode() + _CUTTER.read_bytes()).hexdigest()[:16]


def _cut(font: Font, made: Path) -> None:
    """Write a font, cut down, in a process of its own."""
    # By its place: importing the package would load all of it.
    whole = str(distribution(font.package).locate_file(font.source))
    job = json.dumps({"whole": whole, "made": str(made), "ranges": font.ranges, "axes": font.axes})
    # -P: the modules beside it are none of its own.
    subprocess.run([sys.executable, "-P", str(_CUTTER)], input=job, text=True, check=True)  # noqa: S603
