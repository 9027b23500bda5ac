import json
from pathlib import Path

import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command

from emotion.runtime.mesh import MESH_SIZE
from emotion.runtime.weights import WEIGHTS, load_weights
from emotion.training.artefact.checkpoints import Workspace, export_runs, load_encoder
from emotion.training.data.faces import DetectedFaces
from emotion.training.runs import recipes
from emotion.training.runs.recipes import restore_run, run_config
from tests.emotion.training.ckplus import write_ckplus


def test_export_keeps_full_weights_and_ships_rounded_ones(workspace):
    restore_run(workspace, "ferplus-taught", WEIGHTS, silent)
    run_config(config(workspace, "mesh", kind="mesh", epochs=1, batch=32), workspace, silent)
    manifest = export_runs(workspace, workspace.data / "weights", encoder="ferplus-taught")
    full, shipped = load_weights(workspace.runs / "full"), load_weights(workspace.data / "weights")
    assert full.calibration == shipped.calibration
    assert len(shipped.clip) < 0.75 * len(full.clip)
    assert shipped.states is None
    assert manifest["files"]["clip"]["reader"] == "mean"


def test_a_head_of_another_encoder_is_not_exported(tmp_path):
    run = tmp_path / "runs" / "clips"
    run.mkdir(parents=True)
    (run / "record.json").write_text(json.dumps({"config": {"encoder_run": "old"}, "serves_lstm": True}))
    with pytest.raises(ValueError, match="trained on old, not on new"):
        export_runs(Workspace(tmp_path, tmp_path / "runs"), tmp_path / "weights", encoder="new")
    assert not (tmp_path / "weights").exists()


def test_an_unknown_config_names_the_known_ones(tmp_path):
    with pytest.raises(CommandError, match="ferplus"):
        call_command("train_emotion", config="nothing", data=tmp_path, runs=tmp_path)


def test_missing_data_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"ferplus\.npz"):
        call_command("train_emotion", config="ferplus", data=tmp_path, runs=tmp_path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('kind = "bogus"', "no kind 'bogus'"),
        ('kind = "series"', "names its `configs`"),
        ('kind = "clips"\nname = "c"\nencoder_run = "ferplus"', "train `ferplus` first"),
    ],
)
def test_a_config_that_cannot_be_carried_out_says_why(tmp_path, text, reason):
    (tmp_path / "odd.toml").write_text(text)
    with pytest.raises(CommandError, match=reason):
        call_command("train_emotion", config=str(tmp_path / "odd.toml"), data=tmp_path, runs=tmp_path)


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    """Return a tiny FERPlus in which the face finder has been, and a folder of runs."""
    random = np.random.default_rng(2)
    packed, workspace = {}, Workspace(tmp_path / "data", tmp_path / "runs")
    (workspace.runs / "faces").mkdir(parents=True)
    workspace.data.mkdir()
    for split in ("train", "valid", "test"):
        images = random.integers(0, 255, (96, 48, 48)).astype(np.uint8)
        happy = np.arange(96) % 2 == 0
        votes = np.zeros((96, 10), np.uint8)
        votes[np.arange(96), np.where(happy, 1, 3)] = 10
        packed |= {f"{split}_images": images, f"{split}_votes": votes}
        packed[f"{split}_fer2013"] = np.where(happy, 3, 4).astype(np.int8)
        mesh = random.normal(size=(96, MESH_SIZE)).astype(np.float32) * 0.1
        mesh[:, :100] += np.where(happy, 0.3, -0.3)[:, None]
        nothing = {"blendshapes": np.zeros((96, 52), np.float32), "pose": np.zeros((96, 3), np.float32)}
        seen = DetectedFaces(crops=images, mesh=mesh, found=np.ones(96, bool), **nothing)
        np.savez(workspace.runs / "faces" / f"ferplus-{split}.npz", **vars(seen))
    np.savez(workspace.data / "ferplus.npz", **packed)
    return workspace


def config(workspace: Workspace, name: str, **values: object) -> Path:
    path = workspace.data / f"{name}.toml"
    path.write_text("".join(f"{key} = {value!r}\n" for key, value in ({"name": name} | values).items()))
    return path


def silent(*_: object) -> None:
    """Say nothing."""


