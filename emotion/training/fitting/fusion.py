"""Joins the two experts, picture and geometry, on people whom neither has seen.

Clips for that are made from stills, and the face finder looks at each of their frames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from emotion.runtime.clip_inputs import ClipInputs
from emotion.training.data.clips import ClipConfig, make_clips
from emotion.training.data.datasets import Stills
from emotion.training.data.faces import DetectedFaces, detect_faces
from emotion.training.fitting.calibration import fit_fusion, fit_temperature
from emotion.training.fitting.material import serving_crops
from emotion.training.fitting.mesh import read_meshes
from emotion.training.fitting.train import predict, to_crops
from emotion.training.networks.network import ClipNet

CLIPS = 800
"""How many clips the clip's temperature is fitted on."""


@dataclass(frozen=True)
class FusionCalibration:
    """What makes the two experts one: the mesh's weight, and a temperature for clips and one for frames."""

    mesh_weight: float
    temperature: float
    frame_temperature: float


@torch.no_grad()
def calibrate(net: ClipNet, valid: Stills, detected: DetectedFaces, *, seed: int = 1) -> FusionCalibration:
    """Fit weight and temperatures on held-out stills, cut as in serving, and on clips made from them."""
    rows = np.flatnonzero(valid.faces)
    stills, faces = valid.take(rows), detected.take(rows)
    crops = serving_crops(stills.images, faces)
    labels = torch.from_numpy(stills.labels)
    mesh, _ = read_meshes(net.mesh, faces.geometry, faces.found)
    with torch.enable_grad():
        weight, frame_temperature = fit_fusion(predict(net.frame, crops)[0], mesh, labels)
    net.mesh_weight.fill_(weight)
    some = np.random.default_rng(seed).permutation(len(rows))[:CLIPS]
    logits = torch.cat(
        [
            net(*(torch.from_numpy(values) for values in clip.feed().values()))[0]
            for clip in detected_clips(
                to_crops(crops[some]), torch.Generator().manual_seed(seed), lambda *_: None
            )
        ]
    )
    with torch.enable_grad():
        temperature = fit_temperature(logits, labels[some])
    return FusionCalibration(round(weight, 4), round(temperature, 4), round(frame_temperature, 4))


def detected_clips(
    crops: Tensor, generator: torch.Generator, report: Callable[[int, int], None], *, chunk: int = 64
) -> list[ClipInputs]:
    """Return clips made from stills as `ClipNet` reads them, the face finder having looked at every frame.

    Args:
        crops: stills in [0, 1], shape (N, 1, S, S).
        generator: the same one gives the same clips.
        report: told how many of the clips are done.
        chunk: clips in each element that is returned.
    """
    parts = []
    for start in range(0, len(crops), chunk):
        frames, present = make_clips(crops[start : start + chunk], ClipConfig(), generator)
        there = np.flatnonzero(present.flatten().numpy())
        faces = frames.flatten(0, 1).squeeze(1)[there]
        detected = detect_faces((faces * 255).round().to(torch.uint8).numpy(), lambda *_: None)
        clips = ClipInputs.empty(len(frames))
        clips.fill(there, faces.numpy(), geometry=detected.geometry, located=detected.located)
        parts.append(clips)
        report(start + len(frames), len(crops))
    return parts
