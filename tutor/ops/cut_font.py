"""Cut a font down to the letters that are used: `python -P tutor/ops/cut_font.py < JOB`.

Standard input holds a JSON object: `whole` and `made` are files, `ranges` the code points to keep, `axes`
what to fix or narrow of a variable font. A process of its own, because fontTools keeps 14 MB in the process
that has used it once. It imports nothing of the site.
"""

import json
import sys
from typing import Any

from fontTools import subset
from fontTools.varLib.instancer import instantiateVariableFont


def cut(job: dict[str, Any]) -> None:
    """Write a font as WOFF, with its letters in all their larger sizes."""
    options = subset.Options(flavor="woff", hinting=False, name_IDs=["*"])
    font = subset.load_font(job["whole"], options)
    if "MATH" in font:
        # Each letter's small and slanted forms, which a formula chooses between.
        options.layout_features = ["*"]
        _join_arrows(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[code for first, last in job["ranges"] for code in range(first, last + 1)])
    cutter.subset(font)
    if job["axes"]:
        limits = {name: tuple(at) if isinstance(at, list) else at for name, at in job["axes"]}
        font = instantiateVariableFont(font, limits, inplace=True)
    subset.save_font(font, job["made"], options)


def _join_arrows(font: Any) -> None:
    """Let arrows to the right grow: this edition gives their heads the joint on the wrong side."""
    variants = font["MATH"].table.MathVariants
    for construction in variants.HorizGlyphConstruction:
        parts = construction.GlyphAssembly.PartRecords if construction.GlyphAssembly else []
        if len(parts) > 1 and parts[-1].StartConnectorLength < variants.MinConnectorOverlap:
            parts[-1].StartConnectorLength = parts[-1].EndConnectorLength


if __name__ == "__main__":
    cut(json.load(sys.stdin))
