"""Compares the designs: trains what is missing, and measures each once on the test split.

The clip designs put an LSTM on a frame design that stays as it is. A killed run goes on after its last whole
epoch. A design that has its row in the results is left alone: the test split is read once for each row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from emotion.estimate import EMOTIONS
from emotion.training.artefact.checkpoints import CONFIGS, Workspace
from emotion.training.data.augment import AugmentConfig, augment
from emotion.training.data.datasets import FER2013_CLASSES, Split, Stills, load_ferplus
from emotion.training.evaluation.evaluate import Predictions, report_emotions
from emotion.training.fitting import clip_training, train
from emotion.training.fitting.clip_training import HEADS, ClipFeatures, ClipTrainConfig, Head
from emotion.training.fitting.material import detect_split, load_material, serving_crops
from emotion.training.fitting.state_sequences import SequenceConfig
from emotion.training.fitting.train import TrainConfig, load_average, load_config, predict, to_crops
from emotion.training.metrics import accuracy, bootstrap_interval
from emotion.training.networks.designs import DesignNet
from emotion.training.networks.hog_svm import fit_hog_svm, margins
from emotion.training.networks.network import FrameNet, masked_mean
from emotion.training.reporting import Report, counter
from emotion.training.runs.costs import cost_of_network, cost_of_svm
from emotion.training.runs.recipes import is_finished
from emotion.training.runs.state_designs import measure_states

FRAME_DESIGNS = {
    "lstm": "design-lstm",
    "paper-printed": "design-paper-printed",
    "ours": "design-ours",
    "ours-plain": "design-ours-plain",
    "efficientnet-lite0": "ferplus-lite-long",
    "resnet50": "design-resnet50",
    "vgg16": "design-vgg16",
}
"""And their configs, the cheap ones first."""
CLIP_DESIGNS = {"paper-cnn-lstm": ("paper-printed", "paper"), "ours-cnn-lstm": ("ours", "ours")}
"""The frame design beneath, and the head on it."""
STATE_DESIGNS = {"paper-states": "paper-printed"}
"""The frame design beneath an LSTM that ends in the four states."""
DESIGNS = ("hog-svm", *FRAME_DESIGNS, *CLIP_DESIGNS, *STATE_DESIGNS)
READ_AS_CLIPS = ("paper-printed", "efficientnet-lite0", "lstm", "ours")
READ_DAMAGED = ("ours", "ours-plain")
CLIPS = 6000


@dataclass(frozen=True)
class Budget:
    """How much every design may learn: what the configs say, unless `changes` says otherwise."""

    suffix: str = ""
    changes: dict[str, Any] = field(default_factory=dict)

    def frames(self, design: str) -> TrainConfig:
        """Return the config of a frame design at this budget."""
        config = load_config(CONFIGS / f"{FRAME_DESIGNS[design]}.toml")
        return replace(config, name=config.name + self.suffix, **self.changes)

    def clips(self, design: str) -> ClipTrainConfig:
        """Return the config of a clip design at this budget."""
        beneath, head = CLIP_DESIGNS[design]
        run = self.frames(beneath).name
        return ClipTrainConfig(f"design-{design}{self.suffix}", encoder_run=run, head=head, clips=CLIPS)


def compare(
    designs: Iterable[str], budget: Budget, workspace: Workspace, folder: Path, report: Report, *, again: bool
) -> list[Path]:
    """Write the row of each design that has none yet; `again` measures anew. Returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for design in designs:
        path = folder / f"{design}.json"
        if path.exists() and not again:
            continue
        row = measure_design(design, budget, workspace, report)
        path.write_text(json.dumps(row, indent=1) + "\n")
        written.append(path)
    return written


def retake_costs(
    designs: Iterable[str], budget: Budget, workspace: Workspace, folder: Path, report: Report
) -> list[Path]:
    """Write time and size anew into the rows of frame designs that have one; returns what was written."""
    written = []
    for design in designs:
        path = folder / f"{design}.json"
        if design in FRAME_DESIGNS and path.exists():
            config = budget.frames(design)
            model = trained(config, workspace, report)
            row = json.loads(path.read_text()) | {"cost": cost_of_network(model, config.side)}
            path.write_text(json.dumps(row, indent=1) + "\n")
            written.append(path)
    return written


