"""The designs that ours is compared with, on the same grey crops and with the same two heads.

Each body turns crops (B, 1, S, S) into features (B, D); `DesignNet` puts the two heads on it. All start from
scratch and learn from the same pictures.

Sources: Simonyan and Zisserman (2015), "Very deep convolutional networks", ICLR (configuration D, with batch
norm); He et al. (2016), "Deep residual learning", CVPR, with the first weights of He et al. (2015), ICCV, and
of Goyal et al. (2017), "Accurate, large minibatch SGD".
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional

from emotion.training.networks.layers import standardised
from emotion.training.networks.network import EMOTION_COUNT, FER2013_COUNT, EncoderConfig, FrameEncoder
from emotion.training.networks.paper_designs import Body, LstmOnly, PrintedCnn

VGG16 = (64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
"""Channels of each convolution; 0 halves the resolution."""
RESNET50 = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Inner width and number of bottlenecks of each stage."""


class Vgg16(Body):
    """Thirteen 3 x 3 convolutions in five stages; the two dense layers of 4096 are left to the heads."""

    width = 512

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for width in VGG16:
            if width == 0:
                layers.append(nn.MaxPool2d(2))
                continue
            layers += conv_norm(channels, width, kernel=3)
            channels = width
        self.layers = nn.Sequential(*layers)

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 512)."""
        maps: Tensor = self.layers(standardised(crops))  # (B, 512, 1, 1)
        return maps.mean((2, 3))


class Bottleneck(nn.Module):
    """1 x 1, 3 x 3, 1 x 1 convolutions beside a shortcut; the last one widens four times.

    It begins as its shortcut alone.
    """

    def __init__(self, inputs: int, inner: int, *, stride: int) -> None:
        super().__init__()
        outputs = inner * 4
        last = nn.BatchNorm2d(outputs)
        nn.init.zeros_(last.weight)
        self.body = nn.Sequential(
            *conv_norm(inputs, inner, kernel=1),
            *conv_norm(inner, inner, kernel=3, stride=stride),
            nn.Conv2d(inner, outputs, 1, bias=False),
            last,
        )
        same = inputs == outputs and stride == 1
        widen = [nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)]
        self.shortcut = nn.Identity() if same else nn.Sequential(*widen)

    def forward(self, x: Tensor) -> Tensor:
        """Return shape (B, inner * 4, H / stride, W / stride)."""
        return torch.relu(self.body(x) + self.shortcut(x))


class ResNet50(Body):
    """Sixteen bottlenecks behind the published stem, which quarters the resolution; He's first weights."""

    width = 2048

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [*conv_norm(1, 64, kernel=7, stride=2), nn.MaxPool2d(3, 2, 1)]
        channels = 64
        for stage, (inner, blocks) in enumerate(RESNET50):
            for block in range(blocks):
                layers.append(Bottleneck(channels, inner, stride=2 if stage > 0 and block == 0 else 1))
                channels = inner * 4
        self.layers = nn.Sequential(*layers)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 2048)."""
        maps: Tensor = self.layers(standardised(crops))  # (B, 2048, 2, 2)
        return maps.mean((2, 3))


class DesignNet(nn.Module):
    """A body with the two heads that `FrameNet` has; it shrinks crops to its own `side` first."""

    def __init__(self, body: Body | FrameEncoder, *, side: int, dropout: float) -> None:
        super().__init__()
        self.encoder = Shrunk(body, side)
        self.dropout = nn.Dropout(dropout)
        self.emotions = nn.Linear(body.width, EMOTION_COUNT)
        self.fer2013 = nn.Linear(body.width, FER2013_COUNT)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of both heads, (B, 8) and (B, 7)."""
        features = self.dropout(self.encoder(crops))
        return self.emotions(features), self.fer2013(features)


class Shrunk(Body):
    """A body that looks at every crop at one size."""

    def __init__(self, body: Body | FrameEncoder, side: int) -> None:
        super().__init__()
        self.body = body
        self.side = side
        self.width = body.width

    def forward(self, crops: Tensor) -> Tensor:
        """Return the body's features of the crops at its size, shape (B, D)."""
        if crops.shape[-1] != self.side:
            crops = functional.interpolate(crops, size=(self.side, self.side), mode="area")
        return torch.as_tensor(self.body(crops))


DESIGNS: dict[str, Callable[[EncoderConfig, int], Body | FrameEncoder]] = {
    "paper_printed": lambda _, side: PrintedCnn(side),
    "vgg16": lambda *_: Vgg16(),
    "resnet50": lambda *_: ResNet50(),
    "lstm": lambda _, side: LstmOnly(side),
    "encoder": lambda config, _: FrameEncoder(config),
}


def conv_norm(inputs: int, outputs: int, *, kernel: int, stride: int = 1) -> list[nn.Module]:
    """Return a convolution, its batch norm and a ReLU."""
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]


def build_design(name: str, encoder: EncoderConfig, *, side: int) -> DesignNet:
    """Return an untrained design by name.

    Args:
        name: one of `DESIGNS`.
        encoder: its dropout, and the size of our own encoder.
        side: the crops' size in pixels.

    Raises:
        ValueError: no design has that name.
    """
    if name not in DESIGNS:
        raise ValueError(f"no design {name!r}; there are: {', '.join(DESIGNS)}")
    return DesignNet(DESIGNS[name](encoder, side), side=side, dropout=encoder.dropout)
