"""Draws confusion, reliability, how a frame is read under each condition, and how trainings went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

# Before `pyplot` is imported, which may otherwise look for a screen.
matplotlib.use("Agg")
from matplotlib import pyplot

LEAST_DRAWN = 20
"""Fewer pictures than these say too little for a point."""


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


def draw_curves(curves: Mapping[str, Sequence[float]], path: Path) -> None:
    """Draw the accuracy on valid after each epoch, one curve a run; some go on from others."""
    figure, axes = pyplot.subplots(figsize=(8, 4.6), layout="constrained")
    for place, (name, accuracies) in enumerate(curves.items()):
        style = "-" if place < 10 else "--"
        epochs = range(1, len(accuracies) + 1)
        axes.plot(epochs, accuracies, style, marker="o", markersize=3, label=name)
    axes.set(xlabel="epoch of the run", ylabel="accuracy on valid, cut as in serving", ylim=(0.6, 0.9))
    axes.grid(alpha=0.3)
    axes.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(path, dpi=110)
    pyplot.close(figure)


def draw_conditions(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw under each condition how often a frame is read, and how often rightly; hollow: those refused.

    Args:
        rows: what `conditions.evaluate_conditions` tells of each condition.
        path: of the PNG.
    """
    figure, (told, right) = pyplot.subplots(
        1, 2, figsize=(9.5, 0.21 * len(rows) + 1.2), sharey=True, layout="constrained"
    )
    kinds = [one["kind"] for one in rows]
    colours = {kind: f"C{place % 10}" for place, kind in enumerate(dict.fromkeys(kinds))}
    for place, one in enumerate(rows):
        colour = colours[one["kind"]]
        told.barh(place, one["share_known"]["value"], color=colour, alpha=0.6)
        if one["known"]["n"] >= LEAST_DRAWN:
            scored = one["known"]["accuracy"]
            right.plot(scored["interval"], [place, place], color=colour)
            right.plot(scored["value"], place, "o", color=colour, markersize=5)
        if one["refused"]["n"] >= LEAST_DRAWN:
            right.plot(
                one["refused"]["accuracy"]["value"], place, "o", mfc="none", color=colour, markersize=5
            )
    plain = rows[0]["known"]["accuracy"]["value"]
    right.axvline(plain, color="grey", linestyle="--", linewidth=1)
    told.set_yticks(range(len(rows)), [f"{one['kind']} {one['level']}".strip() for one in rows], fontsize=8)
    told.set(xlabel="share of frames that are read", xlim=(0, 1))
    right.set(xlabel="rightly, of those read (95 %); hollow: of those refused", xlim=(0.3, 1))
    told.set_ylim(len(rows) - 0.4, -0.6)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
