#!/usr/bin/env bash
# latex2mathml 3.81.1 takes a whole number where TeX takes one digit, but only after a brace or a root.
#
# Guessed: `\frac{1}23` is, as in TeX, one half and then a 3, and `\sqrt23` the root of 2 and then a 3, since
# `\frac12` and `x^23` are read digit by digit.
# Seen: `\frac{1}23` becomes 1/23 and `\sqrt23` the root of 23, while `\frac12` and `x^23` are read as in TeX.
# Other numbers come out, without an error; whoever converts texts that were written for TeX puts braces
# around each argument first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2mathml==3.81.1

"$folder/venv/bin/python" - <<'PY'
from latex2mathml.converter import convert

seen = {tex: convert(tex).partition("<mrow>")[2] for tex in (r"\frac12", r"x^23", r"\frac{1}23", r"\sqrt23")}
for tex, mathml in seen.items():
    print(f"{tex:12} {mathml}")
assert seen[r"\frac12"].startswith("<mfrac><mn>1</mn><mn>2</mn></mfrac>")
assert seen[r"x^23"].startswith("<msup><mi>x</mi><mn>2</mn></msup><mn>3</mn>")
assert seen[r"\frac{1}23"].startswith("<mfrac><mrow><mn>1</mn></mrow><mn>23</mn></mfrac>")
assert seen[r"\sqrt23"].startswith("<msqrt><mn>23</mn></msqrt>")
PY
