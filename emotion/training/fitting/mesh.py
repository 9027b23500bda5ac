"""Trains the mesh head: emotions from the face finder's landmarks and blendshapes, beside the picture.

The finder's network has seen far more faces than any open collection of emotions holds, so its geometry is a
second witness that errs in other places than the frame encoder. The head is small.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from emotion.training.data.datasets import Stills
from emotion.training.fitting.targets import soft_cross_entropy, soft_targets
from emotion.training.networks.network import MeshNet

Floats = NDArray[np.float32]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class MeshConfig:
    """Every setting that decides a run of the mesh head.

    Attributes:
        directions: how many main directions of the geometry it reads.
        noise: standard deviation of what is added to them in training; they have variance 1.
        folds: parts of the pictures for `cross_fitted`.
        fer2013_weight: of the second head's loss beside the first's.
    """

    name: str
    seed: int = 1
    epochs: int = 30
    batch: int = 256
    learning_rate: float = 3e-3
    weight_decay: float = 0.05
    directions: int = 256
    hidden: int = 512
    dropout: float = 0.5
    noise: float = 0.2
    folds: int = 3
    label_smoothing: float = 0.05
    fer2013_weight: float = 0.3


def whitening(inputs: Floats, directions: int) -> tuple[Tensor, Tensor]:
    """Return the mean (F,) and the axes (F, K) that turn inputs (N, F) into K directions of variance 1."""
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-4
    scaled = (inputs - mean) / deviation
    spread, vectors = np.linalg.eigh((scaled.T @ scaled / len(scaled)).astype(np.float64))  # rising
    axes = vectors[:, ::-1][:, :directions] / np.sqrt(spread[::-1][:directions])
    return torch.from_numpy(mean), torch.from_numpy((axes / deviation[:, None]).astype(np.float32))


def train_mesh(
    config: MeshConfig, inputs: Floats, stills: Stills, rows: NDArray[np.int64], report: Report
) -> tuple[MeshNet, list[float]]:
    """Return the head, trained on some rows, and each epoch's mean loss.

    `inputs` are of shape (N, 1489), from `DetectedFaces.geometry`.
    """
    torch.manual_seed(config.seed)
    net = MeshNet(config.directions, hidden=config.hidden, dropout=config.dropout)
    mean, axes = whitening(inputs[rows], config.directions)
    net.mean.copy_(mean)
    net.axes.data.copy_(axes)
    emotions, fer = soft_targets(stills, smoothing=config.label_smoothing)
    whitened = net.whitened(torch.from_numpy(inputs))
    steps = config.epochs * (len(rows) // config.batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, total_steps=steps + 1)
    generator = torch.Generator().manual_seed(config.seed)
    done, losses = 0, []
    net.train()
    for _ in range(config.epochs):
        total, before = 0.0, done
        order = torch.from_numpy(rows)[torch.randperm(len(rows), generator=generator)]
        for chunk in torch.split(order, config.batch)[: len(rows) // config.batch]:
            noise = torch.randn(len(chunk), config.directions, generator=generator) * config.noise
            guessed, guessed_fer = net.read(whitened[chunk] + noise)
            loss = soft_cross_entropy(guessed, emotions[chunk])
            loss = loss + config.fer2013_weight * soft_cross_entropy(guessed_fer, fer[chunk])
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
            done += 1
            report(done, steps)
        losses.append(total / max(done - before, 1))
    return net.eval(), losses


@torch.inference_mode()
def read_meshes(net: MeshNet, inputs: Floats, found: NDArray[np.bool_]) -> tuple[Tensor, Tensor]:
    """Return both heads' logits, (N, 8) and (N, 7); zeros where no face was found: no opinion."""
    there = torch.from_numpy(found).float().unsqueeze(1)
    emotions, fer = net.eval()(torch.from_numpy(inputs))
    return emotions * there, fer * there


def cross_fitted(
    config: MeshConfig, inputs: Floats, found: NDArray[np.bool_], stills: Stills, report: Report
) -> tuple[Tensor, Tensor]:
    """Return both heads' logits for every row, each from a head that was not trained on it."""
    fold = np.random.default_rng(config.seed).permutation(len(stills)) % config.folds
    emotions, fer = torch.zeros(len(stills), 8), torch.zeros(len(stills), 7)
    for one in range(config.folds):
        net, _ = train_mesh(config, inputs, stills, np.flatnonzero(found & (fold != one)), report)
        held = np.flatnonzero(fold == one)
        emotions[held], fer[held] = read_meshes(net, inputs[held], found[held])
    return emotions, fer
