"""Measures ours against `fer` from PyPI in one run: the same FERPlus test faces, the same frame, one core.

Make a virtual environment with `fer`, `tensorflow-cpu`, `setuptools<81` (newer ones lack what `fer` imports)
and OpenCV 4 (5 has no cascades) in it, then run `python -m emotion.training.runs.peers --path FERPLUS
--python VENV/bin/python --json results/emotion-peers.json`.
Ours is measured on the crops as they come, and with what the face finder sees in them, as in serving.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.processes import last_words
from emotion.runtime.engine import open_engine
from emotion.runtime.weights import WEIGHTS
from emotion.training.data.datasets import Stills, load_ferplus
from emotion.training.data.faces import DetectedFaces, detect_faces
from emotion.training.data.pictures import emotion_named
from emotion.training.evaluation.evaluate import FLOOR, ServedNetworks
from emotion.training.fitting.material import serving_crops
from emotion.training.metrics import accuracy, bootstrap_interval, macro_f1
from emotion.training.reporting import on_stderr, report_found

CLIPS = 20
CONTEMPT = EMOTIONS.index("contempt")


def main() -> int:
    """Run both, print and write the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--path", type=Path, required=True, help="The packed FERPlus file.")
    parser.add_argument("--python", type=Path, required=True, help="Python of the environment that has fer.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    refuse_without_fer(options.python)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    stills = load_ferplus(options.path, "test")
    stills = stills.take(stills.labels != CONTEMPT)
    frame = portrait_frame()
    found = {
        "rows": len(stills),
        "classes": [name for name in EMOTIONS if name != "contempt"],
        "ours": measure_ours(stills, frame),
        "fer": measure_fer(options.python, stills, frame),
    }
    report_found(found, options.json)
    return 0


def refuse_without_fer(python: Path) -> None:
    """End at once, and not after ours was measured, where the other environment has no `fer`.

    Raises:
        SystemExit: with what that environment said.
    """
    try:
        done = subprocess.run([python, "-c", "import fer.fer"], capture_output=True, text=True)  # noqa: S603
    except OSError as error:
        raise SystemExit(f"{python}: {error.strerror}") from None
    if done.returncode:
        raise SystemExit(f"{python} has no fer that loads: {last_words(done)}")


def portrait_frame() -> NDArray[np.uint8]:
    """Return scikit-image's public-domain portrait as a 320 x 240 camera frame, BGR."""
    from skimage import data

    picture = cv2.cvtColor(data.astronaut()[:384], cv2.COLOR_RGB2BGR)  # type: ignore[no-untyped-call]
    return np.asarray(cv2.resize(picture, (320, 240), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def measure_ours(stills: Stills, frame: NDArray[np.uint8]) -> dict[str, Any]:
    """Return accuracy on raw and on serving crops, and time, memory and size on one core."""
    jpeg = cv2.imencode(".jpg", frame)[1].tobytes()
    began = time.perf_counter()
    engine = open_engine()
    start_s = time.perf_counter() - began
    times = []
    for _ in range(CLIPS):
        began = time.perf_counter()
        estimate = engine.estimate([jpeg] * 8)
        times.append((time.perf_counter() - began) * 1000 / 8)
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    networks = ServedNetworks()
    clip = stills.images[:8]
    faces = []
    for _ in range(CLIPS):
        began = time.perf_counter()
        networks.read(clip, "frame_logits")
        faces.append((time.perf_counter() - began) * 1000 / 8)
    detected = detect_faces(stills.images, on_stderr("finding faces"))
    return {
        "raw_crops": scores(stills, ours(networks, stills.images)),
        "cut_as_in_serving": scores(stills, ours(networks, serving_crops(stills.images, detected), detected)),
        "ms_per_face": sorted(faces)[CLIPS // 2],
        "ms_per_frame": sorted(times)[CLIPS // 2],
        "faces_in_frame": int(estimate.known),
        "start_s": start_s,
        "rss_mb": rss_mb,
        "weights_mb": sum(path.stat().st_size for path in WEIGHTS.glob("*.onnx")) / 1e6,
        "model": networks.model,
    }


def ours(
    networks: ServedNetworks, crops: NDArray[np.uint8], detected: DetectedFaces | None = None
) -> NDArray[np.int64]:
    """Return the guesses among the classes that both know."""
    logits = networks.read(crops, "frame_logits", detected=detected)
    logits[:, CONTEMPT] = FLOOR
    return np.asarray(logits.argmax(1), dtype=np.int64)


def measure_fer(python: Path, stills: Stills, frame: NDArray[np.uint8]) -> dict[str, Any]:
    """Run `peer_fer.py` in its own environment, on the same core."""
    script = Path(__file__).with_name("peer_fer.py")
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "given.npz"
        np.savez(given, crops=stills.images, frame=frame)
        done = subprocess.run([python, script, given], capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"fer failed: {done.stderr.strip()[-2000:]}")
    answer: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    place = [EMOTIONS.index(emotion_named(name) or "") for name in answer.pop("classes")]
    predicted = np.array(place)[answer.pop("guesses")]
    return {"raw_crops": scores(stills, predicted)} | answer


def scores(stills: Stills, predicted: NDArray[np.int64]) -> dict[str, Any]:
    """Return accuracy with its interval, and macro-F1."""
    labels = stills.labels
    return {
        "accuracy": accuracy(labels, predicted),
        "interval": bootstrap_interval(
            lambda rows: accuracy(labels[rows], predicted[rows]), stills.subjects, seed=1, draws=500
        ),
        "macro_f1": macro_f1(labels, predicted, classes=len(EMOTIONS)),
    }


if __name__ == "__main__":
    sys.exit(main())
