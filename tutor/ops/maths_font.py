"""The font of formulas, served as a static file: STIX Two Math, cut down to the letters that formulas use.

It is made from the package that carries it when it is first asked for, in a development server, or when
static files are collected; half a second, 400 kB instead of 1.5 MB. Its own name table keeps its licence,
the SIL Open Font License, which names no reserved font name and so lets a part keep the name.
"""

import subprocess
import sys
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
            _cut_font(Path(made.name))
        # A temporary file is its maker's alone, and the web server may be somebody else.
        Path(made.name).chmod(0o644)
        # Whole or not at all: another process may look for it meanwhile.
        Path(made.name).replace(font)
    return font


def _cut_font(made: Path) -> None:
    """Write the font as WOFF, with the letters that formulas use."""
    # By its place: importing the package would load all of it.
    whole = distribution("ziamath").locate_file("ziamath/fonts/STIXTwoMath-Regular.ttf")
    cutter = Path(__file__).with_name("cut_font.py")
    # -P: the modules beside it are none of its own.
    subprocess.run([sys.executable, "-P", str(cutter), str(whole), str(made)], check=True)  # noqa: S603
