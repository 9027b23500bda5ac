"""What the frame encoders share."""

from __future__ import annotations

import torch
from torch import Tensor, nn

EFFICIENTNET_B0 = (
    (1, 16, 1, 1, 3),
    (6, 24, 2, 2, 3),
    (6, 40, 2, 2, 5),
    (6, 80, 3, 2, 3),
    (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5),
    (6, 320, 1, 1, 3),
)
"""Expansion, channels, blocks, stride and kernel of each stage, of B0 and of Lite0 alike."""


class ConvNorm(nn.Sequential):
    """A convolution with batch norm; it keeps the resolution, or halves it, unless told another padding."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        *,
        kernel: int = 3,
        stride: int = 1,
        groups: int = 1,
        padding: int | None = None,
    ) -> None:
        around = kernel // 2 if padding is None else padding
        convolution = nn.Conv2d(inputs, outputs, kernel, stride, around, groups=groups, bias=False)
        super().__init__(convolution, nn.BatchNorm2d(outputs))


def standardised(crops: Tensor) -> Tensor:
    """Give each crop mean 0 and deviation 1, shape (B, 1, S, S); a flat crop becomes all zeros."""
    centred = crops - crops.mean((2, 3), keepdim=True)
    variance = centred.square().mean((2, 3), keepdim=True)
    return centred / torch.sqrt(variance + 1e-4)
