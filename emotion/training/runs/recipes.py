"""Turns a config file into a finished run: frames, clips or states, and from all three the served artefact.

A run lives in `<runs>/<name>/`. Its config says its kind: `frames` trains the encoder, `clips` the LSTM over
it, `states` the head for engaged, bored, confused and frustrated.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from emotion.estimate import STATES
from emotion.training.artefact.checkpoints import CONFIGS, Workspace, detected_stills, load_encoder
from emotion.training.artefact.restore import restore_frames
from emotion.training.data.daisee import StudentFrames, load_frames
from emotion.training.data.datasets import Split, Stills, fingerprint, fingerprint_of, load_ferplus
from emotion.training.data.faces import DetectedFaces, detect_faces_once
from emotion.training.fitting import clip_training, distillation, states, train
from emotion.training.fitting.material import detect_split, load_material, serving_crops
from emotion.training.fitting.mesh import MeshConfig, read_meshes, train_mesh
from emotion.training.fitting.sequences import filmed_features
from emotion.training.fitting.train import TrainConfig, load_config, to_crops
from emotion.training.metrics import accuracy
from emotion.training.networks.network import FrameNet
from emotion.training.records import write_record
from emotion.training.reporting import Report, counter

DAISEE = "daisee_frames.zip"
CKPLUS = "CK+"

Config = TypeVar("Config", TrainConfig, MeshConfig, clip_training.ClipTrainConfig, states.StatesConfig)


def known_configs() -> list[str]:
    """Return the names of the configs that come with the project."""
    return sorted(path.stem for path in CONFIGS.glob("*.toml"))


def run_config(path: Path, workspace: Workspace, report: Report) -> Path:
    """Carry out one config file; return the run's folder."""
    values = tomllib.loads(path.read_text())
    kind = values.pop("kind", "frames")
    if kind not in KINDS:
        raise ValueError(f"{path}: no kind {kind!r}; there are: {', '.join(KINDS)}")
    return KINDS[kind](path, values, workspace, report)