def measure_design(design: str, budget: Budget, workspace: Workspace, report: Report) -> dict[str, Any]:
    """Train a design unless its run is there already, and return its row."""
    if design == "hog-svm":
        return {"design": design} | _measure_svm(workspace, report)
    if design in CLIP_DESIGNS:
        return {"design": design} | _measure_clip_design(design, budget, workspace, report)
    if design in STATE_DESIGNS:
        return {"design": design} | _measure_state_design(design, budget, workspace, report)
    return {"design": design} | _measure_frame_design(design, budget, workspace, report)


def _measure_frame_design(
    design: str, budget: Budget, workspace: Workspace, report: Report
) -> dict[str, Any]:
    config = budget.frames(design)
    model = trained(config, workspace, report)
    epochs = _record_of(config, workspace)["curves"]
    stills = served_stills(workspace, "test", report)
    logits, _ = predict(model, stills.images)
    row: dict[str, Any] = {
        "budget": _budget_of(config, workspace),
        "core_minutes": sum(epoch["core_seconds"] for epoch in epochs) / 60,
        "valid_accuracy_by_epoch": [round(epoch["valid_aligned_accuracy"], 4) for epoch in epochs],
        "parameters": sum(p.numel() for p in model.parameters()),
        "stills": still_figures(stills, logits.numpy().astype(np.float64)),
        "cost": cost_of_network(model, config.side),
        "fer2013": _seven_figures(model, workspace, report),
    }
    if design in READ_DAMAGED:
        marred = replace(stills, images=damaged(stills.images))
        logits, _ = predict(model, marred.images)
        row["damaged"] = still_figures(marred, logits.numpy().astype(np.float64))
    if design in READ_AS_CLIPS:
        clips = _see(model, stills, _clip_config(config.name), "test", report)
        row["clips"] = clip_figures(clips, stills, None)
    return row


def _seven_figures(model: FrameNet | DesignNet, workspace: Workspace, report: Report) -> dict[str, Any]:
    """Return what the head of seven makes of FER2013's test stills; the paper's network ends in seven."""
    stills = served_stills(workspace, "test", report, fer2013=True)
    _, logits = predict(model, stills.images)
    return still_figures(
        stills, logits.numpy().astype(np.float64), labels=stills.fer2013, classes=FER2013_CLASSES
    )


def damaged(images: NDArray[np.uint8], *, chunk: int = 512) -> NDArray[np.uint8]:
    """Return crops (N, S, S), bytes, with the damage of training, drawn anew; the same each time."""
    generator = torch.Generator().manual_seed(1)
    parts = [
        augment(to_crops(images[start : start + chunk]), AugmentConfig(), generator)
        for start in range(0, len(images), chunk)
    ]
    return (torch.cat(parts).squeeze(1) * 255).round().to(torch.uint8).numpy()


def _measure_clip_design(design: str, budget: Budget, workspace: Workspace, report: Report) -> dict[str, Any]:
    config, frames = budget.clips(design), budget.frames(CLIP_DESIGNS[design][0])
    model = trained(frames, workspace, report)
    head = trained_head(config, model, workspace, report)
    stills = served_stills(workspace, "test", report)
    clips = _see(model, stills, _clip_config(frames.name), "test", report)
    return {
        "budget": _budget_of(frames, workspace) | {"clips": config.clips},
        "parameters": sum(p.numel() for part in (model, head) for p in part.parameters()),
        "clips": clip_figures(clips, stills, head),
    }


def _measure_state_design(
    design: str, budget: Budget, workspace: Workspace, report: Report
) -> dict[str, Any]:
    frames = budget.frames(STATE_DESIGNS[design])
    model = trained(frames, workspace, report)
    found = measure_states(model, workspace, report, config=SequenceConfig())
    return {"budget": _budget_of(frames, workspace)} | found


def _measure_svm(workspace: Workspace, report: Report) -> dict[str, Any]:
    learned, stills = (served_stills(workspace, split, report) for split in ("train", "test"))
    report("fitting the support vector machine", 0, 1, "")
    model = fit_hog_svm(learned)
    report("fitting the support vector machine", 1, 1, "")
    figures = still_figures(stills, margins(model, stills.images))
    budget = {"pictures": len(learned), "epochs": 1, "side": int(learned.images.shape[1])}
    return {"budget": budget, "stills": figures, "cost": cost_of_svm(model, stills.images)}


