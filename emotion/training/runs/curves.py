"""Draws how each training of the frame encoder went on valid, epoch by epoch, from the records in `results/`.

`python -m emotion.training.runs.curves results --figures results/figures`
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

from emotion.training.evaluation.figures import draw_curves

WATCHED = "valid_aligned_accuracy"
PREFIX = "emotion-record-"
FIGURE = "learning-curves.png"


def read_curves(folder: Path) -> dict[str, list[float]]:
    """Return the accuracy on valid, cut as in serving, after each epoch, by the run's name."""
    found = {}
    for path in sorted(folder.glob(f"{PREFIX}*.json")):
        curves = json.loads(path.read_text()).get("curves", [])
        if curves:
            found[path.stem.removeprefix(PREFIX)] = [float(curve[WATCHED]) for curve in curves]
    return found


def main() -> None:
    """Draw every run that left a record."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--figures", type=Path, required=True)
    options = parser.parse_args()
    draw_curves(read_curves(options.results), options.figures / FIGURE)


if __name__ == "__main__":
    main()
