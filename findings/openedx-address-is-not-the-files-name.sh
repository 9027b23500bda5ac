#!/usr/bin/env bash
# edx-opaque-keys 4.0.0 gives an uploaded file an address under another name than the file keeps in an export.
#
# Guessed: the texts of a course show `static/a+b.png` as `/static/a+b.png`, escaped as a URL where needed
# (`a%2Bb.png`, `Half%20a%20pie.png`).
# Seen: spaces, plus signs, brackets, commas, colons and at signs each become an underscore in the address, a
# letter with an accent stays, and no rule leads back: "a b.png" and "a+b.png" have one address. An export has
# the file under the name that its author gave it, the texts have the address. Whoever reads exports compares
# both after the same change, and not the names.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check edx-opaque-keys==4.0.0

"$folder/venv/bin/python" - <<'PY'
from opaque_keys.edx.locator import AssetLocator

seen = {
    "Half a pie.png": "Half_a_pie.png",
    "a+b.png": "a_b.png",
    "a b.png": "a_b.png",
    "plot (1).png": "plot__1_.png",
    "été.png": "été.png",
}
for name, address in seen.items():
    found = AssetLocator.clean_keeping_underscores(name)
    print(f"{name} -> {found}")
    assert found == address, found
PY
