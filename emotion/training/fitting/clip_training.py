"""Trains the clip head on clips made from stills, and asks whether it earns its place.

The frame encoder is frozen: every clip becomes eight feature vectors once, and the LSTM learns on those.
The head is served only if, on clips of held-out people, it beats the single frame and the mean over frames.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from emotion.training.data.clips import LEARNERS, ClipConfig, make_clips
from emotion.training.data.datasets import Stills
from emotion.training.fitting.precision import half_precision
from emotion.training.fitting.targets import soft_cross_entropy, soft_targets
from emotion.training.fitting.train import to_crops
from emotion.training.metrics import accuracy, macro_f1
from emotion.training.networks.designs import DesignNet
from emotion.training.networks.network import EMOTION_COUNT, ClipHead, FrameNet, masked_mean
from emotion.training.networks.paper_designs import PaperLstm

Head = ClipHead | PaperLstm
HEADS: dict[str, type[ClipHead] | type[PaperLstm]] = {"ours": ClipHead, "paper": PaperLstm}


@dataclass(frozen=True)
class ClipTrainConfig:
    """Every setting that decides a run of the clip head; `head` is one of `HEADS`.

    Attributes:
        encoder_run: the run of frames whose encoder is used as it is.
        clips: how many training stills a clip is made of, one each.
    """

    name: str
    encoder_run: str
    head: str = "ours"
    seed: int = 1
    clips: int = 12_000
    epochs: int = 20
    batch: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    hidden: int = 96
    label_smoothing: float = 0.05
    clip: ClipConfig = field(default_factory=ClipConfig)


def clip_config(values: dict[str, Any]) -> ClipTrainConfig:
    """Return the config of a TOML file; its `learners` says that faces in clips do what learners do.

    Raises:
        TypeError: an unknown key.
    """
    settings = dict(values)
    clip = LEARNERS if settings.pop("learners", False) else ClipConfig()
    return ClipTrainConfig(**settings, clip=clip)


@dataclass(frozen=True)
class ClipFeatures:
    """What the frozen encoder saw in clips.

    Attributes:
        features: shape (N, T, D), float32.
        logits: of each frame, shape (N, T, 8).
        present: shape (N, T).
        targets: weighted vote distributions, shape (N, 8).
        labels: majority emotion, shape (N,).
    """

    features: Tensor
    logits: Tensor
    present: Tensor
    targets: Tensor
    labels: NDArray[np.int64]


def joined(clips: ClipFeatures, more: ClipFeatures | None) -> ClipFeatures:
    """Return both, one after the other."""
    if more is None:
        return clips
    return ClipFeatures(
        features=torch.cat([clips.features, more.features]),
        logits=torch.cat([clips.logits, more.logits]),
        present=torch.cat([clips.present, more.present]),
        targets=torch.cat([clips.targets, more.targets]),
        labels=np.concatenate([clips.labels, more.labels]),
    )


@torch.inference_mode()
def see_clips(
    model: FrameNet | DesignNet,
    stills: Stills,
    config: ClipTrainConfig,
    *,
    seed: int,
    report: Callable[[int, int], None],
    chunk: int = 32,
) -> ClipFeatures:
    """Make one clip of each still and run the encoder over its frames."""
    generator = torch.Generator().manual_seed(seed)
    features, logits, presence = [], [], []
    model.eval()
    for start in range(0, len(stills), chunk):
        crops, present = make_clips(to_crops(stills.images[start : start + chunk]), config.clip, generator)
        with half_precision():
            seen = model.encoder(crops.flatten(0, 1)).float()  # (B*T, D)
        features.append(seen.unflatten(0, present.shape))
        logits.append(model.emotions(seen).unflatten(0, present.shape))
        presence.append(present)
        report(min(start + chunk, len(stills)), len(stills))
    targets, _ = soft_targets(stills, smoothing=config.label_smoothing)
    return ClipFeatures(torch.cat(features), torch.cat(logits), torch.cat(presence), targets, stills.labels)


def train_head(
    config: ClipTrainConfig,
    train: ClipFeatures,
    valid: ClipFeatures,
    report: Callable[[int, int], None] = lambda *_: None,
) -> tuple[Head, list[float]]:
    """Train the LSTM head; return it as of the epoch with the lowest loss on `valid`, and all losses."""
    torch.manual_seed(config.seed)
    head = HEADS[config.head](train.features.shape[2], hidden=config.hidden)
    optimizer = torch.optim.AdamW(
        head.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, config.epochs)
    generator = torch.Generator().manual_seed(config.seed)
    best, best_loss, losses = head.state_dict(), float("inf"), []
    for epoch in range(config.epochs):
        head.train()
        for rows in torch.split(torch.randperm(len(train.labels), generator=generator), config.batch):
            guess = head(train.features[rows], train.logits[rows], train.present[rows])
            loss = soft_cross_entropy(guess, train.targets[rows])
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            optimizer.step()
        schedule.step()
        losses.append(float(soft_cross_entropy(clip_logits(head, valid), valid.targets)))
        if losses[-1] < best_loss:
            best_loss, best = losses[-1], {key: value.clone() for key, value in head.state_dict().items()}
        report(epoch + 1, config.epochs)
    head.load_state_dict(best)
    return head.eval(), losses


@torch.inference_mode()
def clip_logits(head: Head, clips: ClipFeatures) -> Tensor:
    """Return the head's logits for every clip, shape (N, 8)."""
    head.eval()
    return torch.cat(
        [
            head(features, logits, present)
            for features, logits, present in zip(
                *(torch.split(part, 512) for part in (clips.features, clips.logits, clips.present)),
                strict=True,
            )
        ]
    )


def compare(head: Head | None, clips: ClipFeatures) -> dict[str, dict[str, float]]:
    """Measure the ways to read a clip: its last frame with a face, the mean over frames, and the LSTM."""
    last = (clips.present * torch.arange(1, clips.present.shape[1] + 1)).argmax(1)
    readouts = {
        "single_frame": clips.logits[torch.arange(len(last)), last],
        "mean_over_frames": masked_mean(clips.logits, clips.present),
        "mean_of_probabilities": masked_mean(functional.softmax(clips.logits, 2), clips.present),
    }
    if head is not None:
        readouts["lstm"] = clip_logits(head, clips)
    return {name: _scores(clips.labels, logits) for name, logits in readouts.items()}


def lstm_wins(comparison: dict[str, dict[str, float]]) -> bool:
    """Say whether the LSTM is the most accurate."""
    lstm = comparison["lstm"]
    others = [scores for name, scores in comparison.items() if name != "lstm"]
    return all(lstm["accuracy"] > scores["accuracy"] for scores in others)


def _scores(labels: NDArray[np.int64], logits: Tensor) -> dict[str, float]:
    predicted = logits.argmax(1).numpy()
    return {
        "accuracy": round(accuracy(labels, predicted), 4),
        "macro_f1": round(macro_f1(labels, predicted, classes=EMOTION_COUNT), 4),
    }
