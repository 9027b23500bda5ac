#!/usr/bin/env bash
# fpdf2 2.8.9 shapes an Arabic word with vowel marks in halves: its letters stop joining.
#
# Guessed: with `set_text_shaping(True)` a word goes to HarfBuzz whole. Vowel marks have no width, so the name
# "Muhammad" is as wide with them as without, as HarfBuzz itself measures.
# Seen: 8 % narrower, since letters before and after a mark take the forms that stand alone or at an end. Text
# is cut where the script changes, and the marks' script, "Inherited", counts as a change; the same happens to
# other combining marks and to the joiners U+200C and U+200D of Devanagari. Shape words yourself with
# `TTFFont.shape_text`, which is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  fpdf2==2.8.9 uharfbuzz==0.57.0 fontpkg-noto-sans-arabic==2.12
"$folder/venv/bin/python" - <<'PY'
import fontpkg_noto_sans_arabic as font
import uharfbuzz as hb
from fpdf import FPDF

FILE = font.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf"
PLAIN, MARKED = "محمد", "مُحَمَّد"
pdf = FPDF()
pdf.add_page()
pdf.add_font("noto", fname=FILE)
pdf.set_font("noto", size=30)
pdf.set_text_shaping(True)
face = hb.Font(hb.Face(hb.Blob.from_file_path(str(FILE))))


def by_harfbuzz(text):
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(face, buffer)
    return sum(glyph.x_advance for glyph in buffer.glyph_positions)


fpdf2 = pdf.get_string_width(MARKED) / pdf.get_string_width(PLAIN)
harfbuzz = by_harfbuzz(MARKED) / by_harfbuzz(PLAIN)
print(f"with marks / without: fpdf2 {fpdf2:.3f}, HarfBuzz {harfbuzz:.3f}")
raise SystemExit(not (fpdf2 < 0.97 and harfbuzz == 1))
PY
