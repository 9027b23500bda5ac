"""What a learner does within the two seconds of a clip: blinks, speaks, nods, sways, has a hand at the face.

No collection here shows it frame by frame with labels, so it is made on stills cut as in serving, at the
rates and durations that people were observed to have. What nobody counted is assumed, and says so.

Sources:
- blinks: Doughty (2001), "Consideration of three types of spontaneous eyeblink activity in normal humans",
  Optometry and Vision Science 78: 7.9 a minute while reading or before a screen, 21.5 in conversation (as
  Bentivoglio et al. 1997, "Analysis of blink rate patterns in normal subjects", Movement Disorders 12, find
  4.5 and 26); a fifth of a second each, as Caffier et al. (2003), European Journal of Applied Physiology 89,
  find for people who are awake.
- speech: Chandrasekaran et al. (2009), "The natural statistics of audiovisual speech", PLoS Computational
  Biology 5: the mouth opens and closes 2 to 7 times a second.
- nods and shakes: Hadar, Steiner and Clifford Rose (1985), "Head movement during listening turns in
  conversation", Journal of Nonverbal Behavior 9: yes and no are cyclic and symmetrical.
- hands: Kwok, Gralton and McLaws (2015), "Face touching: a frequent habit that has implications for hand
  hygiene", American Journal of Infection Control 43: students in a lecture, 23 times an hour; 56 in 100 times
  not at mouth, nose or eyes.
- sway: `results/head_movement.json`: one of two recorded people before a camera sits still; the other turns
  by 50 degrees within a second, further than a crop can show.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

FRAMES_PER_SECOND: Final = 4.0
# Across and down, as shares of a crop's side, where `align_face` puts them.
_EYES: Final = ((0.32, 0.396), (0.68, 0.396))
_LID: Final = (0.09, 0.05)
_FACE: Final = ((0.5, 0.52), (0.4, 0.5))
_JAW: Final = ((0.5, 0.84), (0.13, 0.10))
PLACES: Final = {
    "chin": (0.5, 0.98),
    "cheek": (0.16, 0.72),
    "mouth": (0.5, 0.78),
    "nose": (0.5, 0.6),
    "eye": (0.30, 0.42),
}
PLACE_SHARES: Final = (0.28, 0.28, 0.17, 0.15, 0.12)
"""Of the touches: 56 in 100 not on mouth, nose and eyes, which have 36, 31 and 27 in 100 of the others."""
_PALM: Final = 0.2


@dataclass(frozen=True)
class LearnerConfig:
    """How often and how strongly a learner does what.

    Attributes:
        talk_share: of the clips; assumed, because most tasks are done in silence.
        blinks_per_minute, talking_blinks_per_minute, blink_s: how often the eyes close, and for how long.
        syllables_hz: how often the mouth opens, evenly drawn for each clip that has speech.
        opening: how far the jaw drops at most, as a share of the crop's side; assumed.
        nods_per_minute, shakes_per_minute, nod_s, nod_hz, nod_deg: assumed, but for being cyclic.
        hands_per_hour, hand_s: how often a hand comes to the face; how long it stays is assumed.
        sway_deg: standard deviation of yaw and of pitch of a head that is kept still.
        turn_share, turn_deg: of the clips in which the learner looks elsewhere, and how far; assumed. A crop
            cannot show a face turned further.
    """

    talk_share: float = 0.2
    blinks_per_minute: float = 7.9
    talking_blinks_per_minute: float = 21.5
    blink_s: float = 0.2
    syllables_hz: tuple[float, float] = (2.0, 7.0)
    opening: float = 0.07
    nods_per_minute: float = 1.0
    shakes_per_minute: float = 0.5
    nod_s: float = 1.0
    nod_hz: tuple[float, float] = (1.0, 3.0)
    nod_deg: tuple[float, float] = (3.0, 8.0)
    hands_per_hour: float = 23.0
    hand_s: tuple[float, float] = (1.0, 3.0)
    sway_deg: tuple[float, float] = (0.34, 0.58)
    turn_share: float = 0.1
    turn_deg: float = 12.0


@dataclass(frozen=True)
class Behaviour:
    """What each frame shows, every field of shape (B, T).

    Attributes:
        closed: how far the eyes are closed, 0 to 1.
        opening: how far the jaw has dropped, as a share of the crop's side.
        yaw_deg, pitch_deg: how far the head has turned, to the picture's right and down.
        hand: which of `PLACES` a hand covers, counted from 1; 0 for none.
        talks: whether the clip has speech, the same in all its frames.
    """

    closed: Tensor
    opening: Tensor
    yaw_deg: Tensor
    pitch_deg: Tensor
    hand: Tensor
    talks: Tensor


def draw_behaviour(count: int, length: int, config: LearnerConfig, generator: torch.Generator) -> Behaviour:
    """Return what the learners of so many clips do, frame by frame at `FRAMES_PER_SECOND`."""
    clip_s = length / FRAMES_PER_SECOND
    times = torch.arange(length) / FRAMES_PER_SECOND  # (T,)
    talks = (_even(generator, count, 1) < config.talk_share).expand(count, length)
    # Frames lie further apart than a blink lasts: each meets one by itself, at some moment of it.
    rate = torch.where(talks, config.talking_blinks_per_minute, config.blinks_per_minute) / 60
    blinks = _even(generator, count, length) < rate * config.blink_s
    moment = _even(generator, count, length)
    beat = _between(generator, count, config.syllables_hz) * times + _even(generator, count, 1)
    # No two syllables open the mouth as far.
    size = config.opening * _even(generator, count, length)
    opening = talks * size * (1 + torch.sin(2 * math.pi * beat)) / 2
    pitch = _sway(generator, count, length, config.sway_deg[1])
    yaw = _sway(generator, count, length, config.sway_deg[0])
    pitch = pitch + _cycles(times, clip_s, config.nods_per_minute, config, generator, count)
    yaw = yaw + _cycles(times, clip_s, config.shakes_per_minute, config, generator, count)
    turns = (_even(generator, count, 1) < config.turn_share) * config.turn_deg
    reach = turns * (2 * _even(generator, count, 1) - 1)
    yaw = yaw + reach * torch.sigmoid((times / clip_s - _even(generator, count, 1)) * 12)
    return Behaviour(
        closed=blinks * (1 - (2 * moment - 1).abs()).clamp(min=0.3),
        opening=opening,
        yaw_deg=yaw,
        pitch_deg=pitch,
        hand=_hands(times, clip_s, config, generator, count),
        talks=talks,
    )


def behave(stills: Tensor, behaviour: Behaviour, generator: torch.Generator) -> Tensor:
    """Return the frames of clips, shape (B, T, S, S), of stills (B, 1, S, S) cut as in serving."""
    count, length = behaviour.closed.shape
    side = stills.shape[-1]
    frames = stills.expand(-1, length, -1, -1).reshape(count * length, 1, side, side)
    frames = _turned(frames, *(part.reshape(-1, 1, 1) for part in _motions(behaviour)))
    frames = _blinked(frames, behaviour.closed.reshape(-1, 1, 1, 1))
    mirrored = (_even(generator, count, 1) < 0.5).expand(count, length).reshape(-1)
    tone = 0.85 + 0.3 * _even(generator, count, 1).expand(count, length).reshape(-1)
    frames = _touched(frames, behaviour.hand.reshape(-1), mirrored, tone)
    return frames.view(count, length, side, side)


def _motions(behaviour: Behaviour) -> tuple[Tensor, Tensor, Tensor]:
    return behaviour.yaw_deg, behaviour.pitch_deg, behaviour.opening


def _turned(frames: Tensor, yaw_deg: Tensor, pitch_deg: Tensor, opening: Tensor) -> Tensor:
    """Return frames (N, 1, S, S) whose faces turn as half an egg does, and whose jaws drop."""
    x, y = _places(frames.shape[-1])
    (middle_x, middle_y), (half_width, half_height) = _FACE
    across, down = (x - middle_x) / half_width, (y - middle_y) / half_height
    depth = half_width * torch.sqrt((1 - across**2 - down**2).clamp(min=0))
    (jaw_x, jaw_y), (jaw_width, jaw_height) = _JAW
    jaw = torch.exp(-(((x - jaw_x) / jaw_width) ** 2 + ((y - jaw_y) / jaw_height) ** 2) / 2)
    from_x = x - depth * torch.sin(torch.deg2rad(yaw_deg))
    from_y = y - depth * torch.sin(torch.deg2rad(pitch_deg)) - opening * jaw
    grid = torch.stack([from_x * 2 - 1, from_y * 2 - 1], dim=3)
    return functional.grid_sample(frames, grid, padding_mode="border", align_corners=False)


def _blinked(frames: Tensor, closed: Tensor) -> Tensor:
    """Return frames whose lids, as bright as the skin beneath the eyes, come down over them."""
    x, y = _places(frames.shape[-1])
    width, height = _LID
    for eye_x, eye_y in _EYES:
        inside = ((x - eye_x) / width) ** 2 + ((y - eye_y) / height) ** 2 < 1
        beneath = ((x - eye_x).abs() < width) & ((y - eye_y - 3 * height).abs() < height)
        skin = frames[:, :, beneath].mean(2)[..., None, None]
        lid = inside & (y < eye_y - height + 2 * height * closed)
        lashes = lid & (y > eye_y - height + 2 * height * closed - 1.5 / frames.shape[-1])
        frames = torch.where(lid & (closed > 0), torch.where(lashes, 0.6 * skin, skin), frames)
    return frames


def _touched(frames: Tensor, hand: Tensor, mirrored: Tensor, tone: Tensor) -> Tensor:
    """Return frames with the palm of a hand, about as bright as the cheeks, where `hand` says."""
    x, y = _places(frames.shape[-1])
    cheeks = ((x - 0.5).abs() < 0.25) & ((y - 0.62).abs() < 0.08)
    skin = frames[:, :, cheeks].mean(2) * tone[:, None]
    middles = torch.tensor([(9.0, 9.0), *PLACES.values()])[hand]  # (N, 2); none lies outside the crop
    across = torch.where(mirrored, 1 - middles[:, 0], middles[:, 0])
    inside = (x - across.view(-1, 1, 1)) ** 2 + (y - middles[:, 1].view(-1, 1, 1)) ** 2 < _PALM**2
    return torch.where(inside.unsqueeze(1), skin.clamp(0, 1)[..., None, None], frames)


def _hands(
    times: Tensor, clip_s: float, config: LearnerConfig, generator: torch.Generator, count: int
) -> Tensor:
    """Return which place a hand covers in each frame, shape (B, T), 0 for none."""
    stay = _between(generator, count, config.hand_s)
    # A hand that came before the clip began may still be there.
    comes = _even(generator, count, 1) < config.hands_per_hour / 3600 * (clip_s + stay)
    began = _even(generator, count, 1) * (clip_s + stay) - stay
    there = comes & (times >= began) & (times < began + stay)
    shares = torch.tensor(PLACE_SHARES)
    place = 1 + torch.multinomial(shares, count, replacement=True, generator=generator)
    return place[:, None] * there


def _cycles(
    times: Tensor,
    clip_s: float,
    per_minute: float,
    config: LearnerConfig,
    generator: torch.Generator,
    count: int,
) -> Tensor:
    """Return by how many degrees a head that says yes or no is turned in each frame, shape (B, T)."""
    comes = _even(generator, count, 1) < per_minute / 60 * (clip_s + config.nod_s)
    began = _even(generator, count, 1) * (clip_s + config.nod_s) - config.nod_s
    since = times - began
    within = comes & (since >= 0) & (since < config.nod_s)
    pace, size = (_between(generator, count, ends) for ends in (config.nod_hz, config.nod_deg))
    return within * size * torch.sin(2 * math.pi * pace * since)


def _sway(generator: torch.Generator, count: int, length: int, degrees: float) -> Tensor:
    return torch.randn(count, length, generator=generator) * degrees


def _even(generator: torch.Generator, count: int, width: int) -> Tensor:
    return torch.rand(count, width, generator=generator)


def _between(generator: torch.Generator, count: int, ends: tuple[float, float]) -> Tensor:
    return ends[0] + (ends[1] - ends[0]) * _even(generator, count, 1)


def _places(side: int) -> tuple[Tensor, Tensor]:
    """Return how far across and down each pixel's centre lies, 0 to 1, shape (S, S) each."""
    centres = (torch.arange(side) + 0.5) / side
    down, across = torch.meshgrid(centres, centres, indexing="ij")
    return across, down
