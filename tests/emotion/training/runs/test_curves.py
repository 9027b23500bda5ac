"""Learning curves are read from the records of runs that have some, and drawn."""

import json

from emotion.training.evaluation.figures import draw_curves
from emotion.training.runs.curves import FIGURE, read_curves


def test_the_runs_that_were_watched_have_a_curve_each(tmp_path):
    curves = [{"valid_aligned_accuracy": 0.7}, {"valid_aligned_accuracy": 0.75}]
    (tmp_path / "emotion-record-a.json").write_text(json.dumps({"curves": curves}))
    (tmp_path / "emotion-record-mesh.json").write_text(json.dumps({"train_loss": [1.0]}))
    assert read_curves(tmp_path) == {"a": [0.7, 0.75]}


def test_curves_are_drawn(tmp_path):
    draw_curves({"a": [0.7, 0.75], "b": [0.8]}, tmp_path / FIGURE)
    assert (tmp_path / FIGURE).read_bytes().startswith(b"\x89PNG")
