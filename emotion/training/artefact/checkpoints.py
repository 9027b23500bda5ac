"""Finished runs: loads the networks they left, and writes the served artefact from them."""

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

from emotion.training.artefact.export import export, export_clip, served_form, write_manifest
from emotion.training.artefact.quantise import Faces, quantise
from emotion.training.data.datasets import Split, Stills, load_ferplus
from emotion.training.data.faces import DetectedFaces
from emotion.training.data.packing import FER_CSV, pack_ferplus
from emotion.training.fitting import fusion, states
from emotion.training.fitting.material import detect_split, serving_crops
from emotion.training.fitting.mesh import MeshConfig
from emotion.training.fitting.train import TrainConfig, load_average, load_config
from emotion.training.networks.network import ClipNet, FrameNet, MeshNet

CONFIGS = Path(__file__).parents[1] / "configs"
FERPLUS = "ferplus.npz"
FULL_PRECISION = "full"
"""Beneath the runs: the artefact before its convolutions were rounded to eight bits."""
CALIBRATION_FACES = 512
SEEDS_APART = 100
"""Between repeats: more than lies between the seeds of the configs."""


@dataclass(frozen=True)
class Workspace:
    """Where the collections lie, and where runs, caches and checkpoints go.

    A repeat after the first is the same again with other seeds; its runs have a folder of their own, and the
    caches of faces are shared.

    Raises:
        ValueError: a repeat below 1.
    """

    data: Path
    runs: Path
    repeat: int = 1

    def __post_init__(self) -> None:
        if self.repeat < 1:
            raise ValueError(f"repeats are counted from 1, not from {self.repeat}")

    def folder(self, run: str) -> Path:
        """Return where a run lies."""
        return (self.runs if self.repeat == 1 else self.runs / f"repeat-{self.repeat}") / run

    @property
    def ferplus(self) -> Path:
        """Return the packed FERPlus; from the official pair of csv files it is packed once, beside the runs.

        Raises:
            DatasetError: neither is there, or a csv cannot be read.
        """
        given, packed = self.data / FERPLUS, self.runs / FERPLUS
        pair = [self.data / name for name in FER_CSV]
        if given.exists() or not all(path.exists() for path in pair):
            return given
        if not packed.exists():
            pack_ferplus(self.data, packed)
        return packed

    def file(self, run: str, name: str) -> Path:
        """Return a file that a run has left.

        Raises:
            ValueError: it has not; the message says which run comes first.
        """
        path = self.folder(run) / name
        if not path.exists():
            raise ValueError(f"{path} is not there: train `{run}` first")
        return path

    def seed(self, own: int) -> int:
        """Return this repeat's seed where a config's own is `own`."""
        return own + SEEDS_APART * (self.repeat - 1)


def load_encoder(workspace: Workspace, run: str) -> tuple[FrameNet, TrainConfig]:
    """Return the averaged network of a run of frames in its served form, and the run's config."""
    config = load_config(CONFIGS / f"{run}.toml")
    model = served_form(load_average(workspace.file(config.name, "last.pt"), config))
    assert isinstance(model, FrameNet)
    return model, config


def load_mesh(workspace: Workspace, run: str = "mesh") -> MeshNet:
    """Return the mesh head of a finished run."""
    values = tomllib.loads((CONFIGS / f"{run}.toml").read_text())
    values.pop("kind")
    config = MeshConfig(**values)
    net = MeshNet(config.directions, hidden=config.hidden, dropout=config.dropout)
    net.load_state_dict(torch.load(workspace.file(config.name, "mesh.pt"), weights_only=True))
    return net.eval()


def detected_stills(
    workspace: Workspace, split: Split, report: Callable[[int, int], None]
) -> tuple[Stills, DetectedFaces]:
    """Return every FERPlus row of a split, and what the face finder saw in it."""
    stills = load_ferplus(workspace.ferplus, split, every_row=True)
    return stills, detect_split(stills, split, workspace.runs, report)


def export_runs(
    workspace: Workspace,
    folder: Path,
    *,
    encoder: str | None = None,
    clips: str = "clips",
    head: str = "states",
) -> dict[str, Any]:
    """Write the served artefact from three runs; the last two may not have been run, then they are left out.

    What it is before the rounding to eight bits stays beside the runs, in `full`.

    The encoder is the one that `clips.toml` names, unless told otherwise. Without a clip run, or where the
    LSTM did not win, the clip's emotions are the mean over its frames. Without a states run there is no
    `states.onnx`, and nothing that is served has seen DAiSEE.
    """
    encoder = encoder or str(tomllib.loads((CONFIGS / "clips.toml").read_text())["encoder_run"])
    for run in (clips, head):
        _check_encoder(workspace.folder(run) / "record.json", encoder)
    full = workspace.folder(FULL_PRECISION)
    _export_into(_emptied(full), workspace, encoder=encoder, clips=clips, head=head)
    return round_to_eight_bits(full, folder, workspace)


def round_to_eight_bits(full: Path, folder: Path, workspace: Workspace) -> dict[str, Any]:
    """Write the artefact in `full` to `folder`, its convolutions eight-bit as training faces suggest."""
    learned, detected = detected_stills(workspace, "train", lambda *_: None)
    rows = np.sort(np.random.default_rng(1).permutation(len(learned))[:CALIBRATION_FACES])
    some = detected.take(rows)
    faces = Faces(serving_crops(learned.images[rows], some), some)
    entries = json.loads((full / "manifest.json").read_text())["files"]
    with tempfile.TemporaryDirectory() as name:
        draft = Path(name)
        for entry in entries.values():
            shutil.copyfile(full / entry["name"], draft / entry["name"])
        quantise(full / "clip.onnx", draft / "clip.onnx", faces)
        manifest = write_manifest(draft, **entries)
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(draft.iterdir(), key=lambda path: path.suffix == ".json"):
            shutil.copyfile(path, folder / path.name)  # the manifest last: it vouches for the others
    return manifest


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


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


def _export_into(
    folder: Path, workspace: Workspace, *, encoder: str, clips: str, head: str
) -> dict[str, Any]:
    model, config = load_encoder(workspace, encoder)
    record = workspace.folder(clips) / "record.json"
    run = json.loads(record.read_text()) if record.exists() else {"serves_lstm": False}
    net = ClipNet(config.encoder, with_lstm=run["serves_lstm"], mesh=load_mesh(workspace))
    if net.clip is not None:
        net.clip.load_state_dict(torch.load(workspace.folder(clips) / "head.pt", weights_only=True))
    served = served_form(net)
    assert isinstance(served, ClipNet)
    served.frame = model
    calibration = fusion.calibrate(served, *detected_stills(workspace, "valid", lambda *_: None))
    served.mesh_weight.fill_(calibration.mesh_weight)
    export_clip(served, folder / "clip.onnx")
    details: dict[str, Any] = {
        "clip": {
            "reader": "lstm" if net.clip is not None else "mean",
            "calibration": asdict(calibration),
            "learned_from": ["FERPlus", "FER2013"],
        }
    }
    if (workspace.folder(head) / "states.pt").exists():
        export_states(workspace.folder(head) / "states.pt", folder / "states.onnx")
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
