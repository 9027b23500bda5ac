#!/usr/bin/env bash
# pygiftparserrgmf 0.0.5 reads an escaped tilde in a feedback as the beginning of another choice.
#
# Guessed: in GIFT a backslash takes the meaning from `~ = # { } :` wherever it stands, so that a feedback may
# hold a `\~`, as Moodle writes it when it exports a feedback with a tilde.
# Seen: in the text of a question `\{` and `\=` are plain letters; in a feedback `\~` ends the feedback, a
# backslash stays at its end, and the rest becomes a choice that no teacher wrote: three choices of two.
# Whoever reads GIFT splits at unescaped signs only, in feedback as elsewhere.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pygiftparserrgmf==0.0.5

cd "$folder"
"$folder/venv/bin/python" - 2>"$folder/warnings" <<'PY'
from pygiftparser import parser

plain, fed_back = (
    parser.parse(text).questions[0]
    for text in (
        "::Set:: Is \\{2\\} a set? {=yes ~no}\n",
        "::About:: How many are there? {=ten ~twelve#It is \\~10, not 12.}\n",
    )
)
assert plain.text == "Is {2} a set?", plain.text
choices = [(choice.text, choice.feedback) for choice in fed_back.answer.options]
print(choices)
assert choices == [("ten", None), ("twelve", "It is \\"), ("10, not 12.", None)], choices
PY
