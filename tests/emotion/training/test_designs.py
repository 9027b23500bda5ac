from dataclasses import replace

import numpy as np
import pytest
import torch

from emotion.training.designs import DESIGNS, build_design
from emotion.training.hog_svm import fit_hog_svm, gradients
from tests.emotion.training.test_train import stills


@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_every_design_answers_for_both_heads(name):
    net = build_design(name).eval()
    with torch.inference_mode():
        emotions, fer2013 = net(torch.rand(2, 1, 48, 48))
    assert emotions.shape == (2, 8)
    assert fer2013.shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "millions"), [("vgg16", 14.7), ("resnet50", 23.5), ("efficientnet_b0", 4.0), ("lstm", 0.8)]
)
def test_the_designs_have_the_size_that_they_were_published_with(name, millions):
    body = build_design(name).encoder
    assert sum(p.numel() for p in body.parameters()) / 1e6 == pytest.approx(millions, rel=0.05)


def test_an_unknown_design_is_refused():
    with pytest.raises(ValueError, match="alexnet"):
        build_design("alexnet")


def test_gradients_tell_standing_bars_from_lying_ones():
    bars = np.tile(np.repeat([0, 255], 4), 6).astype(np.uint8)
    standing = np.stack([np.roll(np.tile(bars, (48, 1)), shift, axis=1) for shift in range(8)])
    images = np.concatenate([standing, standing.transpose(0, 2, 1)])
    votes = np.zeros((16, 8), np.float32)
    votes[:8, 0] = votes[8:, 1] = 9
    some = replace(stills(16), images=np.ascontiguousarray(images), votes=votes)
    model = fit_hog_svm(some)
    assert gradients(some.images).shape == (16, 1764)
    assert (model.predict(gradients(some.images)) == some.labels).all()
