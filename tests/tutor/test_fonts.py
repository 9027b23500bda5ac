"""The fonts are found as static files, with their licence, and are what the style sheet says of them."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from tutor.ops.fonts import FONTS, FORMULA_FONT, LESSON_FONTS, Font, FontFinder, made_font

SANS = LESSON_FONTS[0]


def opened(font: Font) -> TTFont:
    return TTFont(BytesIO(Path(str(finders.find(f"fonts/{font.name}"))).read_bytes()))


def faces() -> dict[str, dict[str, str]]:
    """Return what the style sheet says of each file, by property."""
    sheet = Path(str(finders.find("content/fonts.css"))).read_text(encoding="utf-8")
    found = {}
    for block in re.findall(r"@font-face \{(.*?)\}", sheet, re.DOTALL):
        said = dict(line.strip().rstrip(";").split(": ", 1) for line in block.strip().splitlines())
        found[said["src"].split("/")[-1].split('"')[0]] = said
    return found


def test_the_style_sheet_names_each_file_and_its_letters():
    said = faces()
    assert set(said) == {font.name for font in FONTS}
    for font in FONTS:
        if font == FORMULA_FONT:
            continue
        ranges = [one.removeprefix("U+").split("-") for one in said[font.name]["unicode-range"].split(", ")]
        assert tuple((int(one[0], 16), int(one[-1], 16)) for one in ranges) == font.ranges
        weights = dict(font.axes)["wght"]
        wanted = " ".join(str(weight) for weight in (weights if isinstance(weights, tuple) else (weights,)))
        assert said[font.name]["font-weight"] == wanted


@pytest.mark.slow
@pytest.mark.parametrize("font", FONTS, ids=lambda font: font.name)
def test_each_font_carries_its_licence_and_weighs_little(font):
    made = opened(font)
    assert "Open Font License" in str(made["name"].getDebugName(13))
    # Letters that join have several shapes each.
    most = {
        FORMULA_FONT.name: 500_000,
        "noto-sans-arabic.woff": 100_000,
        "noto-sans-devanagari.woff": 100_000,
    }
    assert made_font(font).stat().st_size < most.get(font.name, 70_000)


def test_what_a_lesson_asks_for_first_weighs_little():
    assert sum(made_font(font).stat().st_size for font in LESSON_FONTS[:2]) < 55_000


@pytest.mark.parametrize("font", LESSON_FONTS[:3], ids=lambda font: font.name)
def test_text_has_the_letters_of_european_languages(font):
    assert {ord(letter) for letter in "aÉñßœ¿„“”–€−"} <= set(opened(font).getBestCmap())


def test_text_is_as_bold_as_it_should_be():
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in opened(SANS)["fvar"].axes}
    assert axes == {"wght": (400, 700)}


def test_formulas_have_what_they_are_put_together_of():
    font = opened(FORMULA_FONT)
    assert "MATH" in font
    assert {ord(letter) for letter in "xπ√∑∫≤→𝐯ℝ𝔤𝒮"} <= set(font.getBestCmap())
    # Larger sizes of the root's sign, and the parts that longer ones are put together of.
    roots = font["MATH"].table.MathVariants.VertGlyphConstruction
    assert len(roots) > 50


def test_a_font_is_made_once():
    made = made_font(SANS).stat().st_mtime_ns
    assert made_font(SANS).stat().st_mtime_ns == made


@pytest.mark.slow
def test_all_are_collected_and_nothing_else_is_found():
    finder = FontFinder()
    listed = [f"{storage.prefix}/{name}" for name, storage in finder.list(None)]
    assert listed == [f"fonts/{font.name}" for font in FONTS]
    assert finder.find("fonts/other.woff") == []


@pytest.mark.slow
def test_a_half_made_font_is_made_anew(settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    assert made_font(SANS).stat().st_size > 10_000
    assert [path.name for path in made_font(SANS).parent.iterdir()] == [SANS.name]


@pytest.mark.slow
def test_arrows_to_the_right_can_grow(settings, tmp_path):
    settings.FONTS_DIR = tmp_path  # Made anew, by the code of now.
    variants = TTFont(made_font(FORMULA_FONT))["MATH"].table.MathVariants
    parts = [made.GlyphAssembly.PartRecords for made in variants.HorizGlyphConstruction if made.GlyphAssembly]
    assert len(parts) > 20
    for first, *others in (records for records in parts if len(records) > 1):
        assert first.EndConnectorLength >= variants.MinConnectorOverlap
        assert all(part.StartConnectorLength >= variants.MinConnectorOverlap for part in others)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "letters", "features"),
    [
        ("noto-sans-arabic.woff", "ابتثجحخدذرزسشصضطظعغفقكلمنهويئؤةى،؟٣", {"init", "medi", "fina", "rlig"}),
        ("noto-sans-devanagari.woff", "अआइकखगज्ञत्रहिंदीौं।३", {"half", "rphf", "akhn", "abvs"}),
    ],
)
def test_scripts_whose_letters_join_keep_what_joins_them(name, letters, features):
    font = opened(next(font for font in FONTS if font.name == name))
    assert set(map(ord, letters)) <= set(font.getBestCmap())
    assert features <= {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"mark"} <= {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
