"""Turns a config file into a finished run: frames, clips or states, and from all three the served artefact.

A run lives in `<runs>/<name>/`. Its config says its kind: `frames` trains the encoder, `clips` the LSTM over
it, `states` the head for engaged, bored, confused and frustrated.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from emotion.estimate import STATES
from emotion.training import clip_training, states, train
from emotion.training.calibration import fit_temperature
from emotion.training.daisee import StudentFrames, load_frames
from emotion.training.datasets import Split, Stills, load_ferplus
from emotion.training.export import export, export_clip, served_form, write_manifest
from emotion.training.faces import SeenFaces, see_faces_once
from emotion.training.material import load_material, see_split, serving_crops
from emotion.training.network import ClipNet, FrameNet
from emotion.training.train import load_average, load_config, predict, to_crops

CONFIGS = Path(__file__).parent / "configs"
FERPLUS = "ferplus.npz"
DAISEE = "daisee_frames.zip"

Report = Callable[[str, int, int, str], None]
"""Told what is being done, how much of it is done, how much there is, and a remark (loss and accuracy)."""


@dataclass(frozen=True)
class Places:
    """Where the collections lie, and where runs, caches and checkpoints go."""

    data: Path
    runs: Path


def known_configs() -> list[str]:
    """Return the names of the configs that come with the project."""
    return sorted(path.stem for path in CONFIGS.glob("*.toml"))


def run_config(path: Path, places: Places, report: Report) -> Path:
    """Carry out one config file; return the run's folder."""
    values = tomllib.loads(path.read_text())
    kind = values.pop("kind", "frames")
    return KINDS[kind](path, values, places, report)


def run_frames(path: Path, _: dict[str, Any], places: Places, report: Report) -> Path:
    """Train the frame encoder, or go on where it stopped."""
    config = load_config(path)
    material = load_material(places.data / FERPLUS, places.runs, _counter(report, "finding faces"))
    folder = places.runs / config.name

    def tell(step: int, steps: int, loss: float, hits: float) -> None:
        report("training", step, steps, f"loss {loss:.3f}, accuracy {hits:.3f}")

    train.train(config, material, folder, tell)
    return folder


def run_clips(_: Path, values: dict[str, Any], places: Places, report: Report) -> Path:
    """Train the LSTM over a finished encoder, and compare it with the single frame and the mean."""
    config = clip_training.ClipTrainConfig(**values)
    model, _config = load_encoder(places, config.encoder_run)
    learned, watched = (_readable(places, split, report) for split in ("train", "valid"))
    rows = np.random.default_rng(config.seed).permutation(len(learned))[: config.clips]
    learned = learned.take(np.sort(rows))
    count = _counter(report, "reading clips")
    clips = clip_training.see_clips(model, learned, config, seed=config.seed, report=count)
    held_out = clip_training.see_clips(model, watched, config, seed=config.seed + 1, report=count)
    head, losses = clip_training.train_head(config, clips, held_out)
    folder = places.runs / config.name
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(head.state_dict(), folder / "head.pt")
    comparison = clip_training.compare(head, held_out)
    logits = clip_training.clip_logits(head, held_out)
    temperature = fit_temperature(logits, torch.from_numpy(held_out.labels))
    clip_training.write_record(config, learned, losses, comparison, temperature, folder / "record.json")
    return folder


def run_states(_: Path, values: dict[str, Any], places: Places, report: Report) -> Path:
    """Train and calibrate the states head, and measure it on people it has not seen."""
    settings: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    config = states.StatesConfig(**settings)
    model, _config = load_encoder(places, config.encoder_run)
    learned, evidence = student_evidence(places, "train", model, report)
    watched, asked = student_evidence(places, "valid", model, report)
    fit = states.fit_states(
        config, evidence, learned.levels, learned.subjects, _counter(report, "folds of people")
    )
    logits = states.log_odds(fit.network, asked)
    before = states.state_figures(states.chance_of(logits), watched.present)
    crossed = states.crossed_probabilities(logits, watched.present, watched.subjects)
    states.recalibrate(fit.network, asked, watched.present)
    folder = places.runs / config.name
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"network": fit.network.state_dict(), "directions": fit.directions}, folder / "states.pt")
    record = {
        "config": asdict(config),
        "chosen_by_folds": {state: asdict(choice) for state, choice in fit.chosen.items()},
        "people": {"train": len(set(learned.subjects)), "valid": len(set(watched.subjects))},
        "valid": before,
        "valid_ece_calibrated_on_the_other_valid_people": {
            state: states.state_figures(crossed, watched.present)[state]["ece"] for state in STATES
        },
    }
    (folder / "record.json").write_text(json.dumps(record, indent=1))
    return folder


KINDS = {"frames": run_frames, "clips": run_clips, "states": run_states}


def load_encoder(places: Places, run: str) -> tuple[FrameNet, train.TrainConfig]:
    """Return the averaged network of a run of frames in its served form, and the run's config."""
    config = load_config(CONFIGS / f"{run}.toml")
    model = served_form(load_average(places.runs / config.name / "last.pt", config))
    assert isinstance(model, FrameNet)
    return model, config


