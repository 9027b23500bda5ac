"""Reads pictures with `fer` from PyPI, inside a virtual environment of its own; started by `peers.py`.

Imports nothing of this project. Input: an `.npz` with `crops` (N, 48, 48),
uint8, and one `frame` (H, W, 3), BGR. Output: one JSON object on stdout.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

# Before `main` imports TensorFlow, which takes its settings then.
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
REPEATS = 200
FRAMES = 60


def main() -> None:
    """Classify every crop; time single crops, and the whole way from a frame to scores."""
    import numpy as np
    from fer.fer import FER  # type: ignore[import-not-found]

    given = np.load(sys.argv[1])
    crops, frame = given["crops"], given["frame"]
    started = time.perf_counter()
    reader = FER()
    start_s = time.perf_counter() - started
    names = [label for _, label in sorted(reader._get_labels().items())]
    scores = classify(reader, crops)
    package = Path(sys.modules["fer"].__file__ or "").parent
    answer = {
        "classes": names,
        "guesses": np.asarray(scores).argmax(1).tolist(),
        "ms_per_face": timed([partial(classify, reader, crop[None]) for crop in crops[:REPEATS]]),
        "ms_per_frame": timed([lambda: reader.detect_emotions(frame)] * FRAMES),
        "faces_in_frame": len(reader.detect_emotions(frame)),
        "start_s": start_s,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "weights_mb": (package / "data" / "emotion_model_quantized.tflite").stat().st_size / 1e6,
    }
    sys.stdout.write(json.dumps(answer))


def timed(calls: list[Callable[[], Any]]) -> float:
    """Return the median time of the calls, milliseconds."""
    times = []
    for call in calls:
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return sorted(times)[len(times) // 2]


def classify(reader: Any, crops: Any) -> Any:
    """Return the scores of grey crops, (N, 7): scaled to its 64 x 64 input as its own pipeline does."""
    import cv2
    import numpy as np

    sized = np.stack([cv2.resize(crop, (64, 64)) for crop in crops]).astype(np.float32)
    return reader._classify_emotions((sized / 255.0 - 0.5) * 2.0)


if __name__ == "__main__":
    main()
