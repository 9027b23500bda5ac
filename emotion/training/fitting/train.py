"""Trains the frame encoder from one config file, resumes after a kill, and writes a record of the run.

Everything random is drawn from the seed and the epoch's number, so a run that was killed and resumed ends
where an undisturbed one ends. Checkpoints, caches and records live in the run's folder.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

from emotion.training.data.augment import AugmentConfig, augment, mix
from emotion.training.data.datasets import Stills, fingerprint
from emotion.training.fitting.precision import half_precision
from emotion.training.fitting.sharpness import uphill
from emotion.training.fitting.targets import (
    blend_soft_labels,
    draw_rows,
    is_rare,
    soft_cross_entropy,
    soft_targets,
)
from emotion.training.metrics import macro_f1
from emotion.training.networks.designs import DesignNet, build_design
from emotion.training.networks.lite import LiteEncoder, load_pretrained
from emotion.training.networks.network import EncoderConfig, FrameNet
from emotion.training.records import write_record


@dataclass(frozen=True)
class TrainConfig:
    """Every setting that decides a run of the frame encoder.

    The first `small_epochs` see crops of `small_side` pixels, which cost less than half; the last
    `plain_epochs` see unmixed pictures. `pretrained` starts a lite encoder from published weights. `side` is
    the size at which a design other than ours looks at crops, in training and ever after. Without
    `bfloat16_pays` it computes in float32 even where the processor is faster in bfloat16. A
    `sharpness_radius` above 0 takes each gradient uphill (`uphill`), which costs a second pass. `worn_share`
    of the pictures in which a face was found wear drawn glasses or have a hand before them. With `patience`
    above 0 a run ends early once accuracy on valid, cut as in serving, has stood still for so many epochs.
    """

    name: str
    seed: int = 1
    epochs: int = 40
    batch: int = 128
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    warmup_epochs: float = 2.0
    ema_decay: float = 0.999
    label_smoothing: float = 0.05
    fer2013_weight: float = 0.3
    balance: float = 0.25
    aligned_share: float = 0.5
    augmented: bool = True
    plain_epochs: int = 0
    small_epochs: int = 0
    small_side: int = 32
    start_from: str = ""
    pretrained: bool = False
    teacher: str = ""
    teacher_share: float = 0.5
    design: str = "ours"
    side: int = 48
    bfloat16_pays: bool = True
    sharpness_radius: float = 0.0
    worn_share: float = 0.0
    patience: int = 0
    encoder: EncoderConfig = field(default_factory=EncoderConfig)
    augment: AugmentConfig = field(default_factory=AugmentConfig)


@dataclass(frozen=True)
class Material:
    """What a run learns from and is watched on.

    `aligned` holds the same pictures cut by the serving crop where a face was found; `has_aligned` says
    where. `soft_labels` are a teacher's distributions over both heads' classes for each training row. `worn`
    are variants of `aligned`, shape (V, N, 48, 48), with something drawn on each face, and `valid_worn` is
    one of `valid_aligned`.
    """

    train: Stills
    valid: Stills
    aligned: NDArray[np.uint8]
    has_aligned: NDArray[np.bool_]
    valid_aligned: NDArray[np.uint8]
    soft_labels: tuple[Tensor, Tensor] | None = None
    worn: NDArray[np.uint8] | None = None
    valid_worn: NDArray[np.uint8] | None = None


Report = Callable[[int, int, float, float], None]


def load_config(path: Path) -> TrainConfig:
    """Read a TOML file into a config; a key that no setting knows is refused.

    Raises:
        TypeError: an unknown key.
    """
    values: dict[str, Any] = tomllib.loads(path.read_text())
    encoder: dict[str, Any] = {
        key: tuple(v) if isinstance(v, list) else v for key, v in values.pop("encoder", {}).items()
    }
    damage = AugmentConfig(**values.pop("augment", {}))
    return TrainConfig(**values, encoder=EncoderConfig(**encoder), augment=damage)


def to_crops(images: NDArray[np.uint8]) -> Tensor:
    """Return (N, S, S) bytes as float32 crops in [0, 1], shape (N, 1, S, S)."""
    return torch.from_numpy(np.ascontiguousarray(images)).unsqueeze(1).float() / 255


def learning_rate(config: TrainConfig, progress: float) -> float:
    """Linear warm-up, then a cosine to zero; `progress` counts epochs."""
    if progress < config.warmup_epochs:
        return config.learning_rate * (progress + 0.01) / config.warmup_epochs
    done = (progress - config.warmup_epochs) / (config.epochs - config.warmup_epochs)
    return config.learning_rate * 0.5 * (1 + float(np.cos(np.pi * done)))


@dataclass
class Run:
    """A run under way: the network, its moving average, and how far it has come.

    `before` is what the network that it goes on from scores on valid, empty where it starts from nothing.
    """

    config: TrainConfig
    model: FrameNet | DesignNet
    average: AveragedModel
    optimizer: torch.optim.Optimizer
    epoch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    before: dict[str, float] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """Write a checkpoint; a kill in the middle leaves the previous one whole."""
        state = {
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch": self.epoch,
            "history": self.history,
            "before": self.before,
        }
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)

    def restore(self, path: Path) -> None:
        """Continue from a checkpoint."""
        state = torch.load(path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.epoch, self.history = state["epoch"], state["history"]
        self.before = state.get("before", {})


def decayed_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Split the parameters: matrices and kernels decay, biases and norms do not."""
    kernels = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return [{"params": kernels, "weight_decay": weight_decay}, {"params": others, "weight_decay": 0.0}]


