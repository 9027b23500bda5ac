"""Style sheets say start and end, so that a page from the right is the mirror of one from the left."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted([*ROOT.glob("tutor/static/tutor/css/*.css"), *ROOT.glob("content/static/content/*.css")])
# Mathematics runs from the left in every language, and a place over a picture stays on the picture. What a
# theme does on one side is done on the other.
ALLOWED = {"maths.css": 18, "hotspots.css": 1, "mirrored.css": 24}
ONE_SIDED = re.compile(
    r"^\s*(?:(?:margin|padding|border)-(?:left|right)\b|(?:left|right)\s*:|text-align:\s*(?:left|right)"
    r"|float:\s*(?:left|right)|clear:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius)",
    re.MULTILINE,
)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_names_no_side(sheet):
    found = ONE_SIDED.findall(sheet.read_text(encoding="utf-8"))
    assert len(found) <= ALLOWED.get(sheet.name, 0), found


@pytest.mark.parametrize(
    "line", ["  margin-left: 1em;", "  left: 0;", "  text-align: right;", "  border-top-left-radius: 1px;"]
)
def test_a_side_is_seen(line):
    assert ONE_SIDED.search(line)


def test_all_sheets_are_read():
    assert len(SHEETS) > 40
