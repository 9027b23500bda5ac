"""Eight-bit weights are made from full ones, and measured against them."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import numpy_helper

from emotion.runtime.weights import WEIGHTS
from emotion.training.artefact.export import export_clip, served_form
from emotion.training.artefact.quantise import Faces, quantise, stored_weights
from emotion.training.data.clip_inputs import still_inputs
from emotion.training.data.datasets import Stills
from emotion.training.data.faces import DetectedFaces, detect_faces
from emotion.training.evaluation.evaluate import ServedNetworks
from emotion.training.networks.network import ClipNet, EncoderConfig, MeshNet
from emotion.training.runs.int8 import compare
from tests import faces

pytestmark = pytest.mark.slow
SCENES = ("smiling", "surprised", "neutral", "frowning")


@pytest.fixture(scope="module")
def seen() -> DetectedFaces:
    return detect_faces([faces.scene(name, step) for step in range(4) for name in SCENES], lambda *_: None)


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Path:
    """Return a clip network of untrained weights in full precision; they round like any others."""
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("full") / "clip.onnx"
    export_clip(served_form(ClipNet(EncoderConfig(), with_lstm=True, mesh=MeshNet(8, hidden=16))), path)
    return path


@pytest.fixture(scope="module")
def small(full, seen) -> Path:
    path = full.with_name("small.onnx")
    quantise(full, path, Faces(seen.crops, seen))
    return path


def test_convolutions_are_eight_bit_channel_by_channel(small):
    for path in (small, WEIGHTS / "clip.onnx"):
        graph = onnx.load(path).graph
        kernels = [tensor for tensor in graph.initializer if len(tensor.dims) == 4]
        assert kernels
        assert {tensor.data_type for tensor in kernels} == {onnx.TensorProto.INT8}
        scales = {tensor.name: tensor for tensor in graph.initializer if "weight_scale" in tensor.name}
        assert max(tensor.dims[0] for tensor in scales.values()) > 100


def test_weights_leave_a_bit_free_for_processors_that_add_products_in_sixteen(small):
    for path in (small, WEIGHTS / "clip.onnx"):
        kernels = [t for t in onnx.load(path).graph.initializer if t.name.endswith("weight_quantized")]
        assert max(np.abs(numpy_helper.to_array(kernel).astype(int)).max() for kernel in kernels) == 64


def test_the_rounded_file_is_smaller_and_says_nearly_the_same(full, small, seen):
    assert small.stat().st_size < 0.75 * full.stat().st_size
    feed = still_inputs(seen.crops, seen).feed()
    plain, rounded = (
        onnxruntime.InferenceSession(path).run(["frame_logits"], feed)[0].ravel() for path in (full, small)
    )
    assert not np.array_equal(plain, rounded)
    assert np.corrcoef(plain, rounded)[0, 1] > 0.98


def test_weights_are_read_back_whatever_they_are_stored_in(full, small):
    exact, rounded = stored_weights(full), stored_weights(small)
    names = [name for name in exact if name.startswith("frame.")]
    assert names
    for name in names:
        assert np.abs(exact[name] - rounded[name]).max() <= np.abs(exact[name]).max() / 120


def test_a_variant_that_loses_accuracy_is_not_worth_keeping(seen):
    networks = ServedNetworks(WEIGHTS)
    answers = networks.read(seen.crops, "frame_logits", detected=seen).argmax(1)
    stills = Stills(
        images=seen.crops,
        votes=np.eye(8, dtype=np.float32)[answers],
        fer2013=np.zeros(len(answers), np.int64),
        subjects=np.arange(len(answers)).astype(str),
        faces=seen.found,
    )

    class Worse(ServedNetworks):
        """Shipped weights that answer one face in sixteen wrongly."""

        def read(self, crops, output, *args, **options):
            found = super().read(crops, output, *args, **options)
            found[0] = -found[0]
            return found

    found = compare(networks, Worse(WEIGHTS), stills, seen.crops, seen)
    assert found["accuracy"] == {"float32": 1, "int8": 15 / 16}
    assert found["accuracy_lost"] == pytest.approx(1 / 16)
    assert not found["worth_keeping"]
    assert found["ms_per_clip"]["float32"] > 0
