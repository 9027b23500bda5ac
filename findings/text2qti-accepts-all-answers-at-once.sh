#!/usr/bin/env bash
# text2qti 0.8.0 writes the accepted answers of a short text as one condition, which by QTI 1.2 asks for all of them.
#
# Guessed: alternatives stand in an <or>, or in conditions of their own: what stands side by side in a
# <conditionvar> has to be true at once ("QTI: ASI Information Model" 1.2, section 3.7).
# Seen: "Santa" and "Father Christmas" stand side by side, compared with a field that takes one text, so that no
# answer is right. Canvas itself exports its short answers so, and reads them so. A reader that carries
# conditions out as they are defined leaves such questions without a right answer; of several texts for a
# response that takes one, it has to accept either.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check text2qti==0.8.0

cd "$folder"
printf 'Quiz title: North\n1. Who lives there?\n* Santa\n* Father Christmas\n' >quiz.txt
"$folder/venv/bin/text2qti" quiz.txt
"$folder/venv/bin/python" - <<'PY'
import zipfile
from xml.etree.ElementTree import fromstring

with zipfile.ZipFile("quiz.zip") as package:
    texts = [package.read(name) for name in package.namelist() if name.endswith(".xml")]
root = fromstring(next(text for text in texts if b"<mattext" in text))
names = {element: element.tag.rpartition("}")[2] for element in root.iter()}
conditions = [element for element, name in names.items() if name == "conditionvar"]
response = next(element for element, name in names.items() if name == "response_str")
found = [[(names[part], part.text) for part in condition] for condition in conditions]
print(response.get("rcardinality"), found)
assert response.get("rcardinality") == "Single"
assert found == [[("varequal", "Santa"), ("varequal", "Father Christmas")]]
PY
