from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from emotion.training.networks.designs import DESIGNS, Bottleneck, build_design
from emotion.training.networks.hog_svm import fit_hog_svm, gradients
from emotion.training.networks.network import EncoderConfig
from emotion.training.networks.paper_designs import PaperLstm
from tests.emotion.training.material import stills


def build(name: str, *, side: int = 48):
    return build_design(name, EncoderConfig(), side=side).eval()


@pytest.mark.parametrize("side", [32, 48])
@pytest.mark.parametrize("name", sorted(DESIGNS))
def test_every_design_answers_for_both_heads(name, side):
    with torch.inference_mode():
        emotions, fer2013 = build(name, side=side)(torch.rand(2, 1, 48, 48))
    assert emotions.shape == (2, 8)
    assert fer2013.shape == (2, 7)


@pytest.mark.parametrize(
    ("name", "millions"),
    [
        ("vgg16", 14.7),
        ("resnet50", 23.5),
        ("lstm", 0.8),
    ],
)
def test_the_designs_have_the_size_that_they_were_published_with(name, millions):
    body = build(name).encoder
    assert sum(p.numel() for p in body.parameters()) / 1e6 == pytest.approx(millions, rel=0.05)


def test_resnet50_has_the_published_maps_for_the_published_pictures():
    body, maps = build("resnet50", side=224).encoder.body, []
    body.layers.register_forward_hook(lambda _, __, output: maps.append(tuple(output.shape)))
    with torch.inference_mode():
        body(torch.rand(1, 1, 224, 224))
    assert maps == [(1, 2048, 7, 7)]


def test_a_bottleneck_begins_as_its_shortcut():
    maps = torch.randn(2, 256, 4, 4)
    with torch.inference_mode():
        assert torch.equal(Bottleneck(256, 64, stride=1).eval()(maps), torch.relu(maps))


def test_the_papers_printed_network_has_the_shapes_and_the_size_of_its_table():
    net, shapes = build("paper_printed"), []
    printed = (nn.ReLU, nn.MaxPool2d, nn.Flatten, nn.Linear)
    for module in net.modules():
        if isinstance(module, printed):
            module.register_forward_hook(lambda _, __, output: shapes.append(tuple(output.shape[1:])))
    with torch.inference_mode():
        net(torch.rand(2, 1, 48, 48))
    maps = [(32, 48, 48), (32, 24, 24), (64, 24, 24), (64, 12, 12)]
    assert shapes == [*maps, (9216,), (128,), (8,), (7,)]
    # 320 + 18,496 + 1,179,776 + 903, and two numbers a channel for the norms that the text names.
    of_seven = [p for name, p in net.named_parameters() if not name.startswith("emotions")]
    assert sum(p.numel() for p in of_seven) == 1_199_495 + 2 * (32 + 64)


def test_the_papers_printed_network_sees_how_bright_a_crop_is():
    net, crops = build("paper_printed"), torch.rand(2, 1, 48, 48) / 2
    with torch.inference_mode():
        assert not torch.allclose(net(crops)[1], net(crops + 0.4)[1], atol=1e-3)


def test_an_unknown_design_is_refused():
    with pytest.raises(ValueError, match="alexnet"):
        build("alexnet")


def test_a_design_sees_a_crop_and_its_small_copy_alike():
    net, crops = build("paper_printed", side=24), torch.rand(2, 1, 48, 48)
    small = torch.nn.functional.avg_pool2d(crops, 2)
    with torch.inference_mode():
        assert torch.allclose(net(crops)[0], net(small)[0], atol=1e-5)


def test_our_encoder_has_the_size_that_the_config_says():
    small = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)
    assert build_design("encoder", small, side=32).encoder.width == 16


def test_the_papers_lstm_answers_from_the_last_frame_with_a_face():
    torch.manual_seed(1)
    head, features = PaperLstm(6).eval(), torch.rand(1, 8, 6)
    present = torch.tensor([[1.0, 1, 0, 1, 1, 0, 0, 0]])
    later = features.clone()
    later[0, 5:] = torch.rand(3, 6)
    earlier = features.clone()
    earlier[0, 4] = torch.rand(6)
    nothing = torch.zeros(1, 8, 8)
    with torch.inference_mode():
        answer = head(features, nothing, present)
        assert torch.equal(head(later, nothing, present), answer)
        assert not torch.allclose(head(earlier, nothing, present), answer)


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
