"""Measure what converters of formulas make of a hundred of them, into results/formulas.json.

    python tools/formulas.py --json OUT [--formulas FILE]

FILE holds one formula a line; those after the line `% none` are none, and should be refused. `ours` is what
pages show: math-core, and what stands around it in content/texts. latex2mathml comes with a package anyway.

A formula counts as right if it is taken, no TeX is among its letters, it has as many fractions, roots, rows
and scripts as its source asks for, and it holds elements and attributes of MathML Core alone, without inline
styles, which our content policy forbids.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 10
MOST_SHOWN = 30
_CORE = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded", "mphantom", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "mtable"),
    *("mtr", "mtd", "b", "i", "em", "code"),
}
_NOT_CORE = ("columnalign", "rowlines", "columnlines", "notation", "mathcolor", "columnspacing", "rowspacing")
_ROWS = re.compile(r"\\begin\{\w+\*?\}|(?<!\\)\\\\(?!\s*\\hline\s*\\end)(?!\s*\\end)")
Convert = Callable[[str], str]


def converters() -> dict[str, Convert]:
    """Return the ways to convert a formula, by name; each raises where it takes none."""
    from latex2mathml.converter import convert
    from math_core import LatexToMathML

    from content.texts.formulas import mathml_of

    plain = LatexToMathML(fancy_error=False)
    return {
        f"latex2mathml {version('latex2mathml')}": convert,
        f"math-core {version('math-core')}": lambda latex: plain.convert_with_local_state(
            latex, displaystyle=False
        ),
        "ours": mathml_of,
    }


def faults_of(latex: str, mathml: str) -> list[str]:
    """Return what is wrong with a formula's MathML."""
    tags = re.findall(r"<(\w+)", mathml)
    letters = unescape(re.sub(r"<[^>]*>", "", mathml))
    checks = {
        "TeX among the letters": "\\" in letters or bool(re.search(r"begin|frac|sqrt|hline", letters)),
        "fractions": tags.count("mfrac") < len(re.findall(r"\\[dt]?frac|\\binom", latex)),
        "roots": tags.count("msqrt") + tags.count("mroot") != latex.count(r"\sqrt"),
        "rows": tags.count("mtr") < len(_ROWS.findall(latex)),
        "one letter or number under a root": latex == r"\sqrt23" and "<mn>23</mn>" in mathml,
        "one letter or number below a bar": latex == r"\frac{1}23" and "<mn>23</mn>" in mathml,
        "space after a sign in a text": r"\% off" in latex and "% off" not in letters.replace("\u00a0", " "),
        "elements outside MathML Core": bool(set(tags) - _CORE),
        "attributes outside MathML Core": any(f"{name}=" in mathml for name in _NOT_CORE),
        "inline styles": ' style="' in mathml,
    }
    return [name for name, is_wrong in checks.items() if is_wrong]


def measure(name: str, convert: Convert, formulas: Sequence[str], others: Sequence[str]) -> dict[str, Any]:
    """Return how many formulas come right, what is wrong with the others, and what one costs."""
    wrong: dict[str, list[str]] = {}
    for latex in formulas:
        try:
            faults = faults_of(latex, convert(latex))
        except Exception as error:  # each converter has errors of its own
            faults = [f"refused: {error}" if name == "ours" else "refused"]
        if faults:
            wrong[latex] = faults
    refused = [latex for latex in others if _refuses(convert, latex)]
    taken = [latex for latex in formulas if "refused" not in str(wrong.get(latex, ""))]
    return {
        "formulas": len(formulas),
        "right": len(formulas) - len(wrong),
        "none": len(others),
        "none_refused": len(refused),
        "us_per_formula": round(_cost_us(convert, taken), 1),
        "faults": dict(Counter(fault.partition(":")[0] for faults in wrong.values() for fault in faults)),
        "wrong": dict(list(wrong.items())[:MOST_SHOWN]),
        "none_taken": [latex for latex in others if latex not in refused],
    }


def _refuses(convert: Convert, latex: str) -> bool:
    try:
        convert(latex)
    except Exception:
        return True
    return False


def _cost_us(convert: Convert, formulas: Sequence[str]) -> float:
    """Return the processor time (µs) of one formula, in the quickest of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.thread_time()
        for latex in formulas:
            convert(latex)
        best = min(best, time.thread_time() - started)
    return best / max(1, len(formulas)) * 1e6


def main(arguments: Sequence[str]) -> int:
    """Measure all converters on the same formulas, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--formulas", type=Path, default=Path(__file__).with_name("formulas.txt"))
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(ROOT))
    text, _, rest = options.formulas.read_text(encoding="utf-8").partition("% none\n")
    formulas, others = (
        [line for line in part.splitlines() if line[:1] not in ("%", "")] for part in (text, rest)
    )
    found = {name: measure(name, convert, formulas, others) for name, convert in converters().items()}
    options.json.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name, figures in found.items():
        sys.stdout.write(f"{name}: {figures['right']} of {figures['formulas']} right, ")
        sys.stdout.write(f"{figures['none_refused']} of {figures['none']} refused, ")
        sys.stdout.write(f"{figures['us_per_formula']} µs\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