def trained(config: TrainConfig, workspace: Workspace, report: Report) -> FrameNet | DesignNet:
    """Return the averaged network of a run; trains the epochs that are missing."""
    folder = workspace.folder(config.name)
    if not is_finished(folder):
        count = counter(report, "finding faces")
        worn = config.worn_share > 0
        material = load_material(workspace.ferplus, workspace.runs, count, worn=worn)

        def show(step: int, steps: int, loss: float, hits: float) -> None:
            report(f"training {config.name}", step, steps, f"loss {loss:.3f}, accuracy {hits:.3f}")

        train.train(config, material, folder, show)
    return load_average(folder / "last.pt", config)


def trained_head(
    config: ClipTrainConfig, model: FrameNet | DesignNet, workspace: Workspace, report: Report
) -> Head:
    """Return the LSTM of a clip design; trains it on clips of training people if it is not there."""
    path = workspace.folder(config.name) / "head.pt"
    if path.exists():
        head = HEADS[config.head](model.encoder.width, hidden=config.hidden)
        head.load_state_dict(torch.load(path, weights_only=True))
        return head.eval()
    learned, watched = (served_stills(workspace, split, report) for split in ("train", "valid"))
    rows = np.random.default_rng(config.seed).permutation(len(learned))[: config.clips]
    clips = _see(model, learned.take(np.sort(rows)), config, "train", report)
    held_out = _see(model, watched, config, "valid", report)
    count = counter(report, f"training {config.name}")
    trained_one, _ = clip_training.train_head(config, clips, held_out, count)
    path.parent.mkdir(parents=True, exist_ok=True)
    torch.save(trained_one.state_dict(), path)
    return trained_one


def served_stills(workspace: Workspace, split: Split, report: Report, *, fer2013: bool = False) -> Stills:
    """Return the FERPlus rows with a majority emotion, cut as in serving where a face was found.

    With `fer2013`, the rows that have one of its seven labels instead.
    """
    stills = load_ferplus(workspace.ferplus, split, every_row=True)
    detected = detect_split(stills, split, workspace.runs, counter(report, f"finding faces of {split}"))
    return replace(stills, images=serving_crops(stills.images, detected)).take(
        stills.fer2013 >= 0 if fer2013 else stills.faces
    )


def still_figures(
    stills: Stills,
    logits: np.ndarray[Any, np.dtype[np.float64]],
    *,
    labels: NDArray[np.int64] | None = None,
    classes: tuple[str, ...] = EMOTIONS,
) -> dict[str, Any]:
    """Return what a frame design makes of the test stills, by FERPlus' labels unless told others."""
    everywhere = np.ones(len(stills), dtype=bool)
    truth = stills.labels if labels is None else labels
    found = report_emotions(Predictions(classes, truth, logits, everywhere, stills.subjects), seed=1)
    return {key: found[key] for key in ("n", "accuracy", "macro_f1", "uar", "intervals", "baseline")}


def clip_figures(clips: ClipFeatures, stills: Stills, head: Head | None) -> dict[str, dict[str, Any]]:
    """Return accuracy and macro-F1 of each way to read the test clips, the design's own with its interval."""
    found: dict[str, dict[str, Any]] = {**clip_training.compare(head, clips)}
    own = masked_mean(clips.logits, clips.present) if head is None else clip_training.clip_logits(head, clips)
    predicted = own.argmax(1).numpy()
    found["mean_over_frames" if head is None else "lstm"]["interval"] = bootstrap_interval(
        lambda rows: accuracy(clips.labels[rows], predicted[rows]), stills.subjects, seed=1
    )
    return found


def _see(
    model: FrameNet | DesignNet, stills: Stills, config: ClipTrainConfig, split: Split, report: Report
) -> ClipFeatures:
    seed = {"train": 0, "valid": 1, "test": 2}[split] + config.seed
    count = counter(report, f"reading clips of {split}")
    return clip_training.see_clips(model, stills, config, seed=seed, report=count)


def _clip_config(run: str) -> ClipTrainConfig:
    """Return a config that serves to make the same test clips for every design."""
    return ClipTrainConfig("test clips", encoder_run=run)


def _budget_of(config: TrainConfig, workspace: Workspace) -> dict[str, Any]:
    record = _record_of(config, workspace)
    epochs = record["epochs_done"]
    pictures = record["rows"]["train"] // config.batch * config.batch * epochs
    side = config.encoder.lite_side if config.encoder.body == "lite" else config.side
    chosen = {key: getattr(config, key) for key in ("seed", "augmented")}
    return {"pictures": pictures, "epochs": epochs, "side": side} | chosen


def _record_of(config: TrainConfig, workspace: Workspace) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((workspace.folder(config.name) / "record.json").read_text())
    return record
