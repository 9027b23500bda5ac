"""Draws what an evaluation found: the confusion matrix and the reliability diagram."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

# Before `pyplot` is imported, which may otherwise look for a screen.
matplotlib.use("Agg")
from matplotlib import pyplot


def draw_confusion(matrix: Sequence[Sequence[int]], classes: Sequence[str], path: Path) -> None:
    """Draw shares of each label, row by row, with the counts written in."""
    counts = np.array(matrix)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure, axes = pyplot.subplots(figsize=(6.5, 5.8), layout="constrained")
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(classes)), classes, rotation=45, ha="right")
    axes.set_yticks(range(len(classes)), classes)
    axes.set(xlabel="guessed", ylabel="labelled")
    for (row, column), count in np.ndenumerate(counts):
        shade = "white" if shares[row, column] > 0.6 else "black"
        axes.text(column, row, f"{count}", ha="center", va="center", fontsize=8, color=shade)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def draw_reliability(curves: dict[str, list[dict[str, Any]]], path: Path) -> None:
    """Draw how often each promise was kept, one curve a name; the diagonal is perfect."""
    figure, axes = pyplot.subplots(figsize=(5, 4.6), layout="constrained")
    axes.plot([0, 1], [0, 1], color="grey", linestyle="--", linewidth=1)
    for name, bins in curves.items():
        promised, kept = [one["confidence"] for one in bins], [one["frequency"] for one in bins]
        axes.plot(promised, kept, marker="o", markersize=4, label=name)
    axes.set(xlabel="promised", ylabel="happened", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
