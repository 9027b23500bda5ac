#!/usr/bin/env bash
# fpdf2 2.8.9 swaps the words around a number when Arabic stands in an English line.
#
# Guessed: with `set_text_shaping(True)` a line is ordered by the Unicode bidirectional algorithm, which fpdf2
# implements whole (`fpdf.bidi`, with its conformance tests). In "abc W1 123 W2 def", with two Arabic words,
# that puts W2 to the left of 123 and W1 to the right of it, as browsers and `get_reordered_string` do.
# Seen: W1, 123, W2 from left to right. Lines are put together from runs that keep their direction but not their
# level, so the number, which belongs to the Arabic, counts as English. Whoever needs mixed lines has to order
# runs by `BidiParagraph(...).characters[n].embedding_level` before drawing them one by one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  fpdf2==2.8.9 uharfbuzz==0.57.0 fontpkg-noto-sans-arabic==2.12 pypdfium2==5.15.2
"$folder/venv/bin/python" - <<'PY'
import fontpkg_noto_sans_arabic as font
import pypdfium2
from fpdf import FPDF
from fpdf.bidi import BidiParagraph

TEXT = "abc محمد 123 علي def"
pdf = FPDF()
pdf.add_page()
pdf.add_font("noto", fname=font.ROOT / "files" / "NotoSansArabic[wdth,wght].ttf")
pdf.set_font("noto", size=30)
pdf.set_text_shaping(True)
pdf.cell(w=180, text=TEXT)
page = pypdfium2.PdfDocument(bytes(pdf.output()))[0].get_textpage()
said = page.get_text_range()
first, number, second = (page.get_charbox(said.index(letter))[0] for letter in "م1ع")
print(f"from the left: first word at {first:.0f}, number at {number:.0f}, second word at {second:.0f}")
order = BidiParagraph(text=TEXT).get_reordered_string()
print("its own algorithm puts the second word first:", order.index("ع") < order.index("1") < order.index("م"))
raise SystemExit(not (first < number < second and order.index("ع") < order.index("1") < order.index("م")))
PY