def run_frames(path: Path, _: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Train the frame encoder, or go on where it stopped."""
    config = _seeded(workspace, load_config(path))
    material = load_material(
        workspace.ferplus,
        workspace.runs,
        counter(report, "finding faces"),
        worn=config.worn_share > 0,
    )
    if config.teacher:
        soft_labels = torch.load(workspace.file(config.teacher, "taught.pt"), weights_only=True)
        material = replace(material, soft_labels=soft_labels)
    folder = workspace.folder(config.name)

    def show(step: int, steps: int, loss: float, hits: float) -> None:
        report("training", step, steps, f"loss {loss:.3f}, accuracy {hits:.3f}")

    train.train(config, material, folder, show)
    return folder


def run_clips(_: Path, values: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Train the LSTM over a finished encoder, and compare it with the single frame and the mean.

    It learns from clips made of stills, and from CK+'s sequences where the data folder has them.
    """
    config = _seeded(workspace, clip_training.clip_config(values))
    model, _config = load_encoder(workspace, config.encoder_run)
    learned, watched = (readable(workspace, split, report) for split in ("train", "valid"))
    rows = np.random.default_rng(config.seed).permutation(len(learned))[: config.clips]
    learned = learned.take(np.sort(rows))
    count = counter(report, "reading clips")
    clips = clip_training.see_clips(model, learned, config, seed=config.seed, report=count)
    held_out = clip_training.see_clips(model, watched, config, seed=config.seed + 1, report=count)
    filmed: dict[Split, clip_training.ClipFeatures | None] = {"train": None, "valid": None}
    if (workspace.data / CKPLUS).is_dir():
        show = counter(report, "reading sequences")
        filmed = {
            split: filmed_features(
                model, workspace.data / CKPLUS, split, show, smoothing=config.label_smoothing
            )
            for split in filmed
        }
    clips, held_out = (
        clip_training.joined(made, own) for made, own in zip((clips, held_out), filmed.values(), strict=True)
    )
    head, losses = clip_training.train_head(config, clips, held_out, counter(report, "training"))
    folder = workspace.folder(config.name)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(head.state_dict(), folder / "head.pt")
    comparison = clip_training.compare(head, held_out)
    write_record(
        folder / "record.json",
        config,
        data={"train": fingerprint(learned), "valid": fingerprint(watched)},
        filmed={split: len(own.labels) if own else 0 for split, own in filmed.items()},
        valid_loss=losses,
        valid=comparison,
        serves_lstm=clip_training.lstm_wins(comparison),
    )
    return folder


def run_states(_: Path, values: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Train and calibrate the states head, and measure it on people it has not seen."""
    settings: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    config = _seeded(workspace, states.StatesConfig(**settings))
    model, _config = load_encoder(workspace, config.encoder_run)
    learned, evidence = student_evidence(workspace, "train", model, report)
    watched, asked = student_evidence(workspace, "valid", model, report)
    fit = states.fit_states(
        config, evidence, learned.levels, learned.subjects, counter(report, "folds of people")
    )
    logits = states.log_odds(fit.network, asked)
    before = states.state_figures(states.probability_of(logits), watched.present)
    # Measured before `recalibrate`, which fits to these very people.
    crossed = states.crossed_probabilities(logits, watched.present, watched.subjects)
    states.recalibrate(fit.network, asked, watched.present)
    folder = workspace.folder(config.name)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"network": fit.network.state_dict(), "directions": fit.directions}, folder / "states.pt")
    write_record(
        folder / "record.json",
        config,
        data={
            part: fingerprint_of(some.images, some.levels)
            for part, some in (("train", learned), ("valid", watched))
        },
        chosen_by_folds={state: asdict(choice) for state, choice in fit.chosen.items()},
        people={"train": len(set(learned.subjects)), "valid": len(set(watched.subjects))},
        valid=before,
        valid_ece_calibrated_on_the_other_valid_people={
            state: states.state_figures(crossed, watched.present)[state]["ece"] for state in STATES
        },
    )
    return folder


def run_mesh(_: Path, values: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Train the mesh head, and measure it alone on people it has not seen."""
    config = _seeded(workspace, MeshConfig(**values))
    count = counter(report, "finding faces")
    (learned, detected), (watched, shown) = (
        detected_stills(workspace, split, count) for split in ("train", "valid")
    )
    show = counter(report, "training")
    net, losses = train_mesh(config, detected.geometry, learned, np.flatnonzero(detected.found), show)
    predicted = read_meshes(net, shown.geometry, shown.found)[0].argmax(1).numpy()
    known = watched.faces & shown.found
    folder = workspace.folder(config.name)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), folder / "mesh.pt")
    write_record(
        folder / "record.json",
        config,
        data={"train": fingerprint(learned), "valid": fingerprint(watched)},
        parameters=sum(p.numel() for p in net.parameters()),
        train_loss=losses,
        valid_accuracy_where_found=round(accuracy(watched.labels[known], predicted[known]), 4),
    )
    return folder


