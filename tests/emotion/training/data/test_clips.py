import numpy as np
import pytest
import torch

from emotion.training.data.clips import LEARNERS
from emotion.training.fitting.clip_training import (
    ClipFeatures,
    ClipTrainConfig,
    clip_config,
    clip_logits,
    compare,
    lstm_wins,
    see_clips,
    train_head,
)
from emotion.training.networks.network import EncoderConfig, FrameNet
from tests.emotion.training.material import silent, stills

CONFIG = ClipTrainConfig("tiny", "none", epochs=12, batch=64, hidden=16, learning_rate=0.02)
SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)


def clips(count: int, *, seed: int) -> ClipFeatures:
    """Frames of which half lie; the first feature says which."""
    random = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 8, (count,), generator=random)
    lies = torch.rand(count, 8, generator=random) < 0.5
    shown = torch.where(lies, torch.randint(0, 8, (count, 8), generator=random), labels[:, None])
    features = torch.randn(count, 8, 12, generator=random) * 0.1
    features[:, :, 0] = lies.float()
    logits = torch.nn.functional.one_hot(shown, 8).float() * 3
    logits = logits + torch.randn(logits.shape, generator=random)
    targets = torch.nn.functional.one_hot(labels, 8).float()
    return ClipFeatures(features, logits, torch.ones(count, 8), targets, labels.numpy())


def test_the_lstm_learns_which_frames_to_trust():
    head, losses = train_head(CONFIG, clips(700, seed=1), clips(500, seed=2))
    comparison = compare(head, clips(500, seed=3))
    assert min(losses) < losses[0]
    assert comparison["mean_over_frames"]["accuracy"] > comparison["single_frame"]["accuracy"]
    assert lstm_wins(comparison)


def test_an_lstm_that_only_ties_is_not_served():
    same = {"accuracy": 0.8, "macro_f1": 0.7}
    assert not lstm_wins({"single_frame": {"accuracy": 0.7}, "mean_over_frames": same, "lstm": same})


def test_the_single_frame_is_the_last_one_with_a_face():
    some = clips(4, seed=4)
    present = some.present.clone()
    present[:, 5:] = 0
    labels = some.logits[:, 4].argmax(1).numpy()
    found = compare(None, ClipFeatures(some.features, some.logits, present, some.targets, labels))
    assert found["single_frame"]["accuracy"] == 1


def test_a_config_says_whether_faces_do_what_learners_do():
    plain = {"name": "x", "encoder_run": "y"}
    assert clip_config(plain).clip.learner is None
    assert clip_config(plain | {"learners": True}).clip == LEARNERS
    with pytest.raises(TypeError, match="learner"):
        clip_config(plain | {"learner": True})


@pytest.mark.parametrize("seed", [1, 2])
def test_clips_of_one_seed_are_the_same_clips(seed):
    torch.manual_seed(0)
    model = FrameNet(SMALL).eval()
    first, second = (see_clips(model, stills(6), CONFIG, seed=seed, report=silent, chunk=4) for _ in range(2))
    assert torch.equal(first.features, second.features)
    assert first.features.shape == (6, 8, 16)
    assert np.isfinite(clip_logits(train_head(CONFIG, first, second)[0], first).numpy()).all()
