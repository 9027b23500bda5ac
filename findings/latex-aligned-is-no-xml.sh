#!/usr/bin/env bash
# latex2mathml 3.81.1 knows `align` and not `aligned`: its ampersands stand bare in what should be MathML.
#
# Guessed: `\begin{aligned}`, the usual way to align steps inside one formula, is a table as `align` is, or is
# refused as unknown.
# Seen: `align` gives a table; `aligned` gives no table and no error. Each `&` becomes `<mi>&</mi>`, so that the
# result is not well-formed, and in a page a student reads "a & = b". Any unknown environment and any unknown
# command passes in the same way, by its name. Whoever converts checks names before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check latex2mathml==3.81.1

"$folder/venv/bin/python" - <<'PY'
from xml.etree import ElementTree

from latex2mathml.converter import convert

steps = r"\begin{%s}2x &= 6 \\ x &= 3\end{%s}"
known, unknown = (convert(steps % (name, name)) for name in ("align", "aligned"))
print("align:  ", known[known.index("<mrow>") :][:90])
print("aligned:", unknown[unknown.index("<mrow>") :][:90])
ElementTree.fromstring(known)
assert "<mtable" in known and "<mtable" not in unknown
assert "<mi>&</mi>" in unknown
try:
    ElementTree.fromstring(unknown)
except ElementTree.ParseError as error:
    print("not well-formed:", error)
else:
    raise SystemExit("aligned is well-formed now")
assert r"<mi>\therefor</mi>" in convert(r"\therefor x")
PY
