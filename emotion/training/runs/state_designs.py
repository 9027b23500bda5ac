"""Measures the paper's CNN-LSTM where it tells states: DAiSEE's people, softmax and sigmoids."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from emotion.training.artefact.checkpoints import Workspace
from emotion.training.data.datasets import Split
from emotion.training.fitting.state_sequences import (
    SequenceConfig,
    Sequences,
    fit_sequences,
    gather,
    sequence_figures,
)
from emotion.training.fitting.train import to_crops
from emotion.training.networks.designs import DesignNet
from emotion.training.networks.network import FrameNet
from emotion.training.reporting import Report, counter
from emotion.training.runs.recipes import student_faces


def measure_states(
    model: FrameNet | DesignNet, workspace: Workspace, report: Report, *, config: SequenceConfig
) -> dict[str, Any]:
    """Return what an LSTM over a CNN that stays as it is makes of people never seen, and of single frames."""
    found: dict[str, Any] = {"sequences": asdict(config)}
    for name, one in {"in_sequence": config, "one_frame": replace(config, length=1)}.items():
        learned, asked = (_sequences(model, workspace, split, report, one) for split in ("train", "valid"))
        net, losses = fit_sequences(one, learned, counter(report, f"training on states, {name}"))
        found[name] = sequence_figures(net, asked, seed=config.seed) | {"held_out_loss": losses}
        found["parameters"] = sum(p.numel() for part in (model, net) for p in part.parameters())
    return found


def _sequences(
    model: FrameNet | DesignNet, workspace: Workspace, split: Split, report: Report, config: SequenceConfig
) -> Sequences:
    frames, detected = student_faces(workspace, split, report)
    return gather(
        _features(model, detected.crops), frames.levels, frames.subjects, frames.clips, length=config.length
    )


@torch.inference_mode()
def _features(model: FrameNet | DesignNet, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
    parts = [model.eval().encoder(to_crops(part)) for part in np.array_split(crops, len(crops) // 256 + 1)]
    return np.asarray(torch.cat(parts).numpy(), dtype=np.float32)
