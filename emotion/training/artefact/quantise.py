"""Makes the convolutions of the clip network eight-bit: faster on one core, and smaller to ship.

Weights are rounded channel by channel, activations by the range they take on training faces. The weights use
seven of their eight bits: processors without the dot-product instructions (VNNI) add two products in sixteen
bits, which eight would overflow. So every processor gives the same answers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import numpy_helper
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from emotion.frames import CLIP_LENGTH
from emotion.training.artefact.export import halve
from emotion.training.data.clip_inputs import still_inputs
from emotion.training.data.faces import DetectedFaces

Floats = NDArray[np.float32]


class Faces(CalibrationDataReader):
    """Hands out the clip network's inputs, one clip of eight faces at a time."""

    def __init__(self, crops: NDArray[np.uint8], detected: DetectedFaces) -> None:
        self._feeds = self._of(crops, detected)

    @staticmethod
    def _of(crops: NDArray[np.uint8], detected: DetectedFaces) -> Iterator[dict[str, Floats]]:
        for start in range(0, len(crops) - CLIP_LENGTH + 1, CLIP_LENGTH):
            rows = slice(start, start + CLIP_LENGTH)
            yield still_inputs(crops[rows], detected.take(rows)).feed()

    def get_next(self) -> dict[str, Floats] | None:
        """Return the next clip's inputs, None after the last."""
        return next(self._feeds, None)


def quantise(full: Path, path: Path, faces: Faces) -> None:
    """Write the clip network of `full` to `path` with eight-bit convolutions; the rest stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        options = onnxruntime.SessionOptions()
        # Widens the half-precision weights once and for all: the quantiser looks for float32 constants.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = str(plain)
        onnxruntime.InferenceSession(full, options)
        quantize_static(
            plain,
            path,
            faces,
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["Conv"],
        )
    graph = onnx.load(path)
    halve(graph)
    onnx.save(graph, path)


def stored_weights(path: Path) -> dict[str, Floats]:
    """Return the weights in an ONNX file by name as float32, whether stored in 32, 16 or 8 bits."""
    stored = {
        tensor.name.removesuffix(".half"): numpy_helper.to_array(tensor)
        for tensor in onnx.load(str(path)).graph.initializer
    }
    weights = {
        name: values.astype(np.float32)
        for name, values in stored.items()
        if values.dtype in (np.float32, np.float16)
    }
    for name, values in stored.items():
        if name.endswith("_quantized"):
            plain = name.removesuffix("_quantized")
            # The quantiser names a weight's scale after the weight, a bias's after the rounded bias.
            scale = weights.get(f"{name}_scale", weights.get(f"{plain}_scale"))
            assert scale is not None
            weights[plain] = values.astype(np.float32) * scale.reshape(-1, *[1] * (values.ndim - 1))
    return weights
