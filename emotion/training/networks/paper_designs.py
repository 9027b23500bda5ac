"""The designs of the paper that this project follows: a plain CNN, an LSTM, and the one on top of the other.

Choudhry, Sharma and Tiwari (2025), "Using deep learning and CNNs for enhancing student learning through
AI-driven facial emotion recognition", FMDB Transactions on Sustainable Intelligent Networks 2(1).
`PrintedCnn` is its Table 2. `PaperCnn` and `PaperLstm`, made before that print was at hand, are of its kind
and small enough for the budget at which the designs are compared. The LSTM is that of Hochreiter and
Schmidhuber (1997), "Long short-term memory", Neural Computation 9.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from emotion.training.networks.layers import standardised
from emotion.training.networks.network import EMOTION_COUNT, masked_mean

PAPER_CNN = (32, 64, 128)
"""Channels of each convolution; every one is followed by max pooling."""


class Body(nn.Module):
    """What turns crops into features of `width` numbers."""

    width: int


class PaperCnn(Body):
    """The paper's kind of CNN: three 3 x 3 convolutions with ReLU and max pooling, then a dense layer.

    No batch norm. The dropout and the softmax layer behind the dense one are `DesignNet`'s.
    """

    width = 256

    def __init__(self, side: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for width in PAPER_CNN:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
            channels = width
        self.layers = nn.Sequential(*layers)
        self.dense = nn.Linear(channels * (side // 2 ** len(PAPER_CNN)) ** 2, self.width)

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 256)."""
        maps = self.layers(standardised(crops))  # (B, 128, S / 8, S / 8)
        return torch.relu(self.dense(maps.flatten(1)))


class PrintedCnn(Body):
    """Table 2 as printed: two convolutions of 32 and 64 channels, each halved, and a dense layer of 128.

    The table gives the maps' sizes, 48 x 48 x 32 to 12 x 12 x 64, and no kernel: 3 x 3 with a rim keeps them
    so. Batch normalisation and dropout are named in the text alone; the norm stands before each ReLU, the
    dropout is `DesignNet`'s, and so is the output layer. Pixels are read as they are, in [0, 1].
    """

    width = 128

    def __init__(self, side: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for width in (32, 64):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width)]
            layers += [nn.ReLU(), nn.MaxPool2d(2)]
            channels = width
        self.layers = nn.Sequential(*layers, nn.Flatten())
        self.dense = nn.Linear(channels * (side // 4) ** 2, self.width)

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 128)."""
        flat = self.layers(crops)  # (B, 9216) at 48 pixels
        return torch.relu(self.dense(flat))


class PaperLstm(nn.Module):
    """The LSTM half of the paper's kind of CNN-LSTM, read off at the last frame that shows a face.

    Takes what `ClipHead` takes and gives what it gives, so both train in the same loop. Unlike it, this one
    does not see what the frames say by themselves.
    """

    def __init__(self, features: int, *, hidden: int = 128) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.answer = nn.Linear(hidden, EMOTION_COUNT)

    def forward(self, features: Tensor, _: Tensor, present: Tensor) -> Tensor:
        """Return the logits of the clip, shape (N, 8)."""
        states, _ = self.lstm(features * present.unsqueeze(2))  # (N, T, H)
        steps = torch.arange(1, present.shape[1] + 1, device=present.device)
        is_last = functional.one_hot((present * steps).argmax(1), present.shape[1])  # (N, T)
        answer: Tensor = self.answer(masked_mean(states, is_last.float()))
        return answer


class LstmOnly(Body):
    """Reads the crop row by row, without any convolution."""

    width = 256

    def __init__(self, side: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(side, self.width, num_layers=2, batch_first=True, dropout=0.2)

    def forward(self, crops: Tensor) -> Tensor:
        """Return features, shape (B, 256)."""
        states, _ = self.lstm(standardised(crops).squeeze(1))  # (B, S, 256)
        return torch.as_tensor(states[:, -1])
