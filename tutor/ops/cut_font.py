"""Cut the font of formulas down: `python -P tutor/ops/cut_font.py WHOLE CUT`.

A process of its own, because fontTools keeps 14 MB in the process that has used it once. It imports nothing
of the site.
"""

import sys
from typing import Any

from fontTools import subset

# Latin and Greek, marks, punctuation, letterlike signs, arrows, operators, shapes, letters in maths styles.
RANGES = (
    *((0x20, 0x17F), (0x2C6, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF), (0x2000, 0x22FF), (0x2300, 0x23FF)),
    *((0x25A0, 0x26FF), (0x27C0, 0x27FF), (0x2900, 0x2AFF), (0xFE00, 0xFE01), (0x1D400, 0x1D7FF)),
)


def cut(whole: str, made: str) -> None:
    """Write the font `whole` as WOFF to `made`, with the letters of `RANGES` and all their larger sizes."""
    options = subset.Options(flavor="woff", layout_features=["*"], hinting=False, name_IDs=["*"])
    font = subset.load_font(whole, options)
    _join_arrows(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    cutter.subset(font)
    subset.save_font(font, made, options)


def _join_arrows(font: Any) -> None:
    """Let arrows to the right grow: this edition gives their heads the joint on the wrong side."""
    variants = font["MATH"].table.MathVariants
    for construction in variants.HorizGlyphConstruction:
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else []
        if len(parts) > 1 and parts[-1].StartConnectorLength < variants.MinConnectorOverlap:
            parts[-1].StartConnectorLength = parts[-1].EndConnectorLength


if __name__ == "__main__":
    cut(*sys.argv[1:])
