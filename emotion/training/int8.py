"""Asks whether eight-bit weights would serve: makes them, and measures both variants in one run.

`python -m emotion.training.int8 --data DIR --runs runs --json results/emotion-int8.json` quantises the
convolutions of the shipped clip network (per channel, calibrated on training faces) and compares speed and
accuracy on the valid split of FERPlus. They are worth keeping if they are faster and cost under half a point.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from emotion.frames import CLIP_LENGTH
from emotion.runtime.weights import WEIGHTS
from emotion.training.datasets import Stills
from emotion.training.evaluate import ServedNetworks, clip_feed
from emotion.training.export import halve, sha256_of
from emotion.training.faces import SeenFaces
from emotion.training.finished import Places, seen_stills
from emotion.training.material import serving_crops

CALIBRATION_FACES = 512
REPEATS = 60
MOST_LOST = 0.005


class Faces(CalibrationDataReader):  # type: ignore[misc]
    """Hands out the clip network's inputs, one clip of eight faces at a time."""

    def __init__(self, crops: NDArray[np.uint8], seen: SeenFaces) -> None:
        self._feeds = self._of(crops, seen)

    @staticmethod
    def _of(crops: NDArray[np.uint8], seen: SeenFaces) -> Iterator[dict[str, NDArray[np.float32]]]:
        for start in range(0, len(crops) - CLIP_LENGTH + 1, CLIP_LENGTH):
            rows = slice(start, start + CLIP_LENGTH)
            yield clip_feed(crops[rows], seen.take(rows), clips=1)

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """Return the next clip's inputs, None after the last."""
        return next(self._feeds, None)


def quantise(weights: Path, folder: Path, faces: Faces) -> None:
    """Write a copy of the shipped weights to `folder` whose convolutions are eight-bit."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in weights.glob("*"):
        if path.suffix in {".onnx", ".json"}:
            shutil.copyfile(path, folder / path.name)
    plain = folder / "folded.onnx"
    options = onnxruntime.SessionOptions()
    # Widens the half-precision weights once and for all: the quantiser looks for float32 constants.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(plain)
    onnxruntime.InferenceSession(weights / "clip.onnx", options)
    quantize_static(
        plain,
        folder / "clip.onnx",
        faces,
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["Conv"],
    )
    plain.unlink()
    graph = onnx.load(folder / "clip.onnx")
    halve(graph)
    onnx.save(graph, folder / "clip.onnx")
    manifest = json.loads((folder / "manifest.json").read_text())
    size = (folder / "clip.onnx").stat().st_size
    manifest["files"]["clip"] |= {"sha256": sha256_of(folder / "clip.onnx"), "bytes": size}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def compare(
    plain: ServedNetworks, small: ServedNetworks, stills: Stills, crops: NDArray[np.uint8], seen: SeenFaces
) -> dict[str, Any]:
    """Return accuracy and time of both, measured in turns, and whether the small one is worth keeping."""
    right = {
        name: networks.read(crops, "frame_logits", seen=seen).argmax(1) == stills.labels
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
        "worth_keeping": bool(ratio > 1 and lost < MOST_LOST),
    }


def measure(places: Places, *, weights: Path = WEIGHTS) -> dict[str, Any]:
    """Quantise the weights on training faces, and compare on the valid split."""
    learned, seen_learned = seen_stills(places, "train", lambda *_: None)
    rows = np.sort(np.random.default_rng(1).permutation(len(learned))[:CALIBRATION_FACES])
    crops = serving_crops(learned.images, seen_learned)[rows]
    watched, seen = seen_stills(places, "valid", lambda *_: None)
    kept = np.flatnonzero(watched.faces)
    with tempfile.TemporaryDirectory() as folder:
        quantise(weights, Path(folder), Faces(crops, seen_learned.take(rows)))
        plain, small = ServedNetworks(weights), ServedNetworks(Path(folder))
        held_out = serving_crops(watched.images, seen)[kept]
        found = compare(plain, small, watched.take(kept), held_out, seen.take(kept))
        sizes = {
            name: (one / "clip.onnx").stat().st_size / 1e6
            for name, one in (("float32", weights), ("int8", Path(folder)))
        }
    return {"model": plain.model, "dataset": "ferplus", "split": "valid"} | found | {"mb": sizes}


def main() -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="Folder with the collections.")
    parser.add_argument("--runs", type=Path, default=Path("runs"), help="Folder with the caches of faces.")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    text = json.dumps(measure(Places(options.data, options.runs), weights=options.weights), indent=1)
    sys.stdout.write(text + "\n")
    if options.json:
        options.json.write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
