"""Makes clips from stills: a face before a moving camera, in changing light, through a fallible finder.

A clip shares one damage (the room, the lens) over its frames and adds per frame what changes within two
seconds: drift of the crop, flicker, noise, a hand that passes, a blurred or badly cut frame, a frame in
which no face was found. With a `learner`, the face itself moves first: it blinks, speaks, nods (`learners`).
The label stays the still's: the clip model is to hold its judgement through all of this.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.nn import functional

from emotion.training.data.augment import AugmentConfig, add_noise, blur, compress, jitter, occlude, relight
from emotion.training.data.learners import LearnerConfig, behave, draw_behaviour


@dataclass(frozen=True)
class ClipConfig:
    """How restless the clips are.

    Attributes:
        length: frames in a clip.
        drift: standard deviation of the zoom and of both shifts at the last frame, as shares of the side.
        turn_deg: the same of the tilt, in degrees.
        flicker: standard deviation of each frame's brightness, as a factor.
        bad_cut_share, hand_share, smear_share, lost_share: of the frames, 0 to 1.
        room: the damage that all frames of a clip share.
        learner: what the face itself does; None for one that keeps still.
    """

    length: int = 8
    drift: float = 0.03
    turn_deg: float = 3.0
    flicker: float = 0.08
    bad_cut_share: float = 0.12
    hand_share: float = 0.12
    smear_share: float = 0.15
    lost_share: float = 0.12
    room: AugmentConfig = field(
        default_factory=lambda: AugmentConfig(
            rotate_deg=8, zoom=0.08, shift=0.04, light_share=0.6, blur_share=0.3, occlusion_share=0
        )
    )
    learner: LearnerConfig | None = None


LEARNERS = ClipConfig(hand_share=0.0, learner=LearnerConfig())
"""Hands come as learners take them to the face, and not in single frames by chance."""


def make_clips(stills: Tensor, config: ClipConfig, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Return clips of the stills and which of their frames have a face.

    Args:
        stills: crops in [0, 1], shape (B, 1, S, S).
        config: how restless the clips are.
        generator: the same one gives the same clips.

    Returns:
        Crops of shape (B, T, 1, S, S), zero where no face was found, and presence of shape (B, T), float32;
        at least one frame of every clip is present.
    """
    count, length = len(stills), config.length
    shown = stills
    if config.learner is not None:
        shown = behave(stills, draw_behaviour(count, length, config.learner, generator), generator)
    room = blur(relight(jitter(shown, config.room, generator), config.room, generator), 0.3, generator)
    frames = room.expand(-1, length, -1, -1).flatten(0, 1).unsqueeze(1)  # (B*T, 1, S, S)
    frames = _move(frames, _walk(count, config, generator))
    flicker = 1 + torch.randn(count * length, generator=generator) * config.flicker
    frames = frames * flicker.view(-1, 1, 1, 1)
    hand = AugmentConfig(occlusion_share=config.hand_share, occlusion=0.6, noise_share=0.6, noise=0.06)
    frames = occlude(frames, hand, generator)
    frames = _smear(frames, config.smear_share, generator)
    frames = compress(add_noise(frames, hand, generator), 0.5, generator).clamp(0, 1)
    present = (torch.rand(count, length, generator=generator) >= config.lost_share).float()
    present[present.sum(1) == 0, 0] = 1.0
    return frames.view(count, length, *stills.shape[1:]) * present.view(count, length, 1, 1, 1), present


def _walk(count: int, config: ClipConfig, generator: torch.Generator) -> Tensor:
    """Return turn, zoom and two shifts of each frame, shape (B*T, 4): a random walk with some bad cuts."""
    steps = torch.randn(count, config.length, 4, generator=generator).cumsum(1) / math.sqrt(config.length)
    scale = torch.tensor([math.radians(config.turn_deg), config.drift, config.drift, config.drift])
    bad = torch.rand(count, config.length, 1, generator=generator) < config.bad_cut_share
    miss = torch.randn(count, config.length, 4, generator=generator) * torch.tensor([0.3, 0.15, 0.2, 0.2])
    return (steps * scale + bad * miss).flatten(0, 1)


def _move(frames: Tensor, walk: Tensor) -> Tensor:
    """Resample each frame by its own turn, zoom and shift."""
    turn, zoom, shift_x, shift_y = walk.unbind(1)
    cos, sin = torch.cos(turn) * (1 + zoom), torch.sin(turn) * (1 + zoom)
    rows = [torch.stack([cos, -sin, 2 * shift_x], 1), torch.stack([sin, cos, 2 * shift_y], 1)]
    grid = functional.affine_grid(torch.stack(rows, 1), list(frames.shape), align_corners=False)
    return functional.grid_sample(frames, grid, padding_mode="border", align_corners=False)


def _smear(frames: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """Blur some frames along the rows, as a quick turn of the head does."""
    kernel = torch.full((1, 1, 1, 7), 1 / 7)
    smeared = functional.conv2d(functional.pad(frames, (3, 3, 0, 0), mode="replicate"), kernel)
    hit = torch.rand(len(frames), generator=generator) < share
    return torch.where(hit.view(-1, 1, 1, 1), smeared, frames)
