"""The designs of the paper that this project follows: a CNN, an LSTM, and the one on top of the other.

Choudhry, Sharma and Tiwari (2025), "Using deep learning and CNNs for enhancing student learning through
AI-driven facial emotion recognition", FMDB Transactions on Sustainable Intelligent Networks 2(1).
`PrintedCnn` is its Table 2. Of its CNN-LSTM it prints what goes in and what comes out: features of each
frame, and a softmax behind the LSTM, in the platform over engagement, boredom, confusion and frustration. The
LSTM is that of Hochreiter and Schmidhuber (1997), "Long short-term memory", Neural Computation 9.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from emotion.training.networks.layers import standardised
from emotion.training.networks.network import EMOTION_COUNT, masked_mean


class Body(nn.Module):
    """What turns crops into features of `width` numbers."""

    width: int


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
    """The LSTM half of the paper's CNN-LSTM, read off at the last frame that shows a face.

    Takes what `ClipHead` takes and gives what it gives, so both train in the same loop. Unlike it, this one
    does not see what the frames say by themselves. `answers` is how many logits it gives.
    """

    def __init__(self, features: int, *, hidden: int = 128, answers: int = EMOTION_COUNT) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, hidden, batch_first=True)
        self.answer = nn.Linear(hidden, answers)

    def forward(self, features: Tensor, _: Tensor | None, present: Tensor) -> Tensor:
        """Return the logits of the clip, shape (N, answers)."""
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
