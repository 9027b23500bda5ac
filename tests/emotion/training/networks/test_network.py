from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch

from emotion.runtime.clip_inputs import CLIP_INPUTS
from emotion.runtime.mesh import GEOMETRY_SIZE
from emotion.training.artefact.export import export_clip, served_form
from emotion.training.networks.network import (
    ClipNet,
    EncoderConfig,
    FrameNet,
    MeshNet,
    masked_mean,
    standardised,
)
from tests.emotion.training.material import clip

SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4, dropout=0.0)


@pytest.fixture
def crops() -> torch.Tensor:
    return torch.rand(8, 1, 48, 48, generator=torch.Generator().manual_seed(3))


@pytest.fixture
def net() -> ClipNet:
    """A net whose norms and last layers are not at their start values, so that nothing is zero by luck."""
    torch.manual_seed(5)
    net = ClipNet(SMALL, mesh=MeshNet(4, hidden=8))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
        net.mesh_weight.fill_(0.5)
        net.train()(*clip(16))
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
    batch = clip(3)
    alone, batched = net(*(part[:1] for part in batch))[0], net(*batch)[0]
    assert torch.allclose(alone, batched[:1], atol=1e-5)


def test_a_frame_without_a_face_changes_nothing(net):
    crops, present, geometry, located = clip()
    present[0, 3] = located[0, 3] = 0
    other, moved = crops.clone(), geometry.clone()
    other[0, 3], moved[0, 3] = torch.rand(1, 48, 48), torch.randn(GEOMETRY_SIZE)
    before, after = net(crops, present, geometry, located)[0], net(other, present, moved, located)[0]
    assert torch.allclose(before, after, atol=1e-6)


def test_without_landmarks_the_picture_speaks_alone(net):
    crops, present, geometry, nowhere = clip(located=0.0)
    frames = net(crops, present, geometry, nowhere)[1]
    assert torch.allclose(frames[0], net.frame(crops[0])[0], atol=1e-5)


def test_the_geometry_adds_its_weighed_opinion(net):
    crops, present, geometry, located = clip()
    frames = net(crops, present, geometry, located)[1]
    expected = net.frame(crops[0])[0] + 0.5 * net.mesh(geometry[0])[0]
    assert torch.allclose(frames[0], expected, atol=1e-5)


def test_a_new_clip_head_answers_what_the_mean_answers():
    net = ClipNet(SMALL).eval()
    crops, present, geometry, located = clip(2)
    answer, frames, *_ = net(crops, present, geometry, located)
    assert torch.allclose(answer, masked_mean(frames, present), atol=1e-5)


@pytest.mark.parametrize("clips", [1, 3])
def test_onnx_answers_what_torch_answers(net, tmp_path: Path, clips):
    served = served_form(net)
    export_clip(served, tmp_path / "clip.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "clip.onnx"))
    batch = clip(clips)
    with torch.inference_mode():
        expected = served(*batch)
    feed = {name: part.numpy() for name, part in zip(CLIP_INPUTS, batch, strict=True)}
    for one, other in zip(expected, session.run(None, feed), strict=True):
        assert float(np.abs(one.numpy() - other).max()) < 1e-4


def test_rounding_the_weights_costs_next_to_nothing(net):
    batch = clip(2)
    with torch.inference_mode():
        assert torch.allclose(net(*batch)[0], served_form(net)(*batch)[0], atol=0.02)