def warm_average(decay: float) -> Callable[[Any, Any, Any], None]:
    """Return an exponential moving average that forgets the untrained start quickly."""

    @torch.no_grad()
    def update(averaged: Any, current: Any, steps: Any) -> None:
        # The warm-up of TensorFlow's `ExponentialMovingAverage`.
        kept = min(decay, (1 + float(steps)) / (10 + float(steps)))
        for mean, tensor in zip(averaged, current, strict=True):
            if mean.is_floating_point():
                mean.lerp_(tensor, 1 - kept)
            else:
                # Batch norms count their batches in whole numbers, of which there is no mean.
                mean.copy_(tensor)

    return update


def start_run(config: TrainConfig, folder: Path) -> Run:
    """Build a run, or pick up the one whose checkpoint lies in `folder`."""
    torch.manual_seed(config.seed)
    model = build_model(config)
    if config.pretrained:
        if not isinstance(model.encoder, LiteEncoder):
            raise ValueError("only the lite encoder has published weights to start from")
        load_pretrained(model.encoder)
    model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    average = AveragedModel(model, multi_avg_fn=warm_average(config.ema_decay), use_buffers=True)
    run = Run(config, model, average, build_optimizer(config, model))
    if (folder / "last.pt").exists():
        run.restore(folder / "last.pt")
    elif config.start_from:
        checkpoint = folder.parent / config.start_from / "last.pt"
        if not checkpoint.exists():
            raise ValueError(f"{checkpoint} is not there: train `{config.start_from}` first")
        start = load_average(checkpoint, config)
        model.load_state_dict(start.state_dict())
        run.average.module.load_state_dict(start.state_dict())
    return run


def build_optimizer(config: TrainConfig, model: nn.Module) -> torch.optim.Optimizer:
    """Return the optimizer that the config names: `sgd` with Nesterov's momentum, or `adamw`.

    Raises:
        ValueError: another name.
    """
    groups = decayed_groups(model, config.weight_decay)
    if config.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=config.learning_rate)
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=config.learning_rate, momentum=config.momentum, nesterov=True)
    raise ValueError(f"no optimizer {config.optimizer!r}; there are: adamw, sgd")


def build_model(config: TrainConfig) -> FrameNet | DesignNet:
    """Return an untrained network of the config's design."""
    if config.design == "ours":
        return FrameNet(config.encoder)
    return build_design(config.design, config.encoder, side=config.side)


def load_average(checkpoint: Path, config: TrainConfig) -> FrameNet | DesignNet:
    """Return the averaged network of a checkpoint, in evaluation mode."""
    state = torch.load(checkpoint, weights_only=True)["average"]
    model = build_model(config)
    prefix = "module."
    model.load_state_dict({key.removeprefix(prefix): v for key, v in state.items() if key.startswith(prefix)})
    return model.eval()