def student_evidence(
    places: Places, split: Split, model: FrameNet, report: Report
) -> tuple[StudentFrames, states.Evidence]:
    """Return the DAiSEE frames on which a face was found, and what the encoder and the face finder saw."""
    frames = load_frames(places.data / DAISEE, split)
    cache = places.runs / "faces" / f"daisee-{split}.npz"
    seen = see_faces_once(frames.images, cache, _counter(report, "finding faces"))
    rows = np.flatnonzero(seen.found)
    kept = StudentFrames(frames.images[rows], frames.levels[rows], frames.subjects[rows], frames.clips[rows])
    return kept, evidence_of(model, seen).take(rows)


@torch.inference_mode()
def evidence_of(model: FrameNet, seen: SeenFaces) -> states.Evidence:
    """Return features, blendshapes and pose of faces that were found."""
    features = [
        model.encoder(to_crops(part)).numpy()
        for part in np.array_split(seen.crops, len(seen.crops) // 256 + 1)
    ]
    return states.Evidence(np.concatenate(features), seen.blendshapes, seen.pose)


def export_runs(
    places: Places, folder: Path, *, encoder: str | None = None, clips: str = "clips", head: str = "states"
) -> dict[str, Any]:
    """Write the served artefact from three runs; the last two may not have been run, then they are left out.

    The encoder is the one that `clips.toml` names, unless told otherwise. Without a clip run, or where the
    LSTM did not win, the clip's emotions are the mean over its frames. Without a states run there is no
    `states.onnx`, and nothing that is served has seen DAiSEE.
    """
    encoder = encoder or str(tomllib.loads((CONFIGS / "clips.toml").read_text())["encoder_run"])
    for run in (clips, head):
        _check_encoder(places.runs / run / "record.json", encoder)
    with tempfile.TemporaryDirectory() as draft:
        manifest = _export_into(Path(draft), places, encoder=encoder, clips=clips, head=head)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(Path(draft).iterdir(), key=lambda path: path.suffix == ".json"):
            shutil.copyfile(path, folder / path.name)  # the manifest last: it vouches for the others
    return manifest


def _check_encoder(record: Path, encoder: str) -> None:
    """Refuse a head that was trained on another encoder's features.

    Raises:
        ValueError: the record names another run of the encoder.
    """
    learned_on = json.loads(record.read_text())["config"]["encoder_run"] if record.exists() else encoder
    if learned_on != encoder:
        raise ValueError(
            f"{record.parent.name} was trained on {learned_on}, not on {encoder}: train it again"
        )


def _export_into(folder: Path, places: Places, *, encoder: str, clips: str, head: str) -> dict[str, Any]:
    model, config = load_encoder(places, encoder)
    record = places.runs / clips / "record.json"
    run = json.loads(record.read_text()) if record.exists() else {"serves_lstm": False}
    has_lstm = run["serves_lstm"]
    of_frames = round(_temperature(places, model), 4)
    of_clips = round(run["temperature"], 4) if has_lstm else of_frames
    net = ClipNet(config.encoder, with_lstm=has_lstm)
    if net.clip is not None:
        net.clip.load_state_dict(torch.load(places.runs / clips / "head.pt", weights_only=True))
    served = served_form(net)
    assert isinstance(served, ClipNet)
    served.frame = model
    export_clip(served, folder / "clip.onnx")
    details: dict[str, Any] = {
        "clip": {
            "reader": "lstm" if has_lstm else "mean",
            "calibration": {"temperature": of_clips, "frame_temperature": of_frames},
            "learned_from": ["FERPlus", "FER2013"],
        }
    }
    if (places.runs / head / "states.pt").exists():
        export_states(places.runs / head / "states.pt", folder / "states.onnx")
        details["states"] = {"terms": "research only: learned from DAiSEE", "learned_from": ["DAiSEE"]}
    return write_manifest(folder, **details)


def export_states(checkpoint: Path, path: Path) -> None:
    """Write `states.onnx`: features (N, D), blendshapes, pose in; calibrated log odds (N, 4) out."""
    saved = torch.load(checkpoint, weights_only=True)
    network = states.StatesNet.empty(
        features=saved["network"]["scaling.axes"].shape[0], directions=saved["directions"]
    )
    network.load_state_dict(saved["network"])
    example = (torch.zeros(2, len(network.scaling.axes)), torch.zeros(2, 52), torch.zeros(2, 3))
    names = ("features", "blendshapes", "pose")
    export(served_form(network), example, path, inputs=names, outputs=("state_logits",))


def _temperature(places: Places, model: FrameNet) -> float:
    """Return the temperature of the emotions on crops of held-out people, cut as in serving."""
    valid = load_ferplus(places.data / FERPLUS, "valid", every_row=True)
    seen = see_split(valid, "valid", places.runs, lambda *_: None)
    logits, _ = predict(model, serving_crops(valid.images, seen)[valid.faces])
    return fit_temperature(logits, torch.from_numpy(valid.labels[valid.faces]))


def _readable(places: Places, split: Split, report: Report) -> Stills:
    """Return the rows with a majority emotion, cut as in serving."""
    stills = load_ferplus(places.data / FERPLUS, split, every_row=True)
    seen = see_split(stills, split, places.runs, _counter(report, "finding faces"))
    crops: NDArray[np.uint8] = serving_crops(stills.images, seen)
    served = Stills(crops, stills.votes, stills.fer2013, stills.subjects, stills.faces)
    return served.take(stills.faces)


def _counter(report: Report, what: str) -> Callable[[int, int], None]:
    return lambda done, total: report(what, done, total, "")
