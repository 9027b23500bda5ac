"""No network is opened whose hash the manifest does not vouch for."""

import json
from pathlib import Path
from typing import Any

import pytest

from emotion.runtime.face import BUNDLE, BUNDLE_SHA256, WeightsError, checked_bytes
from emotion.runtime.weights import load_weights
from tests.emotion.runtime.tiny import write_tiny_weights


def test_the_shipped_landmark_bundle_is_the_published_one() -> None:
    assert len(checked_bytes(BUNDLE, BUNDLE_SHA256)) == 3_758_596


def test_weights_that_match_their_manifest_load(tiny_weights: Path) -> None:
    weights = load_weights(tiny_weights)
    assert weights.states is not None
    assert len(weights.model) == 17


@pytest.mark.parametrize("name", ["clip.onnx", "states.onnx"])
def test_an_altered_network_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = write_tiny_weights(tmp_path) / name
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(WeightsError, match=name):
        load_weights(tmp_path)


@pytest.mark.parametrize("name", ["clip.onnx", "manifest.json"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_tiny_weights(tmp_path) / name).unlink()
    with pytest.raises(WeightsError, match=name):
        load_weights(tmp_path)


@pytest.mark.parametrize(
    "change",
    [{"crop_size": 64}, {"clip_length": 4}, {"emotions": []}, {"states": ["engaged"]}, {"files": []}],
)
def test_weights_made_for_something_else_are_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    write_tiny_weights(tmp_path, **change)
    with pytest.raises(WeightsError, match=r"manifest\.json"):
        load_weights(tmp_path)


def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (write_tiny_weights(tmp_path) / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(WeightsError, match=r"manifest\.json"):
        load_weights(tmp_path)


def test_the_states_network_may_be_left_out(tmp_path: Path) -> None:
    assert load_weights(write_tiny_weights(tmp_path, with_states=False)).states is None


def calibrate(folder: Path, **calibration: Any) -> Path:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for name, numbers in calibration.items():
        manifest["files"][name]["calibration"] = numbers
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_another_calibration_is_another_model(tmp_path: Path) -> None:
    folder = write_tiny_weights(tmp_path)
    names = [load_weights(folder).model]
    names += [load_weights(calibrate(folder, clip={"temperature": number})).model for number in (2, 3)]
    names.append(load_weights(calibrate(folder, states={"biases": [0, 0, 0, -1]})).model)
    assert len(set(names)) == 4
    # The networks stay recognisable, and a reading's row has room for 40 letters.
    assert all(name.startswith(names[0]) and len(name) <= 40 for name in names)
    assert load_weights(folder).model == names[-1]


def test_calibration_is_read_from_the_manifest(tmp_path: Path) -> None:
    numbers = {"temperatures": [1, 2, 3, 4], "biases": [0, 0, 0, -1]}
    folder = calibrate(write_tiny_weights(tmp_path), clip={"temperature": 2}, states=numbers)
    calibration = load_weights(folder).calibration
    assert calibration.emotion_temperature == 2
    assert calibration.state_temperatures == (1, 2, 3, 4)
    assert calibration.state_biases == (0, 0, 0, -1)
