import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command

from emotion.estimate import EMOTIONS
from emotion.training.artefact.export import export_clip, served_form, write_manifest
from emotion.training.evaluation.evaluate import (
    Predictions,
    ServedNetworks,
    StatePredictions,
    report_emotions,
    report_states,
    restricted,
)
from emotion.training.networks.network import ClipNet, EncoderConfig

SMALL = EncoderConfig(stem=8, widths=(8, 16), blocks=(1, 1), squeeze=4)


@pytest.fixture(scope="module")
def weights(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(2)
    export_clip(served_form(ClipNet(SMALL, with_lstm=False)), folder / "clip.onnx")
    write_manifest(folder, clip={"calibration": {"temperature": 2.0}})
    return folder


@pytest.fixture
def collection(tmp_path) -> Path:
    random = np.random.default_rng(1)
    for emotion in ("happy", "sad"):
        (tmp_path / "faces" / emotion).mkdir(parents=True)
        for number in range(6):
            picture = random.integers(0, 255, (48, 48)).astype(np.uint8)
            cv2.imwrite(str(tmp_path / "faces" / emotion / f"{number}.png"), picture)
    return tmp_path / "faces"


def predictions(*, has_face: list[bool] | None = None) -> Predictions:
    labels = np.array([0, 0, 1, 1])
    logits = np.array([[4.0, 0, 0], [4, 0, 0], [0, 4, 0], [4, 0, 0]])
    people = np.array(["amira", "amira", "ben", "ben"])
    return Predictions(("a", "b", "c"), labels, logits, np.array(has_face or [True] * 4), people)


def test_a_face_that_was_not_found_counts_as_wrong():
    assert report_emotions(predictions(), seed=1, draws=20)["accuracy"] == 0.75
    found = report_emotions(predictions(has_face=[False, True, True, True]), seed=1, draws=20)
    assert found["accuracy"] == 0.5
    assert found["faces_found"] == 3


def test_a_class_without_a_name_in_the_collection_is_never_guessed():
    logits = restricted(np.array([[1.0, 5.0, 2.0]]), ("a", "b", "c"), ("a", "c"))
    assert logits.argmax() == 2


def test_intervals_hold_the_figure():
    found = report_emotions(predictions(), seed=1, draws=200)
    low, high = found["intervals"]["accuracy"]
    assert low <= found["accuracy"] <= high
    assert (low, high) == (0.5, 1.0)


def test_a_picture_alone_reads_as_among_others(weights):
    crops = np.random.default_rng(3).integers(0, 255, (11, 48, 48)).astype(np.uint8)
    networks = ServedNetworks(weights)
    together = networks.read(crops, "frame_logits")
    assert together.shape == (11, 8)
    assert np.allclose(networks.read(crops[10:], "frame_logits"), together[10:], atol=1e-5)


def test_states_are_ranked_and_calibrated_by_person():
    random = np.random.default_rng(0)
    logits = random.normal(size=(600, 4))
    present = random.random((600, 4)) < 1 / (1 + np.exp(-2 * logits))
    people = np.repeat([str(i) for i in range(20)], 30)
    found = report_states(StatePredictions(logits, np.arange(600), present, people), seed=1, draws=20)
    assert set(found["auc"]) == {"bored", "disengaged", "confused", "frustrated"}
    assert min(found["auc"].values()) > 0.75
    assert found["ece"] < max(found["ece_as_shipped"].values())
    assert found["end_to_end"]["auc"] == found["auc"]
    for name in ("accuracy", "macro_f1", "uar"):
        low, high = found["intervals"][name]
        assert low < found[name] < high
    for state, matrix in found["confusion_per_state"].items():
        assert np.sum(matrix[1]) == found["per_class"][state]["support"]


def test_where_no_face_was_found_a_state_is_no_better_than_a_guess():
    random = np.random.default_rng(0)
    logits = random.normal(size=(600, 4))
    present = random.random((600, 4)) < 1 / (1 + np.exp(-2 * logits))
    seen = np.arange(0, 600, 2)
    people = np.repeat([str(i) for i in range(20)], 30)
    found = report_states(StatePredictions(logits[seen], seen, present, people), seed=1, draws=20)
    assert (found["n"], found["faces_found"]) == (600, 300)
    for state, auc in found["auc"].items():
        assert 0.5 < found["end_to_end"]["auc"][state] < auc


def test_the_command_writes_what_other_programs_read(weights, collection, tmp_path):
    options = {"json": tmp_path / "out.json", "figures": tmp_path / "figures", "weights": weights}
    call_command(
        "evaluate_emotion", dataset="folder", path=collection, split="all", crops_only=True, **options
    )
    found = json.loads((tmp_path / "out.json").read_text())
    keys = {"dataset", "split", "n", "faces_found", "accuracy", "macro_f1", "uar", "ece", "per_class", "auc"}
    assert keys | {"intervals", "model", "seed"} <= found.keys()
    assert found["n"] == 12
    assert set(found["per_class"]) == {"happiness", "sadness"}
    assert len(list((tmp_path / "figures").glob("*.png"))) == 2


def test_a_missing_collection_is_a_clear_error(weights, tmp_path):
    with pytest.raises(CommandError, match="absent"):
        call_command("evaluate_emotion", dataset="folder", path=tmp_path / "absent", weights=weights)


def test_weights_without_states_say_so(weights):
    networks = ServedNetworks(weights)
    assert not networks.reads_states
    assert len(EMOTIONS) == 8
