"""Measures face finders side by side, one file each: what they find, what is read from it, cost, contacts.

`python -m emotion.training.runs.finders --path FERPLUS --out results/finders` measures those that serve from
this environment. Others need one of their own: `--python mediapipe=VENV/bin/python` (what `make parity`
makes), `--python mtcnn=VENV/bin/python` (a virtual environment with `mtcnn==1.0.0`, `tensorflow-cpu` and
`opencv-python-headless<5`). Faces of the collection are searched without a network, where the machine can do
that. Whom a finder asks for is seen by strace, on the public-domain portrait, with the network as it is: so
measuring `mediapipe` reports to its maker that it was used.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.runtime.benchmark import machine
from emotion.training.data.datasets import Split, Stills, load_ferplus
from emotion.training.data.faces import detect_faces
from emotion.training.evaluation.evaluate import Predictions, ServedNetworks, predictions_on, report_emotions
from emotion.training.fitting.material import serving_crops
from emotion.training.reporting import on_stderr
from emotion.training.runs.finder_process import FinderProcess, contacts_of, without_network
from emotion.training.runs.peers import portrait_frame

WARM_UP, SEARCHES, TURNS = 10, 60, 3
SPLIT: Split = "valid"
"""Never the test split: a finder may be chosen by these figures."""


def main() -> int:
    """Measure the finders that were asked for, and write a file for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, required=True, help="The packed FERPlus file.")
    parser.add_argument("--out", type=Path, required=True, help="The folder for the figures.")
    parser.add_argument("--finder", action="append", metavar="NAME", help="Only these.")
    parser.add_argument("--every", type=int, default=1, help="Take each so many-th picture, for a slow one.")
    parser.add_argument("--python", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--costs", action="store_true", help="Measure costs anew, in turns, for files there.")
    options = parser.parse_args()
    pythons = {"landmarks": Path(sys.executable), "haar": Path(sys.executable)}
    pythons |= {name: Path(python) for name, _, python in (one.partition("=") for one in options.python)}
    # One core, for every process that starts here.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if options.costs:
        return measure_costs(options.out, {name: pythons[name] for name in options.finder or pythons})
    stills = load_ferplus(options.path, SPLIT)
    stills = stills.take(np.arange(0, len(stills), options.every))
    networks = ServedNetworks()
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.finder or pythons:
        found = {"finder": name, "dataset": "ferplus", "split": SPLIT, "model": networks.model}
        found |= measure(name, pythons[name], stills, networks)
        (options.out / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n")
    return 0


def measure_costs(folder: Path, pythons: dict[str, Path]) -> int:
    """Replace the costs in finders' files; asked in turns, so that a busy machine is busy for all alike."""
    frame = camera_frame()
    rounds = [{name: cost_of(name, python, frame) for name, python in pythons.items()} for _ in range(TURNS)]
    for name in pythons:
        path = folder / f"{name}.json"
        costs = sorted((turn[name] for turn in rounds), key=lambda cost: float(cost["cpu_ms_per_frame"]))
        path.write_text(json.dumps(json.loads(path.read_text()) | costs[TURNS // 2], indent=1) + "\n")
    return 0


def camera_frame() -> NDArray[np.uint8]:
    """Return the public-domain portrait as a camera frame, RGB, shape (240, 320, 3)."""
    return np.asarray(cv2.cvtColor(portrait_frame(), cv2.COLOR_BGR2RGB), dtype=np.uint8)


def measure(name: str, python: Path, stills: Stills, networks: ServedNetworks) -> dict[str, Any]:
    """Return what one finder finds in the stills, what is read from it, what it costs, whom it asks for."""
    frame = camera_frame()
    return {
        **cost_of(name, python, frame),
        "contacts": contacts_of(name, python, frame),
        "seen_on": datetime.now(UTC).date().isoformat(),
        **figures_of(name, python, stills, networks),
    }


def cost_of(name: str, python: Path, frame: NDArray[np.uint8]) -> dict[str, Any]:
    """Return medians of a search of one camera frame (ms), start (s) and memory (MiB), on one core."""
    with FinderProcess(name, python, under=without_network()) as finder:
        for _ in range(WARM_UP + SEARCHES):
            finder.find(frame)
        return {
            "package": finder.package,
            "cpu_ms_per_frame": float(np.median(finder.cpu_ms[WARM_UP:])),
            "ms_per_frame": float(np.median(finder.wall_ms[WARM_UP:])),
            "start_s": finder.start_s,
            "rss_mb": finder.rss_mb,
            "frame": f"{frame.shape[1]} x {frame.shape[0]}",
            "machine": machine(),
        }


def figures_of(name: str, python: Path, stills: Stills, networks: ServedNetworks) -> dict[str, Any]:
    """Return the share of stills in which a face is found, and accuracy cut as in serving and end to end."""
    offline = without_network()
    with FinderProcess(name, python, under=offline) as finder:
        detected = detect_faces(stills.images, on_stderr(f"{name}: finding faces"), finder=finder)
    crops = serving_crops(stills.images, detected)
    ways = {
        "cut_as_in_serving": predictions_on(
            networks, crops, labels=stills.labels, subjects=stills.subjects, detected=detected
        ),
        "end_to_end": predictions_on(
            networks,
            detected.crops,
            labels=stills.labels,
            subjects=stills.subjects,
            detected=detected,
            has_face=detected.found,
        ),
    }
    return {
        "n": len(stills),
        "faces_found": int(detected.found.sum()),
        "without_network": bool(offline),
        **{way: _scores(predictions) for way, predictions in ways.items()},
    }


def _scores(predictions: Predictions) -> dict[str, Any]:
    found = report_emotions(predictions, seed=1, draws=500)
    assert tuple(found["classes"]) == EMOTIONS
    return {key: found[key] for key in ("accuracy", "macro_f1", "uar", "intervals")}


if __name__ == "__main__":
    sys.exit(main())
