#!/usr/bin/env bash
# SymPy 1.14.0 and nerdamer 1.1.13 read the mixed number "1 1/2" as one times a half.
#
# Guessed: one and a half; or a refusal, as mathjs 15.2.0 gives.
# Seen: both make it 1/2 without a word, and "2 3/4" 3/2. A pupil who types a mixed number is marked
# wrong, or worse, marked right for it: "3 1/2" passes where 3/2 is asked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
(cd "$folder" && npm install --silent --no-fund --no-audit nerdamer@1.1.13 mathjs@15.2.0 >/dev/null)

"$folder/venv/bin/python" - <<'PY'
from sympy import Rational
from sympy.parsing.sympy_parser import implicit_multiplication, parse_expr, standard_transformations

rules = (*standard_transformations, implicit_multiplication)
for text, value in (("1 1/2", Rational(1, 2)), ("2 3/4", Rational(3, 2)), ("3 1/2", Rational(3, 2))):
    found = parse_expr(text, transformations=rules)
    print(f"sympy:    {text} -> {found}")
    assert found == value, found
PY
cat > "$folder/mixed.cjs" <<'JS'
const nerdamer = require("nerdamer");
const { evaluate } = require("mathjs");
const found = nerdamer("1 1/2").toString();
console.log(`nerdamer: 1 1/2 -> ${found}`);
let refused = false;
try { evaluate("1 1/2"); } catch (error) { refused = true; console.log(`mathjs:   1 1/2 -> ${error.message}`); }
process.exit(found === "1/2" && refused ? 0 : 1);
JS
node "$folder/mixed.cjs"
