"""The font of formulas is found as a static file, with what long roots and brackets need."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from tutor.ops.maths_font import PATH, MathsFontFinder, made_font


def test_the_font_is_a_part_of_stix_with_its_licence():
    font = TTFont(BytesIO(Path(str(finders.find(PATH))).read_bytes()))
    assert "MATH" in font
    assert "Open Font License" in str(font["name"].getDebugName(13))
    assert {ord(letter) for letter in "xπ√∑∫≤→𝐯ℝ𝔤𝒮"} <= set(font.getBestCmap())
    # Larger sizes of the root's sign, and the parts that longer ones are put together of.
    roots = font["MATH"].table.MathVariants.VertGlyphConstruction
    assert len(roots) > 50


def test_it_weighs_little_and_is_made_once():
    first = made_font()
    made = first.stat().st_mtime_ns
    assert first.stat().st_size < 500_000
    assert made_font().stat().st_mtime_ns == made


def test_it_is_collected_and_nothing_else_is_found():
    finder = MathsFontFinder()
    listed = [f"{storage.prefix}/{name}" for name, storage in finder.list(None)]
    assert listed == [PATH]
    assert finder.find("tutor/fonts/other.woff") == []


@pytest.mark.slow
def test_a_half_made_font_is_made_anew(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    assert made_font().stat().st_size > 100_000
    assert [path.name for path in made_font().parent.iterdir()] == [made_font().name]


@pytest.mark.slow
def test_arrows_to_the_right_can_grow(settings, tmp_path):
    settings.FONTS_DIR = tmp_path  # Made anew, by the code of now.
    variants = TTFont(made_font())["MATH"].table.MathVariants
    parts = [made.GlyphAssembly.PartRecords for made in variants.HorizGlyphConstruction if made.GlyphAssembly]
    assert len(parts) > 20
    for first, *others in (records for records in parts if len(records) > 1):
        assert first.EndConnectorLength >= variants.MinConnectorOverlap
        assert all(part.StartConnectorLength >= variants.MinConnectorOverlap for part in others)
