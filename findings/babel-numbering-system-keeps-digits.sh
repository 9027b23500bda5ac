#!/usr/bin/env bash
# Babel 2.19.0: `numbering_system="arab"` writes a number with Arabic marks and with digits of Europe.
#
# Guessed: the numbering system of CLDR decides which digits a number is written in, that being what it is.
# Seen: it decides only the marks between them. 1234.5 becomes 1 U+066C 2 3 4 U+066B 5, and a quarter "25%",
# which nobody writes; Intl of browsers writes both with Arabic digits. The digits must be put in afterwards.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check babel==2.19.0
"$folder/venv/bin/python" - <<'PY'
from babel.numbers import format_decimal, format_percent

number = format_decimal(1234.5, locale="ar", numbering_system="arab")
share = format_percent(0.25, locale="ar", numbering_system="arab")
print(ascii(number), ascii(share))
assert number == "1\u066c234\u066b5"
assert share == "25%"
PY