def batches(
    run: Run, material: Material, generator: torch.Generator
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """Yield one epoch of (crops, emotion targets, FER2013 targets)."""
    config = run.config
    emotions, fer = soft_targets(material.train, smoothing=config.label_smoothing)
    if material.soft_labels is not None:
        emotions, fer = (
            blend_soft_labels(target, soft_labels, config.teacher_share)
            for target, soft_labels in zip((emotions, fer), material.soft_labels, strict=True)
        )
    rare = is_rare(material.train) if config.augment.rare_mixup_share else None
    rows = draw_rows(material.train, balance=config.balance, generator=generator)
    is_plain = not config.augmented or run.epoch >= config.epochs - config.plain_epochs
    for chunk in torch.split(rows, config.batch)[: len(rows) // config.batch]:
        picked = chunk.numpy()
        use_aligned = torch.rand(len(picked), generator=generator).numpy() < config.aligned_share
        use_aligned &= material.has_aligned[picked]
        images = np.where(use_aligned[:, None, None], material.aligned[picked], material.train.images[picked])
        if material.worn is not None:
            wears = torch.rand(len(picked), generator=generator).numpy() < config.worn_share
            wears &= material.has_aligned[picked]
            images[wears] = material.worn[run.epoch % len(material.worn)][picked[wears]]
        crops, targets = to_crops(images), [emotions[chunk], fer[chunk]]
        if config.augmented:
            crops = augment(crops, config.augment, generator)
        if not is_plain:
            drawn_rare = None if rare is None else rare[chunk]
            crops, targets = mix(crops, targets, config.augment, generator, rare=drawn_rare)
        if run.epoch < config.small_epochs:
            crops = functional.interpolate(crops, size=(config.small_side, config.small_side), mode="area")
        yield crops, targets[0], targets[1]


def train_epoch(run: Run, material: Material, report: Report) -> dict[str, float]:
    """Run one epoch; return its mean loss and accuracy on the damaged pictures."""
    config = run.config
    # A factor larger than any number of epochs: no epoch of one seed draws what an epoch of another did.
    generator = torch.Generator().manual_seed(config.seed * 100_003 + run.epoch)
    # Dropout takes no generator and draws from the global one.
    torch.manual_seed(config.seed * 100_003 + run.epoch)
    steps = len(material.train) // config.batch
    run.model.train()
    losses, hits, started, worked = 0.0, 0.0, time.monotonic(), time.process_time()
    for step, (crops, emotions, fer) in enumerate(batches(run, material, generator)):
        for group in run.optimizer.param_groups:
            group["lr"] = learning_rate(config, run.epoch + step / steps)
        crops = crops.to(memory_format=torch.channels_last)
        run.optimizer.zero_grad(set_to_none=True)
        loss, emotion_logits = learn(run, crops, emotions, fer)
        if config.sharpness_radius:
            with uphill(run.model, config.sharpness_radius):
                learn(run, crops, emotions, fer)
        nn.utils.clip_grad_norm_(run.model.parameters(), 5.0)
        run.optimizer.step()
        run.average.update_parameters(run.model)
        losses += float(loss)
        hits += float((emotion_logits.argmax(1) == emotions.argmax(1)).float().mean())
        report(step + 1, steps, losses / (step + 1), hits / (step + 1))
    spent = {"seconds": time.monotonic() - started, "core_seconds": time.process_time() - worked}
    return {"loss": losses / steps, "accuracy": hits / steps} | spent


def learn(run: Run, crops: Tensor, emotions: Tensor, fer: Tensor) -> tuple[Tensor, Tensor]:
    """Add the gradients of one batch to the network's; return its loss and emotion logits, detached."""
    with half_precision(pays=run.config.bfloat16_pays):
        emotion_logits, fer_logits = run.model(crops)
    loss = soft_cross_entropy(emotion_logits, emotions)
    loss = loss + run.config.fer2013_weight * soft_cross_entropy(fer_logits, fer)
    torch.autograd.backward(loss)
    return loss.detach(), emotion_logits.detach()


@torch.inference_mode()
def predict(model: nn.Module, images: NDArray[np.uint8], *, batch: int = 256) -> tuple[Tensor, Tensor]:
    """Return both heads' logits for grey crops (N, S, S): shapes (N, 8) and (N, 7)."""
    model.eval()
    parts = [model(to_crops(images[at : at + batch])) for at in range(0, len(images), batch)]
    return torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts])


def watch(run: Run, material: Material) -> dict[str, float]:
    """Measure the averaged network on the valid split: raw crops, serving crops, FER2013."""
    valid = material.valid
    with half_precision(pays=run.config.bfloat16_pays):
        emotions, fer = predict(run.average, valid.images)
        aligned, _ = predict(run.average, material.valid_aligned)
    known = valid.faces
    labels = valid.labels[known]
    predicted = emotions.argmax(1).numpy()[known]
    fer_known = valid.fer2013 >= 0
    figures = {
        "valid_accuracy": float((predicted == labels).mean()),
        "valid_macro_f1": macro_f1(labels, predicted, classes=valid.votes.shape[1]),
        "valid_aligned_accuracy": float((aligned.argmax(1).numpy()[known] == labels).mean()),
        "valid_fer2013_accuracy": float((fer.argmax(1).numpy() == valid.fer2013)[fer_known].mean()),
    }
    if material.valid_worn is not None:
        with half_precision(pays=run.config.bfloat16_pays):
            worn, _ = predict(run.average, material.valid_worn)
        figures["valid_worn_accuracy"] = float((worn.argmax(1).numpy()[known] == labels).mean())
    return figures


def train(config: TrainConfig, material: Material, folder: Path, report: Report) -> Run:
    """Train until the last epoch, with a checkpoint and a record after each."""
    folder.mkdir(parents=True, exist_ok=True)
    run = start_run(config, folder)
    if config.start_from and not run.history:
        run.before = watch(run, material)
    while run.epoch < config.epochs and not stands_still(run.history, config.patience):
        curve = train_epoch(run, material, report)
        run.epoch += 1
        curve |= watch(run, material) | {"epoch": run.epoch, "aligned": float(material.has_aligned.mean())}
        run.history.append(curve)
        run.save(folder / "last.pt")
        _record(run, material, folder / "record.json")
    return run


def stands_still(curves: list[dict[str, float]], patience: int) -> bool:
    """Say whether the last `patience` epochs brought valid nothing; 0 waits for ever."""
    watched = [curve["valid_aligned_accuracy"] for curve in curves]
    return 0 < patience < len(watched) and max(watched[-patience:]) <= max(watched[:-patience])


def _record(run: Run, material: Material, path: Path) -> None:
    write_record(
        path,
        run.config,
        data={"train": fingerprint(material.train), "valid": fingerprint(material.valid)},
        rows={"train": len(material.train), "valid": len(material.valid)},
        parameters=sum(p.numel() for p in run.model.parameters()),
        epochs_done=run.epoch,
        before=run.before,
        curves=run.history,
    )
