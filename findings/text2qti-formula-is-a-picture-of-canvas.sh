#!/usr/bin/env bash
# text2qti 0.8.0 writes each formula as a picture that only a Canvas server can draw.
#
# Guessed: a QTI package carries its formulas, as MathML or as TeX between delimiters, or as picture files in
# the package.
# Seen: a formula becomes an `img` whose address is a path on the server that shows it (`/equation_images/...`),
# no file of the package. The TeX stands in `data-equation-content` and, after the word LaTeX, in `alt`. An
# importer that keeps pictures and drops unknown attributes loses every formula of such a package without a
# complaint; it has to take the TeX from there.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check text2qti==0.8.0

cd "$folder"
printf 'Quiz title: Signs\n1. Which is right?\n*a) $x<y$\nb) $y<x$\n' >quiz.txt
"$folder/venv/bin/text2qti" quiz.txt
"$folder/venv/bin/python" - <<'PY'
import re
import zipfile
from html import unescape

with zipfile.ZipFile("quiz.zip") as package:
    names = package.namelist()
    texts = [package.read(name).decode() for name in names if name.endswith(".xml")]
    text = next(text for text in texts if "<mattext" in text)
html = [unescape(found) for found in re.findall(r"<mattext[^>]*>(.*?)</mattext>", text, re.DOTALL)]
first = next(part for part in html if "equation" in part)
print(first)
assert 'src="/equation_images/x%3Cy?scale=1"' in first
assert 'data-equation-content="x&lt;y"' in first and 'alt="LaTeX: x&lt;y"' in first
assert "<math" not in text and not any("equation" in name for name in names)
PY
