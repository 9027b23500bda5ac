"""The served networks: a small residual frame encoder, and an LSTM over the clip.

The encoder sees one grey 48 x 48 crop. It standardises the crop first, so that exposure and contrast of the
camera drop out, halves the resolution four times, and weighs its channels (squeeze and excitation).

Sources: He et al. (2016), "Deep residual learning for image recognition", CVPR; Hu et al. (2018),
"Squeeze-and-excitation networks", CVPR.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from emotion.runtime.mesh import GEOMETRY_SIZE
from emotion.training.networks.layers import ConvNorm, standardised
from emotion.training.networks.lite import LiteEncoder

EMOTION_COUNT = 8
FER2013_COUNT = 7
MESH_CLIP = 5.0


@dataclass(frozen=True)
class EncoderConfig:
    """Kind and size of the frame encoder: `residual`, or `lite`, which has but one size.

    A `stem_stride` of 1 keeps the full resolution through the first stage: three times the work. `lite` looks
    at crops that were enlarged to `lite_side` pixels.
    """

    body: str = "residual"
    stem: int = 24
    stem_stride: int = 2
    widths: tuple[int, ...] = (40, 80, 160, 320)
    blocks: tuple[int, ...] = (1, 2, 2, 1)
    squeeze: int = 8
    dropout: float = 0.3
    lite_side: int = 96


class SqueezeExcite(nn.Module):
    """Weighs each channel by what the whole picture holds."""

    def __init__(self, channels: int, reduction: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, channels // reduction, 1)
        self.excite = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Scale the channels of x, shape (B, C, H, W)."""
        pooled = x.mean((2, 3), keepdim=True)  # (B, C, 1, 1)
        return x * torch.sigmoid(self.excite(torch.relu(self.squeeze(pooled))))


class ResidualBlock(nn.Module):
    """Two 3 x 3 convolutions beside a shortcut that averages when the block halves the resolution."""

    def __init__(self, inputs: int, outputs: int, *, stride: int, squeeze: int) -> None:
        super().__init__()
        self.first = ConvNorm(inputs, outputs, stride=stride)
        self.second = ConvNorm(outputs, outputs)
        self.attention = SqueezeExcite(outputs, squeeze)
        shortcut: list[nn.Module] = [nn.AvgPool2d(2)] if stride == 2 else []
        if inputs != outputs:
            shortcut.append(ConvNorm(inputs, outputs, kernel=1))
        self.shortcut = nn.Sequential(*shortcut)

    def forward(self, x: Tensor) -> Tensor:
        """Return shape (B, outputs, H / stride, W / stride)."""
        residual = self.attention(self.second(torch.relu(self.first(x))))
        return torch.relu(residual + self.shortcut(x))


class FrameEncoder(nn.Module):
    """One crop to a feature vector."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        layers: list[nn.Module] = [ConvNorm(1, config.stem), nn.ReLU()]
        layers += [ConvNorm(config.stem, config.widths[0], stride=config.stem_stride), nn.ReLU()]
        channels = config.widths[0]
        for stage, (width, blocks) in enumerate(zip(config.widths, config.blocks, strict=True)):
            for block in range(blocks):
                stride = 2 if stage > 0 and block == 0 else 1
                layers.append(ResidualBlock(channels, width, stride=stride, squeeze=config.squeeze))
                channels = width
        self.layers = nn.Sequential(*layers)
        self.width = channels

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, D), of crops (B, 1, S, S) in [0, 1]."""
        x: Tensor = self.layers(standardised(crops))  # (B, D, S/16, S/16), or S/8 at a stem stride of 1
        return x.mean((2, 3))  # (B, D)


class FrameNet(nn.Module):
    """The encoder with its two heads: eight FERPlus emotions, seven FER2013 classes."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.encoder = LiteEncoder(config.lite_side) if config.body == "lite" else FrameEncoder(config)
        self.dropout = nn.Dropout(config.dropout)
        self.emotions = nn.Linear(self.encoder.width, EMOTION_COUNT)
        self.fer2013 = nn.Linear(self.encoder.width, FER2013_COUNT)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of both heads."""
        features = self.dropout(self.encoder(crops))
        return self.emotions(features), self.fer2013(features)  # (B, 8), (B, 7)


