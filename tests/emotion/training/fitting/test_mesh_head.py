import numpy as np
import pytest
import torch

from emotion.runtime.mesh import GEOMETRY_SIZE
from emotion.training.data.datasets import Stills
from emotion.training.fitting.calibration import fit_fusion
from emotion.training.fitting.distillation import joint_opinion
from emotion.training.fitting.mesh import MeshConfig, cross_fitted, read_meshes, train_mesh, whitening
from emotion.training.networks.network import EncoderConfig, FrameNet

CONFIG = MeshConfig("tiny", epochs=12, batch=32, directions=8, hidden=16, dropout=0.1, folds=2)


@pytest.fixture(scope="module")
def material() -> tuple[np.ndarray, Stills]:
    """Return geometry of which a hundred numbers tell happiness from sadness, with labels."""
    random = np.random.default_rng(7)
    inputs = random.normal(size=(320, GEOMETRY_SIZE)).astype(np.float32) * 0.1
    happy = np.arange(320) % 2 == 0
    inputs[:, :100] += np.where(happy, 0.3, -0.3)[:, None]
    votes = np.zeros((320, 8), np.float32)
    votes[np.arange(320), np.where(happy, 1, 3)] = 10
    return inputs, Stills(
        np.zeros((320, 48, 48), np.uint8),
        votes,
        np.where(happy, 3, 4).astype(np.int64),
        np.array([str(row) for row in range(320)]),
        np.ones(320, bool),
    )


def silent(*_: object) -> None:
    """Say nothing."""


def test_it_learns_what_the_geometry_tells(material):
    inputs, stills = material
    net, _ = train_mesh(CONFIG, inputs, stills, np.arange(320), silent)
    emotions, fer = read_meshes(net, inputs, np.ones(320, bool))
    assert (emotions.argmax(1).numpy() == stills.labels).mean() > 0.95
    assert (fer.argmax(1).numpy() == stills.fer2013).mean() > 0.95


def test_the_same_seed_gives_the_same_head(material):
    inputs, stills = material
    one, other = (train_mesh(CONFIG, inputs, stills, np.arange(320), silent)[0] for _ in range(2))
    assert torch.equal(one.emotions.weight, other.emotions.weight)


def test_a_face_that_was_not_found_has_no_opinion(material):
    inputs, stills = material
    net, _ = train_mesh(CONFIG, inputs, stills, np.arange(320), silent)
    assert not read_meshes(net, inputs[:2], np.array([False, False]))[0].any()


def test_no_row_is_read_by_a_head_that_learned_from_it(material):
    inputs, stills = material
    shuffled = Stills(
        stills.images,
        stills.votes[np.random.default_rng(99).permutation(320)],
        stills.fer2013,
        stills.subjects,
        stills.faces,
    )
    unlearnable = inputs.copy()
    unlearnable[:, :100] = 0
    predicted = cross_fitted(CONFIG, unlearnable, np.ones(320, bool), shuffled, silent)[0].argmax(1).numpy()
    assert 0.35 < (predicted == shuffled.labels).mean() < 0.65


def test_whitened_directions_have_variance_one(material):
    mean, axes = whitening(material[0], 4)
    spread = ((torch.from_numpy(material[0]) - mean) @ axes).std(0)
    assert torch.allclose(spread, torch.ones(4), atol=0.05)


def test_an_expert_who_guesses_gets_no_weight():
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(0, 8, (2000,), generator=generator)
    told = torch.nn.functional.one_hot(labels, 8) * 2 + torch.randn(2000, 8, generator=generator)
    guessed = torch.randn(2000, 8, generator=generator)
    weight, _ = fit_fusion(told, guessed, labels)
    assert weight < 0.15
    assert fit_fusion(guessed, told, labels)[0] > 1.5


def test_the_joint_opinion_is_a_distribution_that_both_move():
    sure, unsure = torch.tensor([[3.0, 0, 0]]), torch.zeros(1, 3)
    alone = joint_opinion((sure, sure), (unsure, unsure), 0.5)[0]
    both = joint_opinion((sure, sure), (sure, sure), 0.5)[0]
    assert float(both.sum()) == pytest.approx(1)
    assert float(both[0, 0]) > float(alone[0, 0])


def test_a_served_encoder_can_be_trained_on(tmp_path):
    from emotion.training.artefact.export import export_clip, served_form
    from emotion.training.artefact.restore import restore_frames
    from emotion.training.networks.network import ClipNet, MeshNet

    torch.manual_seed(3)
    config = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4, dropout=0.0)
    net = ClipNet(config, with_lstm=False, mesh=MeshNet(4, hidden=8))
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    served = served_form(net)
    export_clip(served, tmp_path / "clip.onnx")
    crops = torch.rand(64, 1, 48, 48)
    again = restore_frames(tmp_path / "clip.onnx", config, crops)
    assert isinstance(again, FrameNet)
    with torch.no_grad():
        assert torch.allclose(again(crops)[0], served.frame(crops)[0], atol=1e-4)
        assert torch.allclose(again.train()(crops)[0], served.frame(crops)[0], atol=0.05)


def test_a_served_encoder_of_another_size_is_refused(tmp_path):
    from emotion.training.artefact.export import export_clip, served_form
    from emotion.training.artefact.restore import restore_frames
    from emotion.training.networks.network import ClipNet, MeshNet

    config = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)
    export_clip(
        served_form(ClipNet(config, with_lstm=False, mesh=MeshNet(4, hidden=8))), tmp_path / "clip.onnx"
    )
    with pytest.raises(ValueError, match="no weight"):
        restore_frames(tmp_path / "clip.onnx", EncoderConfig(), torch.rand(2, 1, 48, 48))
