import io
import zipfile

import numpy as np
import onnxruntime
import pytest
import torch

from emotion.estimate import STATES
from emotion.training.artefact.checkpoints import export_states
from emotion.training.artefact.export import served_form
from emotion.training.data.daisee import load_frames
from emotion.training.data.datasets import DatasetError
from emotion.training.fitting.states import (
    Evidence,
    StatesConfig,
    crossed_probabilities,
    fit_states,
    log_odds,
    state_figures,
)
from tests.emotion.training.data.samples import write_frames


@pytest.fixture
def evidence() -> Evidence:
    random = np.random.default_rng(0)
    return Evidence(
        random.normal(size=(400, 12)).astype(np.float32),
        random.random((400, 52)).astype(np.float32),
        (random.normal(size=(400, 3)) * 10).astype(np.float32),
    )


@pytest.fixture
def people() -> np.ndarray:
    return np.repeat([f"p{i}" for i in range(20)], 20)


def levels_of(evidence: Evidence) -> np.ndarray:
    """Every state follows one blendshape."""
    return np.clip((evidence.blendshapes[:, :4] * 4).astype(np.int64), 0, 3)


def quiet(*_: object) -> None:
    pass


def test_the_levels_come_in_the_order_of_the_states(tmp_path):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,3,0,1,2\n")
    frames = load_frames(tmp_path / "d.zip", "train")
    assert dict(zip(STATES, frames.levels[0].tolist(), strict=True)) == {
        "engaged": 0,
        "bored": 3,
        "confused": 1,
        "frustrated": 2,
    }


def test_a_split_holds_its_own_people(tmp_path):
    write_frames(tmp_path / "d.zip", "train/1/10.jpg,train,1,10,0,0,0,0\nvalid/2/20.jpg,valid,2,20,0,0,0,0\n")
    assert load_frames(tmp_path / "d.zip", "valid").subjects.tolist() == ["2"]


def test_people_in_two_splits_are_named(tmp_path):
    people = "".join(f"{s}/{p}.jpg,{s},{p},c,0,0,0,0\n" for s in ("train", "valid") for p in range(10, 40))
    write_frames(tmp_path / "d.zip", people)
    with pytest.raises(DatasetError, match=r"d\.zip: in more than one split: 10, 11, .* and 10 more"):
        load_frames(tmp_path / "d.zip", "train")


def test_a_missing_picture_is_named(tmp_path):
    write_frames(tmp_path / "d.zip", "train/1/11.jpg,train,1,11,0,0,0,0\n")
    with pytest.raises(DatasetError, match=r"11\.jpg"):
        load_frames(tmp_path / "d.zip", "train")


def test_an_archive_without_labels_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.zip", "w") as archive:
        archive.writestr("a.txt", io.BytesIO().getvalue())
    with pytest.raises(DatasetError, match=r"labels\.csv"):
        load_frames(tmp_path / "d.zip", "train")


def test_a_state_that_shows_in_the_face_is_found(evidence, people):
    levels = levels_of(evidence)
    fit = fit_states(StatesConfig("x", "y", directions=(4,), rounds=1), evidence, levels, people, quiet)
    assert min(choice.auc for choice in fit.chosen.values()) > 0.9


def test_calibration_uses_only_other_people(evidence, people):
    present = levels_of(evidence) >= 2
    logits = evidence.blendshapes[:, :4].astype(np.float64) * 40
    probabilities = crossed_probabilities(logits, present, people)
    changed = present.copy()
    changed[people == "p3"] ^= True
    again = crossed_probabilities(logits, changed, people)
    assert np.allclose(probabilities[people == "p3"], again[people == "p3"])
    assert state_figures(probabilities, present)["bored"]["ece"] < 0.1


def test_the_exported_states_answer_what_torch_answers(evidence, people, tmp_path):
    fit = fit_states(
        StatesConfig("x", "y", directions=(2, 4), rounds=1), evidence, levels_of(evidence), people, quiet
    )
    torch.save({"network": fit.network.state_dict(), "directions": fit.directions}, tmp_path / "states.pt")
    export_states(tmp_path / "states.pt", tmp_path / "states.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "states.onnx"))
    inputs = {"features": evidence.features, "blendshapes": evidence.blendshapes, "pose": evidence.pose}
    assert np.allclose(session.run(None, inputs)[0], log_odds(served_form(fit.network), evidence), atol=1e-4)
