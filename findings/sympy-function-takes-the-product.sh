#!/usr/bin/env bash
# SymPy 1.14.0 reads "sin x cos x", as pupils write it, as sin(x cos(x)).
#
# Guessed: with `implicit_multiplication_application`, the transformation made for input without brackets,
# a function takes what stands next to it, so that "sin x cos x" is a product of two functions.
# Seen: it takes everything to its right, other functions included, and says nothing. Marked against
# sin(x)*cos(x), or against sin(2x)/2, a right answer is wrong. "2 sin x + 1" is read as written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0

"$folder/venv/bin/python" - <<'PY'
from sympy import Symbol, cos, sin, simplify
from sympy.parsing.sympy_parser import (
    implicit_multiplication_application,
    parse_expr,
    standard_transformations,
)


def read(text):
    found = parse_expr(text, transformations=(*standard_transformations, implicit_multiplication_application))
    print(f"{text:14} -> {found}")
    return found


x = Symbol("x")
product = read("sin x cos x")
assert product == sin(x * cos(x))
assert simplify(product - sin(x) * cos(x)) != 0
assert read("ln x ln 2") != read("ln(x) ln(2)")
assert read("2 sin x + 1") == 2 * sin(x) + 1
PY
