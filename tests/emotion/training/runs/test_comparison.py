"""Designs are trained, measured once, and written down."""

import json
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.estimate import STATES
from emotion.runtime.mesh import MESH_SIZE
from emotion.training.artefact.checkpoints import Workspace
from emotion.training.data.daisee import StudentFrames
from emotion.training.data.faces import DetectedFaces
from emotion.training.runs import comparison, costs, state_designs
from emotion.training.runs.comparison import Budget, compare, damaged, retake_costs
from emotion.training.runs.costs import median_ms


def silence(*_: object) -> None:
    pass


TINY = Budget("-tiny", {"epochs": 1, "side": 16, "batch": 8})


pytestmark = pytest.mark.slow


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A FERPlus of noise, whose faces were looked for already, as after an earlier run."""
    random, arrays = np.random.default_rng(1), {}
    (tmp_path / "runs" / "faces").mkdir(parents=True)
    for split, count in (("train", 24), ("valid", 8), ("test", 16)):
        images = random.integers(0, 255, (count, 48, 48)).astype(np.uint8)
        votes = np.zeros((count, 10), np.uint8)
        votes[np.arange(count), np.arange(count) % 8] = 9
        arrays |= {f"{split}_images": images, f"{split}_votes": votes}
        arrays[f"{split}_fer2013"] = (np.arange(count) % 7).astype(np.int8)
        seen = {"crops": images, "found": np.arange(count) % 2 == 0}
        for name, width in (("blendshapes", 52), ("pose", 3), ("mesh", MESH_SIZE)):
            seen[name] = np.zeros((count, width), np.float32)
        np.savez(tmp_path / "runs" / "faces" / f"ferplus-{split}.npz", **seen)
    np.savez(tmp_path / "ferplus.npz", **arrays)
    return Workspace(data=tmp_path, runs=tmp_path / "runs")


def students(count: int) -> tuple[StudentFrames, DetectedFaces]:
    """Frames of four people, all engaged and every second one bored."""
    random = np.random.default_rng(3)
    images = random.integers(0, 255, (count, 48, 48)).astype(np.uint8)
    levels = np.tile([3, 0, 1, 0], (count, 1))
    levels[::2, list(STATES).index("bored")] = 2
    names = np.array([f"person {row % 4}" for row in range(count)])
    zeros = [np.zeros((count, width), np.float32) for width in (52, 3, MESH_SIZE)]
    detected = DetectedFaces(images, *zeros, np.ones(count, dtype=bool))
    clips = np.array([f"{row:03d}" for row in range(count)])
    return StudentFrames(images, levels, names, clips), detected


def row(workspace: Workspace, design: str, *, again: bool = False) -> dict:
    compare([design], TINY, workspace, workspace.data / "results", silence, again=again)
    return json.loads((workspace.data / "results" / f"{design}.json").read_text())


def test_a_frame_design_gets_its_row(workspace):
    found = row(workspace, "paper-printed")
    assert found["budget"] == {"pictures": 24, "epochs": 1, "side": 16, "seed": 1, "augmented": True}
    assert (found["stills"]["n"], found["stills"]["baseline"]["accuracy"]) == (16, 0.125)
    assert found["cost"]["ms_per_face"] > 0
    assert 0.1 < found["cost"]["mb"] < 1  # a quarter of a million weights of two bytes
    assert {"single_frame", "mean_over_frames"} <= found["clips"].keys()


def test_the_papers_lstm_tells_states_of_people_never_seen(workspace, monkeypatch):
    frames, detected = students(40)
    monkeypatch.setattr(state_designs, "student_faces", lambda *_: (frames, detected))
    found = row(workspace, "paper-states")
    assert (found["in_sequence"]["n"], found["in_sequence"]["people"]) == (40, 4)
    assert set(found["in_sequence"]["ends"]) == {"softmax", "sigmoids"}
    assert found["in_sequence"]["top"]["always_the_same"] == pytest.approx(1.0)
    low, high = found["one_frame"]["ends"]["sigmoids"]["bored"]["interval"]
    assert 0 <= low <= found["one_frame"]["ends"]["sigmoids"]["bored"]["auc"] <= high <= 1


def test_the_papers_own_network_is_read_by_seven_labels_too(workspace):
    found = row(workspace, "paper-printed")
    assert (found["stills"]["n"], found["fer2013"]["n"]) == (16, 16)
    assert found["fer2013"]["baseline"]["accuracy"] == pytest.approx(3 / 16)
    assert "mean_over_frames" in found["clips"]


def test_what_augmentation_is_worth_is_read_on_damaged_pictures_too(workspace):
    found = row(workspace, "ours-plain")
    assert found["damaged"]["n"] == found["stills"]["n"] == 16
    images = np.random.default_rng(2).integers(0, 255, (3, 48, 48)).astype(np.uint8)
    first, again = damaged(images), damaged(images)
    assert np.array_equal(first, again)
    assert (first.shape, first.dtype) == (images.shape, np.uint8)
    assert np.abs(first.astype(int) - images).mean() > 10


def test_a_clip_design_is_trained_once_on_the_run_of_its_frame_design(workspace):
    first = row(workspace, "paper-cnn-lstm")
    low, high = first["clips"]["lstm"]["interval"]
    assert 0 <= low <= first["clips"]["lstm"]["accuracy"] <= high <= 1
    files = [workspace.runs / "design-paper-printed-tiny" / "last.pt"]
    files.append(workspace.runs / "design-paper-cnn-lstm-tiny" / "head.pt")
    before = [path.stat().st_mtime_ns for path in files]
    assert row(workspace, "paper-cnn-lstm", again=True)["clips"] == first["clips"]
    assert [path.stat().st_mtime_ns for path in files] == before


def test_the_gradients_and_the_vector_machine_get_their_row(workspace):
    found = row(workspace, "hog-svm")
    assert found["budget"]["pictures"] == 24
    assert found["stills"]["n"] == 16


def test_the_test_split_is_read_once_unless_told_again(workspace):
    (workspace.data / "results").mkdir()
    (workspace.data / "results" / "paper-printed.json").write_text('{"kept": true}')
    assert row(workspace, "paper-printed") == {"kept": True}
    assert not (workspace.runs / "design-paper-printed-tiny").exists()
    assert "stills" in row(workspace, "paper-printed", again=True)


def test_time_and_size_are_taken_anew_without_another_reading_of_the_test_split(workspace):
    first = row(workspace, "paper-printed")
    path = workspace.data / "results" / "paper-printed.json"
    path.write_text(json.dumps(first | {"cost": {}}))
    (workspace.runs / "faces" / "ferplus-test.npz").unlink()
    retake_costs(["paper-printed", "paper-cnn-lstm"], TINY, workspace, path.parent, silence)
    again = json.loads(path.read_text())
    assert again["cost"]["mb"] == first["cost"]["mb"]
    assert again | {"cost": 0} == first | {"cost": 0}
    assert not (workspace.runs / "faces" / "ferplus-test.npz").exists()


def test_a_killed_comparison_goes_on_where_it_stopped(workspace):
    def die(what: str, *_: object) -> None:
        if what.startswith("reading clips of test"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(["paper-printed"], TINY, workspace, workspace.data / "results", die, again=False)
    record = workspace.runs / "design-paper-printed-tiny" / "record.json"
    before = record.stat().st_mtime_ns
    assert "stills" in row(workspace, "paper-printed")
    assert record.stat().st_mtime_ns == before


def test_a_frame_design_tells_its_time_and_its_curve(workspace):
    budget = Budget("-tiny", TINY.changes | {"epochs": 2})
    compare(["paper-printed"], budget, workspace, workspace.data, silence, again=False)
    found = json.loads((workspace.data / "paper-printed.json").read_text())
    record = json.loads((workspace.runs / "design-paper-printed-tiny" / "record.json").read_text())
    seconds = sum(epoch["core_seconds"] for epoch in record["curves"])
    assert found["core_minutes"] == pytest.approx(seconds / 60)
    assert seconds > 0
    assert len(found["valid_accuracy_by_epoch"]) == found["budget"]["epochs"] == 2


@pytest.mark.parametrize("design", sorted(comparison.FRAME_DESIGNS))
def test_a_frame_design_sees_the_papers_48_pixels_or_more_for_twenty_epochs(design):
    config = Budget().frames(design)
    side = config.encoder.lite_side if config.encoder.body == "lite" else config.side
    assert side >= 48
    assert config.epochs == 20


def test_frame_designs_from_nothing_learn_from_the_same_pictures_in_the_same_order():
    seen = {
        (config.batch, config.seed, config.aligned_share, config.balance, config.patience)
        for config in map(Budget().frames, ("lstm", "ours", "ours-plain", "resnet50", "vgg16"))
    }
    assert seen == {(64, 1, 0.5, 0.25, 5)}


def test_the_command_counts_the_collections_and_measures_what_is_asked(workspace, tmp_path, monkeypatch):
    monkeypatch.setattr(comparison, "Budget", lambda *_: TINY)
    results = tmp_path / "results"
    printed = StringIO()
    call_command(
        "compare_designs",
        "hog-svm",
        data=workspace.data,
        runs=workspace.runs,
        results=results,
        stdout=printed,
    )
    counts = json.loads((results / "datasets.json").read_text())
    assert counts["ferplus"]["rows"] == {"train": 24, "valid": 8, "test": 16}
    assert sum(counts["fer2013"]["classes"].values()) == 48
    assert str(results / "designs" / "hog-svm.json") in printed.getvalue()


def test_without_the_collection_the_command_says_so_and_is_content(tmp_path):
    printed = StringIO()
    call_command("compare_designs", data=tmp_path, results=tmp_path, stdout=printed)
    assert "ferplus.npz is not there" in printed.getvalue()
    assert not list(tmp_path.iterdir())


def test_a_design_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no design alexnet"):
        call_command("compare_designs", "alexnet", data=tmp_path)


def test_the_first_calls_do_not_count(monkeypatch):
    clock = SimpleNamespace(now_s=0.0)
    monkeypatch.setattr(costs, "time", SimpleNamespace(process_time=lambda: clock.now_s))
    slow = iter([0.05] * 3)

    def take_time() -> None:
        clock.now_s += next(slow, 0.002)

    assert median_ms(take_time, repeats=5) == pytest.approx(2)
