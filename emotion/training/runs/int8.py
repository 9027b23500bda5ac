"""Asks whether eight-bit weights serve as well: measures the shipped ones and the full ones in one run.

`python -m emotion.training.runs.int8 --data DIR --json results/emotion-int8.json` compares speed and accuracy
on the valid split of FERPlus with what the last export left in `runs/full`. Eight bits are worth keeping if
they are faster and cost under half a point.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.runtime.weights import WEIGHTS
from emotion.training.artefact.checkpoints import FULL_PRECISION, Workspace, detected_stills
from emotion.training.data.datasets import Stills
from emotion.training.data.faces import DetectedFaces
from emotion.training.evaluation.evaluate import ServedNetworks
from emotion.training.fitting.material import serving_crops
from emotion.training.reporting import report_found

REPEATS = 60
MAX_LOST = 0.005


def compare(
    plain: ServedNetworks,
    small: ServedNetworks,
    stills: Stills,
    crops: NDArray[np.uint8],
    detected: DetectedFaces,
) -> dict[str, Any]:
    """Return accuracy and time of both, measured in turns, and whether the small one is worth keeping."""
    right = {
        name: networks.read(crops, "frame_logits", detected=detected).argmax(1) == stills.labels
        for name, networks in (("float32", plain), ("int8", small))
    }
    times: dict[str, list[float]] = {"float32": [], "int8": []}
    for _ in range(REPEATS):
        for name, networks in (("float32", plain), ("int8", small)):
            began = time.perf_counter()
            networks.read(crops[:CLIP_LENGTH], "frame_logits")
            times[name].append((time.perf_counter() - began) * 1000)
    accuracy = {name: float(hits.mean()) for name, hits in right.items()}
    ms = {name: float(np.median(one[5:])) for name, one in times.items()}
    lost, ratio = accuracy["float32"] - accuracy["int8"], ms["float32"] / ms["int8"]
    return {
        "rows": len(stills),
        "accuracy": accuracy,
        "accuracy_lost": lost,
        "same_answer": float((right["float32"] == right["int8"]).mean()),
        "ms_per_clip": ms,
        "times_as_fast": ratio,
        "worth_keeping": bool(ratio > 1 and lost < MAX_LOST),
    }


def measure(workspace: Workspace, full: Path, *, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Compare two artefacts on the valid split."""
    watched, detected = detected_stills(workspace, "valid", lambda *_: None)
    kept = np.flatnonzero(watched.faces)
    held_out = serving_crops(watched.images, detected)[kept]
    plain, small = ServedNetworks(full), ServedNetworks(weights)
    found = compare(plain, small, watched.take(kept), held_out, detected.take(kept))
    sizes = {
        name: (one / "clip.onnx").stat().st_size / 1e6 for name, one in (("float32", full), ("int8", weights))
    }
    return {"model": small.model, "dataset": "ferplus", "split": "valid"} | found | {"mb": sizes}


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="Folder with the collections.")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="Folder with the caches of faces.")
    parser.add_argument("--full", type=Path, help="Folder with the weights in full; runs/full if not named.")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    full = options.full or options.runs / FULL_PRECISION
    found = measure(Workspace(options.data, options.runs), full, weights=options.weights)
    report_found(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
