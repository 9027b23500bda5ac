"""Writes ONNX files with half-precision weights, and the manifest that names them.

Batch norms are folded and the weights rounded to float16 *before* the export, so the file holds exactly the
numbers that torch holds; ONNX Runtime widens them to float32 once, when it loads. That halves the file and
leaves parity to rounding in the sums alone.
"""

from __future__ import annotations

import copy
import hashlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from emotion.estimate import EMOTIONS, STATES
from emotion.frames import CLIP_LENGTH
from emotion.runtime.clip_inputs import CLIP_INPUTS
from emotion.runtime.face import CROP_SIZE
from emotion.runtime.mesh import GEOMETRY_SIZE
from emotion.training.networks.layers import ConvNorm
from emotion.training.networks.network import ClipNet

OPSET = 17
MIN_HALVED = 256
"""Smaller tensors stay float32: they weigh nothing, and shapes and constants are among them."""


def served_form(model: nn.Module) -> nn.Module:
    """Return a copy in evaluation mode, batch norms folded, large weights rounded to float16 values."""
    model = copy.deepcopy(model).eval()
    for module in model.modules():
        if isinstance(module, ConvNorm):
            module[0] = fuse_conv_bn_eval(cast(nn.Conv2d, module[0]), cast(nn.BatchNorm2d, module[1]))
            module[1] = nn.Identity()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.numel() >= MIN_HALVED:
                parameter.copy_(parameter.half().float())
    return model


def export_clip(model: ClipNet, path: Path) -> None:
    """Write `clip.onnx`: crops (N, 8, 1, 48, 48), present (N, 8), geometry (N, 8, 1489), located (N, 8) in.

    Out come the logits of clip and frames, the encoder's features, and the frames' FER2013 logits.
    """
    example = (
        torch.zeros(2, CLIP_LENGTH, 1, CROP_SIZE, CROP_SIZE),
        torch.ones(2, CLIP_LENGTH),
        torch.zeros(2, CLIP_LENGTH, GEOMETRY_SIZE),
        torch.ones(2, CLIP_LENGTH),
    )
    outputs = ("emotion_logits", "frame_logits", "features", "fer2013_logits")
    export(model, example, path, inputs=CLIP_INPUTS, outputs=outputs)


def export(
    model: nn.Module,
    example: tuple[Tensor, ...],
    path: Path,
    *,
    inputs: Sequence[str],
    outputs: Sequence[str],
) -> None:
    """Write a module of any batch size as ONNX; `model` must be in its served form."""
    names = [*inputs, *outputs]
    with warnings.catch_warnings():
        # The tracing exporter is deprecated; it is the one that writes an LSTM as one node of any batch size.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model,
            example,
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {0: "N"} for name in names},
            opset_version=OPSET,
            dynamo=False,
        )
    graph = onnx.load(str(path))
    halve(graph)
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


def halve(model: onnx.ModelProto) -> None:
    """Store large float32 weights as float16 and let a Cast widen them when the file is loaded."""
    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < MIN_HALVED or not is_half_exact(values):
            kept.append(tensor)
            continue
        half = f"{tensor.name}.half"
        kept.append(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [tensor.name], to=onnx.TensorProto.FLOAT))
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def is_half_exact(values: np.ndarray[Any, Any]) -> bool:
    """Say whether float16 holds every one of these numbers exactly."""
    return bool((values.astype(np.float16).astype(np.float32) == values).all())


def sha256_of(path: Path) -> str:
    """Return the file's sha256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_manifest(folder: Path, **details: Any) -> dict[str, Any]:
    """Describe the artefacts in `folder`, whichever are there, and write `manifest.json`.

    Args:
        folder: holds `clip.onnx` and perhaps `states.onnx`.
        details: `clip` and `states`, mappings that join their file's entry (calibration, terms, origin).
    """
    manifest: dict[str, Any] = {
        "crop_size": CROP_SIZE,
        "clip_length": CLIP_LENGTH,
        "emotions": list(EMOTIONS),
        "states": list(STATES),
        "files": {},
    }
    for name in ("clip", "states"):
        path = folder / f"{name}.onnx"
        if path.exists():
            manifest["files"][name] = {
                **details.get(name, {}),
                "name": path.name,
                "sha256": sha256_of(path),
                "bytes": path.stat().st_size,
            }
    hashes = "".join(entry["sha256"] for entry in manifest["files"].values())
    manifest["version"] = hashlib.sha256(hashes.encode()).hexdigest()[:12]
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")
    return manifest
