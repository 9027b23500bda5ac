#!/usr/bin/env bash
# Babel 2.19.0: `format_list(style="unit")` fails in Spanish, German and Hindi, and in no other of our languages.
#
# Guessed: every style that CLDR has for lists works in every language, or falls back to one that does.
# Seen: KeyError: 'start' for three things or more, in es, de and hi. CLDR gives these languages only some of the
# patterns of that style and takes the others from "standard"; Babel keeps the part as it is. In English,
# in which one would try it, it works.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check babel==2.19.0
"$folder/venv/bin/python" - <<'PY'
from babel.lists import format_list


def told(locale: str, parts: list[str]) -> str:
    try:
        return format_list(parts, style="unit", locale=locale)
    except KeyError as error:
        return f"KeyError: {error}"


three = {locale: told(locale, ["2 h", "3 min", "4 s"]) for locale in ("en", "fr", "ar", "pt_BR", "es", "de", "hi")}
for locale, text in three.items():
    print(locale, text)
assert [locale for locale, text in three.items() if text == "KeyError: 'start'"] == ["es", "de", "hi"]
print("two in Spanish:", told("es", ["2 h", "3 min"]))
PY
