"""The font of formulas, served as a static file: STIX Two Math, cut down to the letters that formulas use.

It is made from the package that carries it when it is first asked for, in a development server, or when
static files are collected; half a second, 400 kB instead of 1.5 MB. Its own name table keeps its licence,
the SIL Open Font License, which names no reserved font name and so lets a part keep the name.
"""

from collections.abc import Iterable, Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

_FOLDER = "tutor/fonts"
_NAME = "stix-two-math.woff"
PATH = f"{_FOLDER}/{_NAME}"
_EDITION = 1
"""Counts what changes here: a font made before is not taken for the one of now."""
# Latin and Greek, marks, punctuation, letterlike signs, arrows, operators, shapes, letters in maths styles.
_RANGES = (
    *((0x20, 0x17F), (0x2C6, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF), (0x2000, 0x22FF), (0x2300, 0x23FF)),
    *((0x25A0, 0x26FF), (0x27C0, 0x27FF), (0x2900, 0x2AFF), (0xFE00, 0xFE01), (0x1D400, 0x1D7FF)),
)


class MathsFontFinder(BaseFinder):
    """Finds the one file, and makes it where it is not there yet."""

    def find(self, path: str, find_all: bool = False, **named: Any) -> Any:
        """Return where the font is, if it is what is looked for."""
        if path != PATH:
            return []
        font = str(made_font())
        return [font] if find_all or named.get("all") else font

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield the font for `collectstatic`."""
        storage = FileSystemStorage(location=made_font().parent)
        # `collectstatic` puts this before the name.
        storage.prefix = _FOLDER  # type: ignore[attr-defined]
        yield _NAME, storage


def made_font() -> Path:
    """Return the font's file, made by this edition from this version of the package."""
    font: Path = settings.FONTS_DIR / f"{version('ziamath')}-{_EDITION}" / _NAME
    if not font.exists():
        font.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=font.parent, delete=False) as made:
            made.write(_cut_font())
        # A temporary file is its maker's alone, and the web server may be somebody else.
        Path(made.name).chmod(0o644)
        # Whole or not at all: another process may look for it meanwhile.
        Path(made.name).replace(font)
    return font


def _cut_font() -> bytes:
    """Return the font as WOFF, with the letters of `_RANGES` and all their larger sizes."""
    from io import BytesIO

    from fontTools import subset

    options = subset.Options(flavor="woff", layout_features=["*"], hinting=False, name_IDs=["*"])
    # By its place: importing the package would load all of it.
    whole = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    font = subset.load_font(str(whole), options)
    _join_arrows(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in _RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    made = BytesIO()
    subset.save_font(font, made, options)
    return made.getvalue()


def _join_arrows(font: Any) -> None:
    """Let arrows to the right grow: this edition gives their heads the joint on the wrong side."""
    variants = font["MATH"].table.MathVariants
    for construction in variants.HorizGlyphConstruction:
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else []
        if len(parts) > 1 and parts[-1].StartConnectorLength < variants.MinConnectorOverlap:
            parts[-1].StartConnectorLength = parts[-1].EndConnectorLength
