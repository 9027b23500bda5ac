"""Damage that a camera, a room and a face finder do to a crop, as batch operations on tensors.

Every function takes and returns float32 crops in [0, 1], shape (B, 1, S, S). Each picture draws its own
parameters from the generator, so that the same seed gives the same batch. `jitter`, `relight` and `blur` take
(B, C, S, S) too: pictures of one camera that share one damage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class AugmentConfig:
    """How strong each kind of damage is. Shares are the part of the pictures that it touches, 0 to 1.

    Every strength is drawn evenly up to the one given here, to both sides where it has two.

    Attributes:
        zoom: share by which the face grows or shrinks; its two axes differ by a third of it.
        shift: share of the crop's side.
        brightness: added to pixels in [0, 1].
        contrast, gamma: natural logarithm of the factor, and of the exponent.
        noise: standard deviation, of pixels in [0, 1].
        occlusion: side of the rectangle beyond a tenth, as a share of the crop's.
        mixup_share, rare_mixup_share: of the common emotions, and of the rare ones, which then lean on what
            is mostly a common picture.
        mixup_alpha: weight of the other picture; evenly drawn, where the paper has a Beta distribution.
    """

    flip: bool = True
    rotate_deg: float = 15.0
    zoom: float = 0.15
    shift: float = 0.10
    light_share: float = 0.7
    brightness: float = 0.25
    contrast: float = 0.35
    gamma: float = 0.4
    dark_share: float = 0.1
    noise_share: float = 0.3
    noise: float = 0.05
    blur_share: float = 0.25
    jpeg_share: float = 0.15
    occlusion_share: float = 0.35
    occlusion: float = 0.4
    mixup_share: float = 0.0
    rare_mixup_share: float = 0.0
    mixup_alpha: float = 0.3


def augment(crops: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Return the crops as another camera on another day might have seen them."""
    crops = jitter(crops, config, generator)
    crops = relight(crops, config, generator)
    crops = blur(crops, config.blur_share, generator)
    crops = add_noise(crops, config, generator)
    crops = compress(crops, config.jpeg_share, generator)
    return occlude(crops, config, generator).clamp_(0, 1)


