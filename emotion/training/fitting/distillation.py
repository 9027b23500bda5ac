"""Makes a teacher for the frame encoder: what an earlier encoder and the mesh head say together.

The mesh head is trained in folds, so that what it says of a picture comes from a head that has not seen it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from emotion.training.data.datasets import Stills
from emotion.training.data.faces import DetectedFaces
from emotion.training.fitting.material import serving_crops
from emotion.training.fitting.mesh import MeshConfig, cross_fitted
from emotion.training.fitting.precision import half_precision
from emotion.training.fitting.train import predict
from emotion.training.networks.network import FrameNet

Report = Callable[[int, int], None]
Heads = tuple[Tensor, Tensor]


@dataclass(frozen=True)
class TeacherConfig:
    """Every setting that decides a teacher: whose opinions it joins, and how much the mesh weighs."""

    name: str
    encoder_run: str
    mesh_config: str = "mesh"
    mesh_weight: float = 0.55


def encoder_opinion(model: FrameNet, stills: Stills, detected: DetectedFaces) -> Heads:
    """Return both heads' logits, averaged over the serving crop, its mirror image and the raw crop."""
    crops = serving_crops(stills.images, detected)
    views = (crops, crops[:, :, ::-1].copy(), stills.images)
    with half_precision():
        said = [predict(model, view) for view in views]
    emotions, fer = (torch.stack([one[head].float() for one in said]).mean(0) for head in (0, 1))
    return emotions, fer


def joint_opinion(encoder: Heads, mesh: Heads, mesh_weight: float) -> Heads:
    """Return both heads' distributions of the product of two experts, one of them weighed down.

    Source: Hinton (2002), "Training products of experts by minimizing contrastive divergence".
    """
    emotions, fer = (
        functional.softmax(functional.log_softmax(one, 1) + mesh_weight * functional.log_softmax(other, 1), 1)
        for one, other in zip(encoder, mesh, strict=True)
    )
    return emotions, fer


def teach(
    config: TeacherConfig,
    mesh_config: MeshConfig,
    model: FrameNet,
    stills: Stills,
    detected: DetectedFaces,
    report: Report,
) -> Heads:
    """Return the teacher's distributions for every row, (N, 8) and (N, 7)."""
    mesh = cross_fitted(mesh_config, detected.geometry, detected.found, stills, report)
    return joint_opinion(encoder_opinion(model, stills, detected), mesh, config.mesh_weight)
