import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from emotion.training.data.augment import AugmentConfig, augment, compress, jitter, mix
from emotion.training.data.clips import ClipConfig, make_clips


def faces(count: int, *, seed: int = 0) -> torch.Tensor:
    return torch.rand(count, 1, 48, 48, generator=torch.Generator().manual_seed(seed))


def generator(seed: int = 1) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.integers(1, 9))
def test_damaged_crops_stay_crops(seed, count):
    damaged = augment(faces(count), AugmentConfig(), generator(seed))
    assert damaged.shape == (count, 1, 48, 48)
    assert float(damaged.min()) >= 0
    assert float(damaged.max()) <= 1


def test_the_same_seed_gives_the_same_damage():
    first, second = (augment(faces(4), AugmentConfig(), generator()) for _ in range(2))
    assert torch.equal(first, second)


def test_no_strength_means_no_movement():
    still = AugmentConfig(flip=False, rotate_deg=0, zoom=0, shift=0)
    assert torch.allclose(jitter(faces(3), still, generator()), faces(3), atol=1e-5)


def test_compression_costs_little_of_a_smooth_picture():
    smooth = torch.linspace(0, 1, 48).expand(2, 1, 48, 48).contiguous()
    assert float((compress(smooth, 1.0, generator()) - smooth).abs().mean()) < 0.05


def test_mixing_keeps_the_weight_of_the_targets():
    targets = torch.softmax(torch.randn(16, 8, generator=generator()), 1)
    _, (mixed,) = mix(faces(16), [targets], AugmentConfig(mixup_share=1.0), generator())
    assert torch.allclose(mixed.sum(1), torch.ones(16), atol=1e-5)
    assert not torch.equal(mixed, targets)


def test_rare_emotions_are_mixed_by_a_share_of_their_own():
    targets = torch.eye(8)[torch.arange(64) % 8]
    rare = torch.arange(64) % 8 == 7
    config = AugmentConfig(mixup_share=0.0, rare_mixup_share=1.0)
    _, (mixed,) = mix(faces(64), [targets], config, generator(), rare=rare)
    changed = (mixed != targets).any(1)
    assert changed[rare].sum() >= 6  # who is mixed with one of its own kind stays
    assert not changed[~rare].any()


def test_every_clip_shows_its_face_at_least_once():
    crops, present = make_clips(faces(32), ClipConfig(lost_share=0.95), generator())
    assert crops.shape == (32, 8, 1, 48, 48)
    assert bool((present.sum(1) >= 1).all())
    assert float(crops[present == 0].abs().sum()) == pytest.approx(0)