class MeshNet(nn.Module):
    """Emotions from the face finder's geometry alone: the mesh, the blendshapes, the pose.

    The inputs are turned onto their main directions and whitened first; the numbers for that come from the
    training people.
    """

    mean: Tensor

    def __init__(self, directions: int = 256, *, hidden: int = 512, dropout: float = 0.5) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(GEOMETRY_SIZE))
        self.axes = nn.Parameter(torch.zeros(GEOMETRY_SIZE, directions), requires_grad=False)
        self.layers = nn.Sequential(
            nn.Linear(directions, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
        )
        self.emotions = nn.Linear(hidden, EMOTION_COUNT)
        self.fer2013 = nn.Linear(hidden, FER2013_COUNT)

    def whitened(self, mesh: Tensor) -> Tensor:
        """Return the main directions of inputs (N, GEOMETRY_SIZE), each of variance 1, clipped; (N, K)."""
        return ((mesh - self.mean) @ self.axes).clamp(-MESH_CLIP, MESH_CLIP)

    def read(self, whitened: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of both heads from whitened inputs."""
        features = self.layers(whitened)
        return self.emotions(features), self.fer2013(features)  # (N, 8), (N, 7)

    def forward(self, mesh: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of both heads, (N, 8) and (N, 7)."""
        return self.read(self.whitened(mesh))


class ClipHead(nn.Module):
    """An LSTM over the frames of a clip that weighs the frames' own opinions and adds a correction.

    Frames without a face carry no evidence: their features are zero and their flag says so. Both last layers
    start at zero, so an untrained head answers exactly what the mean over frames answers.
    """

    def __init__(self, features: int, *, hidden: int = 96) -> None:
        super().__init__()
        self.reduce = nn.Linear(features, hidden)
        self.lstm = nn.LSTM(hidden + EMOTION_COUNT + 1, hidden, batch_first=True)
        self.trust = nn.Linear(hidden + EMOTION_COUNT + 1 + hidden, 1)
        self.correct = nn.Linear(hidden, EMOTION_COUNT)
        for layer in (self.trust, self.correct):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, features: Tensor, frame_logits: Tensor, present: Tensor) -> Tensor:
        """Return the logits of the clip, shape (N, 8)."""
        seen = present.unsqueeze(2)  # (N, T, 1)
        steps = torch.cat([torch.relu(self.reduce(features)) * seen, frame_logits * seen, seen], dim=2)
        states, _ = self.lstm(steps)  # (N, T, H)
        trust = torch.exp(self.trust(torch.cat([steps, states], dim=2)).clamp(-6, 6)).squeeze(2)  # (N, T)
        weighed = masked_mean(frame_logits, present * trust)
        correction: Tensor = self.correct(masked_mean(states, present))
        return weighed + correction  # (N, 8)


class ClipNet(nn.Module):
    """What is served: faces of a clip in, emotions of the clip, of each frame, and features out.

    The picture and the geometry are two experts: their logits add up, the geometry's weighed by
    `mesh_weight`, which is set on people whom neither has seen. A frame without landmarks has the picture's
    opinion alone.
    """

    mesh_weight: Tensor

    def __init__(self, config: EncoderConfig, *, with_lstm: bool = True, mesh: MeshNet | None = None) -> None:
        super().__init__()
        self.frame = FrameNet(config)
        self.clip = ClipHead(self.frame.encoder.width) if with_lstm else None
        self.mesh = mesh or MeshNet()
        self.register_buffer("mesh_weight", torch.tensor(0.0))

    def forward(
        self, crops: Tensor, present: Tensor, geometry: Tensor, located: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return clip, frame, features, FER2013.

        Takes crops (N, T, 1, S, S), which frames have a face (N, T), the inputs of the mesh head
        (N, T, GEOMETRY_SIZE), and which frames have them (N, T).
        """
        clips, length = crops.shape[0], crops.shape[1]
        features = self.frame.encoder(crops.flatten(0, 1))  # (N*T, D)
        frames = self.frame.emotions(features).view(clips, length, EMOTION_COUNT)  # (N, T, 8)
        fer2013 = self.frame.fer2013(features).view(clips, length, FER2013_COUNT)  # (N, T, 7)
        features = features.view(clips, length, self.frame.encoder.width)  # (N, T, D)
        mesh, mesh_fer = self.mesh(geometry)  # (N, T, 8), (N, T, 7)
        weight = (located * self.mesh_weight).unsqueeze(2)  # (N, T, 1)
        if self.clip is None:
            pictures = masked_mean(frames, present)
        else:
            pictures = cast(Tensor, self.clip(features, frames, present))
        # Averaged over all present frames: one that was not located says nothing, it does not shout.
        logits = pictures + masked_mean(mesh * weight, present)
        return logits, frames + mesh * weight, features, fer2013 + mesh_fer * weight


def masked_mean(values: Tensor, present: Tensor) -> Tensor:
    """Mean over the frames that are present, shape (N, T, F) to (N, F); zeros when none is."""
    weights = present.unsqueeze(2)
    return (values * weights).sum(1) / weights.sum(1).clamp(min=1e-6)
