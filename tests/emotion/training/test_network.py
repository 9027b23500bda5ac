from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from emotion.training.export import export_clip, served_form
from emotion.training.network import ClipNet, EncoderConfig, FrameNet, masked_mean, standardised

SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4, dropout=0.0)


@pytest.fixture
def crops() -> torch.Tensor:
    return torch.rand(8, 1, 48, 48, generator=torch.Generator().manual_seed(3))


@pytest.fixture
def net() -> ClipNet:
    """A net whose norms and last layers are not at their start values, so that nothing is zero by luck."""
    torch.manual_seed(5)
    net = ClipNet(SMALL)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
        net.train()(torch.rand(16, 8, 1, 48, 48), torch.ones(16, 8))
    return net.eval()


def test_the_net_learns_eight_pictures_by_heart(crops):
    torch.manual_seed(1)
    net = FrameNet(SMALL)
    optimizer = torch.optim.Adam(net.parameters(), lr=3e-3)
    for _ in range(120):
        loss = torch.nn.functional.cross_entropy(net(crops)[0], torch.arange(8))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert net(crops)[0].argmax(1).tolist() == list(range(8))


def test_brightness_and_contrast_drop_out(crops):
    darker = crops * 0.5 + 0.2
    assert torch.allclose(standardised(crops), standardised(darker), atol=0.02)


def test_a_clip_alone_reads_as_in_a_batch(net):
    crops, present = torch.rand(3, 8, 1, 48, 48), torch.ones(3, 8)
    alone, batched = net(crops[:1], present[:1])[0], net(crops, present)[0]
    assert torch.allclose(alone, batched[:1], atol=1e-5)


def test_a_frame_without_a_face_changes_nothing(net):
    crops, present = torch.rand(1, 8, 1, 48, 48), torch.ones(1, 8)
    present[0, 3] = 0
    other = crops.clone()
    other[0, 3] = torch.rand(1, 48, 48)
    assert torch.allclose(net(crops, present)[0], net(other, present)[0], atol=1e-6)


def test_a_new_clip_head_answers_what_the_mean_answers():
    net = ClipNet(SMALL).eval()
    crops, present = torch.rand(2, 8, 1, 48, 48), torch.ones(2, 8)
    clip, frames, *_ = net(crops, present)
    assert torch.allclose(clip, masked_mean(frames, present), atol=1e-5)


@pytest.mark.parametrize("clips", [1, 3])
def test_onnx_answers_what_torch_answers(net, tmp_path: Path, clips):
    served = served_form(net)
    export_clip(served, tmp_path / "clip.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "clip.onnx"))
    crops, present = torch.rand(clips, 8, 1, 48, 48), torch.ones(clips, 8)
    with torch.inference_mode():
        expected = served(crops, present)
    found = session.run(None, {"crops": crops.numpy(), "present": present.numpy()})
    for one, other in zip(expected, found, strict=True):
        assert float(np.abs(one.numpy() - other).max()) < 1e-4


def test_rounding_the_weights_costs_next_to_nothing(net):
    crops, present = torch.rand(2, 8, 1, 48, 48), torch.ones(2, 8)
    with torch.inference_mode():
        assert torch.allclose(net(crops, present)[0], served_form(net)(crops, present)[0], atol=0.02)