def jitter(crops: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Rotate, zoom, shift and mirror each crop in one resampling step."""
    count = len(crops)
    angle = _symmetric(count, generator) * math.radians(config.rotate_deg)
    zoom = 1 + _symmetric(count, generator) * config.zoom
    stretch = 1 + _symmetric(count, generator) * config.zoom / 3
    mirror = torch.where(_hits(count, 0.5 if config.flip else 0.0, generator), -1.0, 1.0)
    cos, sin = torch.cos(angle) / zoom, torch.sin(angle) / zoom
    move = 2 * config.shift
    shift_x, shift_y = (_symmetric(count, generator) * move for _ in range(2))
    top = torch.stack([cos * mirror * stretch, -sin, shift_x], dim=1)
    bottom = torch.stack([sin * mirror, cos, shift_y], dim=1)
    grid = functional.affine_grid(torch.stack([top, bottom], dim=1), list(crops.shape), align_corners=False)
    return functional.grid_sample(crops, grid, padding_mode="border", align_corners=False)


def relight(crops: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Change brightness, contrast and gamma, lay a lamp on one side, and turn some rooms dark."""
    count = len(crops)
    touched = _hits(count, config.light_share, generator)
    gamma = torch.exp(_masked(_symmetric(count, generator) * config.gamma, touched))
    contrast = torch.exp(_masked(_symmetric(count, generator) * config.contrast, touched))
    brightness = _masked(_symmetric(count, generator) * config.brightness, touched)
    side = _masked(_symmetric(count, generator) * 0.35, touched)
    ramp = torch.linspace(-1, 1, crops.shape[-1]).view(1, 1, 1, -1)
    dark = _masked(torch.rand(count, generator=generator) * 0.8, _hits(count, config.dark_share, generator))
    crops = crops.clamp(1e-4, 1).pow(_each(gamma))
    crops = (crops - 0.5) * _each(contrast) + 0.5 + _each(brightness)
    crops = crops * (1 + _each(side) * ramp)
    return (crops * (1 - _each(dark))).clamp(0, 1)


def blur(crops: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Blur some crops: half as out of focus, half as taken from a smaller face."""
    count, size = len(crops), crops.shape[-1]
    kernel = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    channels = crops.shape[1]
    soft = functional.conv2d(
        functional.pad(crops, (2, 2, 2, 2), mode="replicate"),
        torch.outer(kernel, kernel).expand(channels, 1, 5, 5),
        groups=channels,
    )
    small = functional.interpolate(crops, size=(size // 2, size // 2), mode="area")
    coarse = functional.interpolate(small, size=(size, size), mode="bilinear", align_corners=False)
    damaged = torch.where(_each(_hits(count, 0.5, generator)), soft, coarse)
    strength = _masked(torch.rand(count, generator=generator), _hits(count, share, generator))
    return torch.lerp(crops, damaged, _each(strength))


def add_noise(crops: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Add Gaussian sensor noise to some crops."""
    count = len(crops)
    sigma = torch.rand(count, generator=generator) * config.noise
    sigma = _masked(sigma, _hits(count, config.noise_share, generator))
    return crops + torch.randn(crops.shape, generator=generator) * _each(sigma)


def compress(crops: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Quantise some crops in 8 x 8 cosine blocks, coarser at high frequencies, as JPEG does."""
    rows = torch.nonzero(_hits(len(crops), share, generator)).flatten()
    if not len(rows):
        return crops
    basis, side = _cosine_basis(), crops.shape[-1] // 8
    blocks = crops[rows].view(len(rows), 1, side, 8, side, 8).transpose(3, 4)  # (B, 1, h, w, 8, 8)
    spectrum = basis @ blocks @ basis.T
    frequency = torch.arange(8.0)
    step = 0.02 + 0.035 * (frequency[:, None] + frequency[None, :])
    step = step * (0.3 + torch.rand(len(rows), generator=generator)).view(-1, 1, 1, 1, 1, 1)
    blocks = basis.T @ (torch.round(spectrum / step) * step) @ basis
    crops = crops.clone()
    crops[rows] = blocks.transpose(3, 4).flatten(4, 5).flatten(2, 3)
    return crops


def occlude(crops: Tensor, config: AugmentConfig, generator: torch.Generator) -> Tensor:
    """Cover a rectangle of some crops with one grey, like a hand, a cup or hair."""
    count, size = len(crops), crops.shape[-1]
    place = torch.arange(size).view(1, -1) / size
    inside = []
    for _ in range(2):
        centre = torch.rand(count, 1, generator=generator)
        half = (0.1 + torch.rand(count, 1, generator=generator) * config.occlusion) / 2
        inside.append((place - centre).abs() < half)
    box = inside[0].unsqueeze(2) & inside[1].unsqueeze(1)
    box &= _hits(count, config.occlusion_share, generator).view(-1, 1, 1)
    return torch.where(box.unsqueeze(1), _each(torch.rand(count, generator=generator)), crops)


def mix(
    crops: Tensor,
    targets: list[Tensor],
    config: AugmentConfig,
    generator: torch.Generator,
    *,
    rare: Tensor | None = None,
) -> tuple[Tensor, list[Tensor]]:
    """Blend some crops, and their targets, with another of the batch; `rare` (B,) says whose emotion is rare.

    Source: Zhang et al. (2018), "mixup: beyond empirical risk minimization", ICLR.
    """
    count = len(crops)
    amount = torch.rand(count, generator=generator) * config.mixup_alpha
    share: float | Tensor = config.mixup_share
    if rare is not None:
        share = torch.full((count,), config.mixup_share).masked_fill(rare, config.rare_mixup_share)
    amount = _masked(amount, _hits(count, share, generator))
    other = torch.randperm(count, generator=generator)
    mixed = [torch.lerp(target, target[other], amount.unsqueeze(1)) for target in targets]
    return torch.lerp(crops, crops[other], _each(amount)), mixed


def _cosine_basis() -> Tensor:
    """Return the orthonormal 8-point DCT-II matrix."""
    rows, columns = torch.arange(8.0)[:, None], torch.arange(8.0)[None, :]
    basis = torch.cos((2 * columns + 1) * rows * math.pi / 16) / 2
    basis[0] /= math.sqrt(2)
    return basis


def _symmetric(count: int, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator) * 2 - 1


def _hits(count: int, share: float | Tensor, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator) < share


def _masked(values: Tensor, mask: Tensor) -> Tensor:
    return torch.where(mask, values, torch.zeros_like(values))


def _each(values: Tensor) -> Tensor:
    return values.view(-1, 1, 1, 1)
