"""What a network is asked to say of each picture, how often each comes, and what a wrong answer costs."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from emotion.training.data.datasets import Stills
from emotion.training.networks.network import FER2013_COUNT

RARE = 0.05
"""An emotion of fewer pictures than this share is rare: disgust, fear and contempt in FERPlus."""


def soft_targets(stills: Stills, *, smoothing: float) -> tuple[Tensor, Tensor]:
    """Return target distributions for both heads; a row sums to the weight it carries in the loss.

    Emotions weigh as much as the share of the ten annotators who named one; a picture without a readable
    face weighs nothing. An unknown FER2013 label weighs nothing.
    """
    votes = torch.from_numpy(stills.votes)
    totals = votes.sum(1, keepdim=True)
    weight = (totals / 10).clamp(max=1) * (totals > 0)
    emotions = ((1 - smoothing) * votes / totals.clamp(min=1) + smoothing / votes.shape[1]) * weight
    labels = torch.from_numpy(stills.fer2013)
    known = (labels >= 0).float().unsqueeze(1)
    fer = functional.one_hot(labels.clamp(min=0), FER2013_COUNT).float()
    return emotions, ((1 - smoothing) * fer + smoothing / FER2013_COUNT) * known


def blend_soft_labels(targets: Tensor, soft_labels: Tensor, share: float) -> Tensor:
    """Return targets (N, C) of which a share is the teacher's opinion; each row keeps its weight.

    Source: Furlanello et al. (2018), "Born-again neural networks", ICML.
    """
    return torch.lerp(targets, soft_labels * targets.sum(1, keepdim=True), share)


def is_rare(stills: Stills) -> Tensor:
    """Say which rows show an emotion that is fewer than one picture in twenty, shape (N,)."""
    counts = np.bincount(stills.labels, minlength=stills.votes.shape[1])
    return torch.from_numpy((counts < RARE * len(stills))[stills.labels])


def draw_rows(stills: Stills, *, balance: float, generator: torch.Generator) -> Tensor:
    """Return one epoch of row numbers; rarer emotions come more often, by `frequency ** -balance`."""
    if balance == 0:
        return torch.randperm(len(stills), generator=generator)
    labels = stills.labels
    frequency = np.bincount(labels, minlength=stills.votes.shape[1]) / len(labels)
    weights = torch.from_numpy(np.maximum(frequency, 1e-6)[labels] ** -balance)
    return torch.multinomial(weights, len(labels), replacement=True, generator=generator)


def soft_cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean over the batch of the cross entropy with weighted target distributions."""
    return -(targets * functional.log_softmax(logits.float(), dim=1)).sum(1).mean()
