"""Tiny stand-in networks with the real inputs and outputs, so that serving can be tested by hand.

The clip network calls a clip happier the brighter its crops are; the states network reads the pitch.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from emotion.estimate import EMOTIONS, STATES
from emotion.frames import CLIP_LENGTH
from emotion.runtime.face import CROP_SIZE
from emotion.runtime.mesh import GEOMETRY_SIZE


def write_tiny_weights(folder: Path, *, with_states: bool = True, **manifest: Any) -> Path:
    """Write the stand-ins and their manifest; keywords replace keys of the manifest."""
    save(folder / "clip.onnx", clip_network())
    save(folder / "states.onnx", states_network())
    names = ["clip", "states"] if with_states else ["clip"]
    files = {
        name: {
            "name": f"{name}.onnx",
            "sha256": hashlib.sha256((folder / f"{name}.onnx").read_bytes()).hexdigest(),
        }
        for name in names
    }
    content = {
        "crop_size": CROP_SIZE,
        "clip_length": CLIP_LENGTH,
        "emotions": list(EMOTIONS),
        "states": list(STATES),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(content | manifest), encoding="utf-8")
    return folder


def save(path: Path, graph: onnx.GraphProto) -> None:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def floats(name: str, *shape: str | int) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def constant(name: str, values: NDArray[Any]) -> onnx.TensorProto:
    return numpy_helper.from_array(values, name)


def clip_network() -> onnx.GraphProto:
    direction = np.zeros((1, 8), dtype=np.float32)
    direction[0, EMOTIONS.index("happiness")] = 10
    nodes = [
        helper.make_node("ReduceMean", ["crops"], ["brightness"], axes=[2, 3, 4], keepdims=0),
        helper.make_node("Mul", ["brightness", "present"], ["seen"]),
        helper.make_node("Unsqueeze", ["seen", "last"], ["features"]),
        helper.make_node("MatMul", ["features", "direction"], ["frame_logits"]),
        helper.make_node("ReduceMean", ["frame_logits"], ["emotion_logits"], axes=[1], keepdims=0),
    ]
    inputs = [
        floats("crops", "N", 8, 1, CROP_SIZE, CROP_SIZE),
        floats("present", "N", 8),
        floats("geometry", "N", 8, GEOMETRY_SIZE),
        floats("located", "N", 8),
    ]
    outputs = [
        floats("emotion_logits", "N", 8),
        floats("frame_logits", "N", 8, 8),
        floats("features", "N", 8, 1),
    ]
    constants = [constant("last", np.array([2])), constant("direction", direction)]
    return helper.make_graph(nodes, "clip", inputs, outputs, constants)


def states_network() -> onnx.GraphProto:
    """Return a network whose bored logit is a tenth of the pitch in degrees; the others are 0."""
    direction = np.zeros((1 + 52 + 3, 4), dtype=np.float32)
    direction[1 + 52 + 1, STATES.index("bored")] = 0.1
    nodes = [
        helper.make_node("Concat", ["features", "blendshapes", "pose"], ["all"], axis=1),
        helper.make_node("MatMul", ["all", "direction"], ["state_logits"]),
    ]
    inputs = [floats("features", "N", 1), floats("blendshapes", "N", 52), floats("pose", "N", 3)]
    return helper.make_graph(
        nodes, "states", inputs, [floats("state_logits", "N", 4)], [constant("direction", direction)]
    )
