"""Eight-bit weights are made from the shipped ones, and measured against them."""

from pathlib import Path

import numpy as np
import onnx
import pytest

from emotion.runtime.weights import WEIGHTS
from emotion.training.datasets import Stills
from emotion.training.evaluate import ServedNetworks
from emotion.training.faces import SeenFaces, see_faces
from emotion.training.int8 import Faces, compare, quantise
from tests import faces

pytestmark = pytest.mark.slow
SCENES = ("smiling", "surprised", "neutral", "frowning")


@pytest.fixture(scope="module")
def seen() -> SeenFaces:
    return see_faces([faces.scene(name, step) for step in range(4) for name in SCENES], lambda *_: None)


@pytest.fixture(scope="module")
def small(tmp_path_factory, seen) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "int8"
    quantise(WEIGHTS, folder, Faces(seen.crops, seen))
    return folder


def test_convolutions_are_eight_bit_channel_by_channel(small):
    graph = onnx.load(small / "clip.onnx").graph
    kernels = [tensor for tensor in graph.initializer if len(tensor.dims) == 4]
    assert kernels
    assert {tensor.data_type for tensor in kernels} == {onnx.TensorProto.INT8}
    scales = {tensor.name: tensor for tensor in graph.initializer if tensor.name.endswith("_scale")}
    assert max(tensor.dims[0] for tensor in scales.values() if tensor.dims) > 100


def test_the_small_file_is_smaller_and_vouched_for_under_a_name_of_its_own(small):
    assert (small / "clip.onnx").stat().st_size < 0.75 * (WEIGHTS / "clip.onnx").stat().st_size
    assert ServedNetworks(small).model != ServedNetworks(WEIGHTS).model


def test_both_variants_say_nearly_the_same(small, seen):
    plain, rounded = (
        ServedNetworks(one).read(seen.crops, "frame_logits", seen=seen) for one in (WEIGHTS, small)
    )
    assert not np.array_equal(plain, rounded)
    assert np.corrcoef(plain.ravel(), rounded.ravel())[0, 1] > 0.98


def test_a_variant_that_loses_accuracy_is_not_worth_keeping(seen):
    networks = ServedNetworks(WEIGHTS)
    answers = networks.read(seen.crops, "frame_logits", seen=seen).argmax(1)
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
