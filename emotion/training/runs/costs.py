"""What a design costs to serve: time a face on one core, and megabytes, all through the same route.

Networks are exported as the served one is (half-precision weights, ONNX Runtime, one thread) and read eight
faces at a time, as a clip is.
"""

from __future__ import annotations

import copy
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from torch import nn

from emotion.frames import CLIP_LENGTH
from emotion.training.artefact.export import export, served_form
from emotion.training.networks.hog_svm import margins

REPEATS = 40


def cost_of_network(model: nn.Module, side: int) -> dict[str, Any]:
    """Return milliseconds a face, faces a second and megabytes of a network that reads crops of `side`."""
    plain = served_form(copy.deepcopy(model).to(memory_format=torch.contiguous_format))  # type: ignore[call-overload]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "design.onnx"
        example = (torch.zeros(2, 1, side, side),)
        export(plain, example, path, inputs=("crops",), outputs=("emotions", "fer2013"))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(path, options)
        crops = np.random.default_rng(0).random((CLIP_LENGTH, 1, side, side), dtype=np.float32)
        ms_per_face = median_ms(lambda: session.run(None, {"crops": crops})) / CLIP_LENGTH
        return _cost(ms_per_face, path.stat().st_size)


def cost_of_svm(model: Any, images: NDArray[np.uint8]) -> dict[str, Any]:
    """Return the same for the support vector machine, its gradients included."""
    ms_per_face = median_ms(lambda: margins(model, images[:CLIP_LENGTH])) / CLIP_LENGTH
    scaler, machine = (step for _, step in model.steps)
    weights = (scaler.mean_, scaler.scale_, machine.coef_, machine.intercept_)
    return _cost(ms_per_face, sum(part.astype(np.float32).nbytes for part in weights))


def median_ms(call: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the median processor time of a call in milliseconds, after three that do not count.

    Of the processor, because others may be at work on the same machine.
    """
    times = []
    for _ in range(repeats + 3):
        began = time.process_time()
        call()
        times.append((time.process_time() - began) * 1000)
    return float(np.median(times[3:]))


def _cost(ms_per_face: float, size: int) -> dict[str, Any]:
    return {
        "ms_per_face": round(ms_per_face, 3),
        "faces_per_second": round(1000 / ms_per_face, 1),
        "mb": round(size / 1e6, 2),
        "threads": 1,
        "machine": platform.machine(),
    }
