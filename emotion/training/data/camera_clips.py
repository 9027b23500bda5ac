"""Makes what a camera would send of a still face: whole JPEG frames, for code that must find the face first.

`make_clips` gives the room and the camera: motion, light, flicker, hands, lost frames. Added here is what it
cannot do with a crop: the head itself turns and the mouth opens before a wall that stands still.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from emotion.frames import CLIP_LENGTH
from emotion.training.data.clips import ClipConfig, make_clips
from emotion.training.data.heads import turn_head

Image = NDArray[np.uint8]

SIDE: Final = 240
_ROOM_SIDE: Final = 96
_STILL_HEIGHT: Final = 64
_QUALITY: Final = 75


@dataclass(frozen=True)
class HeadConfig:
    """How restless a student is.

    Attributes:
        clip: the camera and the room.
        turn_deg: standard deviation of yaw and of pitch at the last frame, in degrees.
        talk_share: of the clips, 0 to 1, in which the mouth opens and closes.
        talk: by how much it opens at most, as a share of the still's height.
    """

    clip: ClipConfig
    turn_deg: float
    talk_share: float = 0.5
    talk: float = 0.04


MOTIONS: Final = {
    "calm": HeadConfig(
        ClipConfig(bad_cut_share=0.01, hand_share=0.04, smear_share=0.05, lost_share=0.04), turn_deg=3
    ),
    # As twenty recordings of people who sign before a webcam: within a quarter of a second half of their
    # crops move by more than 4 in 100 of the side, and half of their heads turn by more than 2.7 degrees.
    "restless": HeadConfig(ClipConfig(bad_cut_share=0.02, drift=0.065, turn_deg=6), turn_deg=6),
}


def camera_clips(stills: Image, config: HeadConfig, *, seed: int, chunk: int = 32) -> Iterator[list[bytes]]:
    """Yield one clip of eight JPEG frames, 240 x 240, for each still; a lost frame has no bytes.

    Args:
        stills: crops of one face each, grey of shape (N, H, W) or RGB of shape (N, H, W, 3).
        config: how restless the clips are.
        seed: the same one gives the same clips.
        chunk: stills for which frames are in memory at once.
    """
    colours = stills[..., None] if stills.ndim == 3 else stills
    random = np.random.default_rng(seed)
    for start in range(0, len(colours), chunk):
        rooms = torch.from_numpy(np.stack([_in_room(still) for still in colours[start : start + chunk]]))
        # Each colour from the same seed, so that all of them move alike.
        layers = [
            make_clips(layer, config.clip, torch.Generator().manual_seed(seed + start))
            for layer in rooms.unsqueeze(2).unbind(1)
        ]
        frames = torch.cat([layer for layer, _ in layers], dim=2)  # (B, T, C, S, S)
        for clip, present in zip(frames.unbind(0), layers[0][1].unbind(0), strict=True):
            pictures = (clip * 255).round().to(torch.uint8).permute(0, 2, 3, 1).numpy()
            yield list(_as_sent(pictures, present.numpy() > 0, config, random))


def _in_room(still: Image) -> NDArray[np.float32]:
    """Return the still in the middle of a square, its borders repeated, shape (C, S, S), 0 to 1."""
    height, width = still.shape[:2]
    size = (round(_STILL_HEIGHT * width / height), _STILL_HEIGHT)
    small: Any = cv2.resize(
        still, size, interpolation=cv2.INTER_AREA if height > size[1] else cv2.INTER_CUBIC
    )
    across, down = _ROOM_SIDE - size[0], _ROOM_SIDE - size[1]
    edges = (down // 2, down - down // 2, across // 2, across - across // 2)
    framed: Any = cv2.copyMakeBorder(small, *edges, cv2.BORDER_REPLICATE)
    layers = framed.reshape(_ROOM_SIDE, _ROOM_SIDE, -1).transpose(2, 0, 1)
    return np.asarray(layers / 255, dtype=np.float32)


def _as_sent(
    pictures: Image, present: NDArray[np.bool_], config: HeadConfig, random: np.random.Generator
) -> Iterator[bytes]:
    """Yield the JPEG of each frame, the head turned further and the mouth opened anew in each."""
    steps = random.normal(0, config.turn_deg / np.sqrt(CLIP_LENGTH), (CLIP_LENGTH, 2))
    turns = steps.cumsum(axis=0)
    still = SIDE * _STILL_HEIGHT / _ROOM_SIDE
    talk = config.talk * (random.random() < config.talk_share) * random.random(CLIP_LENGTH)
    for picture, is_there, (yaw, pitch), opening in zip(pictures, present, turns, talk, strict=True):
        if not is_there:
            yield b""
            continue
        large = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
        frame = turn_head(
            np.asarray(large),
            middle=(SIDE / 2, SIDE / 2 + 0.02 * still),
            radii=(0.4 * still, 0.5 * still),
            yaw_deg=float(yaw),
            pitch_deg=float(pitch),
            opening=float(opening * still),
        )
        _, content = cv2.imencode(".jpg", frame[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
        yield content.tobytes()
