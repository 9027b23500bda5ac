#!/usr/bin/env bash
# SymPy 1.14.0 reads "sin x cos x" as the sine of x times cos x.
#
# Guessed: sin(x) cos(x), as every textbook prints it; its own printer writes the product without a sign, too.
# Seen: with implicit application a function takes all factors that follow, other functions included, so that
# "2 sin x cos x" is 2 sin(x cos x) and not sin 2x. A pupil who types what the book shows is marked wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check "sympy==${SYMPY:-1.14.0}"

"$folder/venv/bin/python" - <<'PY'
from sympy import cos, simplify, sin, symbols
from sympy.parsing.sympy_parser import implicit_multiplication_application, parse_expr, standard_transformations

x = symbols("x")
rules = (*standard_transformations, implicit_multiplication_application)
found = parse_expr("2 sin x cos x", transformations=rules)
print(f"2 sin x cos x -> {found}; equal to sin 2x: {simplify(found - sin(2 * x)) == 0}")
assert found == 2 * sin(x * cos(x))
assert parse_expr("2 sin(x) cos(x)", transformations=rules) == 2 * sin(x) * cos(x)
PY
