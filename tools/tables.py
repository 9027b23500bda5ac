"""Write the tables of README.md from results/, or with --check say whether they are what results/ says.

A table stands between `<!-- table: NAME -->` and `<!-- /table -->`; NAME is a function of `TABLES`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.markdown import table

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "README.md"
SLOT = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- /table -->)", re.S)


def read_results() -> dict[str, dict[str, Any]]:
    """Return every JSON object in results/, by file name without its suffix, in order."""
    found = {}
    for path in sorted((ROOT / "results").glob("*.json")):
        value = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(value, dict):
            found[path.stem] = value
    return found


def markdown(said: str, head: Sequence[str], rows: list[list[str]]) -> str:
    """Return a sentence and its Markdown table, or an empty text when there is no row."""
    return f"{said}:\n\n{table(head, rows)}" if rows else ""


def emotions(results: dict[str, dict[str, Any]]) -> str:
    """How often the emotions are told right, beside what always saying the same would score."""
    rows = [
        [
            f"{one['dataset']} {one['split']}",
            f"{one['n']:,}",
            f"{one['accuracy']:.1%} ({_interval(one['intervals']['accuracy'], '.1%')})",
            f"{one['macro_f1']:.3f}",
            f"{one['ece']:.3f}",
            f"{one['baseline']['accuracy']:.1%}",
        ]
        for one in results.values()
        if "raw_crops" in one
    ]
    head = ["data", "pictures", "accuracy (95 %)", "macro F1", "calibration error", "always the same"]
    return markdown("How often the emotions are told right, on pictures it was not trained on", head, rows)


def states(results: dict[str, dict[str, Any]]) -> str:
    """How well the states are ranked, on people the head was not fitted to."""
    rows = [
        [name, f"{value:.2f} ({_interval(one['intervals']['auc'][name], '.2f')})"]
        for one in results.values()
        if "auc" in one and (one.get("dataset"), one.get("split")) == ("daisee-frames", "valid")
        for name, value in one["auc"].items()
    ]
    said = "How well the states are told apart, on people it was not trained on (0.5 is chance, 1 is perfect)"
    return markdown(said, ["state", "AUC (95 %)"], rows)


def _interval(ends: list[float], form: str) -> str:
    return f"{ends[0]:{form}} to {ends[1]:{form}}"


def speed(results: dict[str, dict[str, Any]]) -> str:
    """What a frame costs a worker."""
    rows = [
        [
            f"{one['ms_per_frame']['p50']:.1f} ms",
            f"{one['ms_per_frame']['p95']:.1f} ms",
            f"{one['frames_per_second']:.0f}",
            f"{one['start_s']:.1f} s",
            f"{one['rss_mb']:.0f} MB",
            f"{one['weights_mb']:.1f} MB",
        ]
        for one in results.values()
        if {"ms_per_frame", "frames_per_second", "start_s", "rss_mb", "weights_mb"} <= one.keys()
    ]
    said = "What a frame costs a worker, on one core without a GPU"
    return markdown(said, ["a frame, median", "p95", "frames a second", "start", "memory", "weights"], rows)


def loop(results: dict[str, dict[str, Any]]) -> str:
    """How long a student waits from the frame that decided to the new content on the page."""
    rows = [
        [
            f"{one['students']}",
            *(f"{one['ms'][key]:.0f} ms" for key in ("p50", "p95", "max")),
            f"{one['loops']}",
        ]
        for name, one in results.items()
        if name.startswith("loop_latency")
    ]
    said = "From the last camera frame of the clip that decided to the new content, in a real browser"
    return markdown(said, ["students", "median", "p95", "longest", "measured"], rows)


def crowd(results: dict[str, dict[str, Any]]) -> str:
    """What a class of simulated students meets."""
    rows = [
        [
            f"{one['students']}",
            f"{one['fps']:g} frames a second" if one["fps"] else "off",
            *(_milliseconds(one["estimate_age_ms"].get(key)) for key in ("p50", "p95")),
            f"{one['dropped']}",
            *(_milliseconds(one["page_ms"].get(key)) for key in ("p50", "p95")),
            f"{one['errors']}",
        ]
        for name, one in results.items()
        if name.startswith("class_with")
    ]
    head = ["students", "cameras", "estimate's age", "p95", "clips dropped", "page", "p95", "errors"]
    return markdown("One process and a class of simulated students, who share two cores", head, rows)


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} ms"


TABLES: dict[str, Callable[[dict[str, dict[str, Any]]], str]] = {
    "emotions": emotions,
    "states": states,
    "speed": speed,
    "loop": loop,
    "crowd": crowd,
}


def filled(text: str, results: dict[str, dict[str, Any]]) -> str:
    """Return `text` with each table written anew."""
    return SLOT.sub(lambda slot: slot[1] + TABLES[slot[2]](results) + slot[3], text)


def main(arguments: list[str]) -> int:
    """Write the tables; with `--check` write nothing and return 1 when they differ."""
    text = DOCUMENT.read_text(encoding="utf-8")
    wanted = filled(text, read_results())
    if arguments == ["--check"]:
        if text != wanted:
            sys.stderr.write("README.md does not say what results/ says: run `make tables`.\n")
        return int(text != wanted)
    DOCUMENT.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
