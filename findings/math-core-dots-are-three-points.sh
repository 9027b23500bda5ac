#!/usr/bin/env bash
# math-core 0.9.0: `\dots` becomes three operators, each a full stop, and a bar over letters a low line.
#
# Guessed: `\dots` is the one character for an ellipsis, as `\cdots` is in the same library, and `\overline` an
# overline or a macron, as MathML Core's own dictionary of operators names it.
# Seen: three elements `<mo>.</mo>` with spaces of their own, which whoever listens to a formula hears as three
# points or decimal marks; and `\overline` is U+0332 COMBINING LOW LINE above its letters, which speech calls
# "low line" where the recurring decimal has a bar over it. Both look right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check math-core==0.9.0
"$folder/venv/bin/python" - <<'PY'
import re

from math_core import LatexToMathML


def operators(latex: str) -> list[str]:
    text = LatexToMathML().convert_with_local_state(latex, displaystyle=False)
    return re.findall(r"<mo[^>]*>([^<]*)</mo>", text)


for latex in (r"1+\cdots+n", r"1,\dots,n", r"\overline{AB}"):
    print(latex, [ascii(one) for one in operators(latex)])
assert operators(r"1+\cdots+n") == ["+", "\u22ef", "+"]
assert operators(r"1,\dots,n") == [",", ".", ".", ".", ","]
assert operators(r"\overline{AB}") == ["\u0332"]
PY