def run_teacher(_: Path, values: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Write what an encoder and a cross-fitted mesh head say together of every training picture."""
    config = distillation.TeacherConfig(**values)
    model, _config = load_encoder(workspace, config.encoder_run)
    mesh_values = tomllib.loads((CONFIGS / f"{config.mesh_config}.toml").read_text())
    mesh_values.pop("kind")
    stills, detected = detected_stills(workspace, "train", counter(report, "finding faces"))
    show = counter(report, "folds of pictures")
    mesh = _seeded(workspace, MeshConfig(**mesh_values))
    soft_labels = distillation.teach(config, mesh, model, stills, detected, show)
    folder = workspace.folder(config.name)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(soft_labels, folder / "taught.pt")
    agreed = accuracy(stills.labels[stills.faces], soft_labels[0].argmax(1).numpy()[stills.faces])
    write_record(
        folder / "record.json",
        config,
        data={"train": fingerprint(stills)},
        seed=mesh.seed,
        agrees_with_votes=round(agreed, 4),
    )
    return folder


def run_series(path: Path, values: dict[str, Any], workspace: Workspace, report: Report) -> Path:
    """Carry out several configs, one after the other; those that are done are passed over."""
    folder = workspace.runs
    if not values.get("configs"):
        raise ValueError(f"{path}: a series names its `configs`")
    for config in values["configs"]:
        folder = workspace.folder(config)
        if not is_finished(folder):
            run_config(CONFIGS / f"{config}.toml", workspace, report)
    return folder


def is_finished(folder: Path) -> bool:
    """Say whether a run has ended: only the encoder's record, written every epoch, may be of a part."""
    if not (folder / "record.json").exists():
        return False
    record = json.loads((folder / "record.json").read_text())
    if "epochs_done" not in record:
        return True
    config = record["config"]
    return record["epochs_done"] >= config["epochs"] or train.stands_still(
        record["curves"], config.get("patience", 0)
    )


KINDS = {
    "series": run_series,
    "frames": run_frames,
    "mesh": run_mesh,
    "teacher": run_teacher,
    "clips": run_clips,
    "states": run_states,
}


def restore_run(workspace: Workspace, run: str, weights: Path, report: Report) -> Path:
    """Put the served encoder in the place of a run of frames whose folder is not at hand.

    Raises:
        ValueError: the run is there already, or the served file is of another size.
    """
    config = load_config(CONFIGS / f"{run}.toml")
    folder = workspace.folder(config.name)
    if (folder / "last.pt").exists():
        raise ValueError(f"{folder / 'last.pt'} is there already; it would be lost")
    _stills, detected = detected_stills(workspace, "train", counter(report, "finding faces"))
    crops = to_crops(detected.crops[detected.found][:2048])
    # The run that it once started from need not be there: the served weights replace all.
    started = train.start_run(replace(config, start_from=""), folder)
    served = restore_frames(weights / "clip.onnx", config.encoder, crops)
    started.model.load_state_dict(served.state_dict())
    started.average.module.load_state_dict(served.state_dict())
    # As if trained to the end, so that `train` adds no epoch.
    started.epoch = config.epochs
    folder.mkdir(parents=True, exist_ok=True)
    started.save(folder / "last.pt")
    return folder


def student_evidence(
    workspace: Workspace, split: Split, model: FrameNet, report: Report
) -> tuple[StudentFrames, states.Evidence]:
    """Return the DAiSEE frames on which a face was found, and what the encoder and the face finder saw."""
    kept, detected = student_faces(workspace, split, report)
    return kept, evidence_of(model, detected)


def student_faces(workspace: Workspace, split: Split, report: Report) -> tuple[StudentFrames, DetectedFaces]:
    """Return the DAiSEE frames on which a face was found, and what the face finder saw."""
    frames = load_frames(workspace.data / DAISEE, split)
    cache = workspace.runs / "faces" / f"daisee-{split}.npz"
    detected = detect_faces_once(frames.images, cache, counter(report, "finding faces"))
    rows = np.flatnonzero(detected.found)
    kept = StudentFrames(frames.images[rows], frames.levels[rows], frames.subjects[rows], frames.clips[rows])
    return kept, detected.take(rows)


@torch.inference_mode()
def evidence_of(model: FrameNet, detected: DetectedFaces) -> states.Evidence:
    """Return features, blendshapes and pose of faces that were found."""
    features = [
        model.encoder(to_crops(part)).numpy()
        for part in np.array_split(detected.crops, len(detected.crops) // 256 + 1)
    ]
    return states.Evidence(np.concatenate(features), detected.blendshapes, detected.pose)


def _seeded(workspace: Workspace, config: Config) -> Config:
    return replace(config, seed=workspace.seed(config.seed))


def readable(workspace: Workspace, split: Split, report: Report) -> Stills:
    """Return the FERPlus rows with a majority emotion, cut as in serving."""
    stills = load_ferplus(workspace.ferplus, split, every_row=True)
    detected = detect_split(stills, split, workspace.runs, counter(report, "finding faces"))
    crops: NDArray[np.uint8] = serving_crops(stills.images, detected)
    served = Stills(crops, stills.votes, stills.fer2013, stills.subjects, stills.faces)
    return served.take(stills.faces)