def test_the_served_encoder_stands_in_for_a_missing_run(workspace):
    folder = restore_run(workspace, "ferplus-long", WEIGHTS, silent)
    model, _ = load_encoder(workspace, "ferplus-long")
    assert folder == workspace.runs / "ferplus-long"
    assert model.emotions.weight.abs().sum() > 0
    with pytest.raises(ValueError, match="already"):
        restore_run(workspace, "ferplus-long", WEIGHTS, silent)


def test_an_encoder_learns_from_what_both_experts_said(workspace):
    restore_run(workspace, "ferplus-long", WEIGHTS, silent)
    teacher = config(workspace, "teacher", kind="teacher", encoder_run="ferplus-long")
    taught = torch.load(run_config(teacher, workspace, silent) / "taught.pt", weights_only=True)
    assert torch.allclose(taught[0].sum(1), torch.ones(96), atol=1e-4)
    pupil = config(workspace, "pupil", teacher="teacher", start_from="ferplus-long", epochs=1, batch=32)
    record = json.loads((run_config(pupil, workspace, silent) / "record.json").read_text())
    assert record["epochs_done"] == 1
    assert record["config"]["teacher_share"] == 0.5


def test_the_lstm_learns_from_filmed_sequences_where_there_are_some(workspace):
    restore_run(workspace, "ferplus-long", WEIGHTS, silent)
    path = config(workspace, "clips", kind="clips", encoder_run="ferplus-long", clips=16, epochs=1)
    record = json.loads((run_config(path, workspace, silent) / "record.json").read_text())
    assert record["filmed"] == {"train": 0, "valid": 0}
    write_ckplus(workspace.data / "CK+")
    record = json.loads((run_config(path, workspace, silent) / "record.json").read_text())
    assert sum(record["filmed"].values()) > 0
    assert set(record["versions"]) == {"python", "torch", "numpy"}


def test_the_mesh_head_is_measured_on_people_it_has_not_seen(workspace):
    path = config(workspace, "mesh", kind="mesh", epochs=60, batch=32, directions=8, hidden=16)
    record = json.loads((run_config(path, workspace, silent) / "record.json").read_text())
    assert record["valid_accuracy_where_found"] > 0.9


def test_a_repeat_has_other_seeds_a_folder_of_its_own_and_starts_from_its_own_runs(workspace):
    again = Workspace(workspace.data, workspace.runs, repeat=3)
    path = config(workspace, "mesh", kind="mesh", epochs=1, batch=32)
    first, third = (run_config(path, each, silent) for each in (workspace, again))
    assert third == workspace.runs / "repeat-3" / "mesh"
    seeds = [json.loads((run / "record.json").read_text())["config"]["seed"] for run in (first, third)]
    assert seeds == [1, 201]
    one, other = (torch.load(run / "mesh.pt", weights_only=True) for run in (first, third))
    assert not torch.equal(one["emotions.weight"], other["emotions.weight"])
    restore_run(again, "ferplus-long", WEIGHTS, silent)
    pupil = config(workspace, "pupil", start_from="ferplus-long", epochs=1, batch=32)
    with pytest.raises(ValueError, match="train `ferplus-long` first"):
        run_config(pupil, workspace, silent)
    assert run_config(pupil, again, silent) == workspace.runs / "repeat-3" / "pupil"
    assert not (workspace.runs / "repeat-3" / "faces").exists()


def test_repeats_are_counted_from_one(tmp_path):
    with pytest.raises(CommandError, match="counted from 1"):
        call_command("train_emotion", config="ferplus", data=tmp_path, runs=tmp_path, repeat=0)


def test_a_series_passes_over_what_is_done(workspace, monkeypatch):
    (workspace.runs / "mesh").mkdir()
    (workspace.runs / "mesh" / "record.json").write_text(json.dumps({"config": {"epochs": 30}}))
    half = {"config": {"epochs": 3}, "epochs_done": 2, "curves": []}
    (workspace.runs / "clips").mkdir()
    (workspace.runs / "clips" / "record.json").write_text(json.dumps(half))
    carried_out = []
    monkeypatch.setattr(
        recipes, "KINDS", recipes.KINDS | {"clips": lambda path, *_: carried_out.append(path.stem)}
    )
    run_config(config(workspace, "both", kind="series", configs=["mesh", "clips"]), workspace, silent)
    assert carried_out == ["clips"]
