"""The benchmark writes what its readers expect."""

import json
from io import StringIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from emotion.management.commands.benchmark_emotion import portrait_frames
from emotion.runtime.face import FER_ANCHORS
from emotion.runtime.finder import open_finder

pytestmark = pytest.mark.slow

KEYS = {
    "ms_per_frame",
    "frames_per_second",
    "stages",
    "runs_per_frame",
    "start_s",
    "rss_mb",
    "weights_mb",
    "threads",
    "machine",
    "clips_at_once_ms_per_frame",
}


def test_the_figures_have_their_agreed_names(tmp_path: Path) -> None:
    out = tmp_path / "benchmark.json"
    call_command("benchmark_emotion", json=out, clips=2, stdout=StringIO())
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures.keys() >= KEYS
    assert 0 < figures["ms_per_frame"]["p50"] <= figures["ms_per_frame"]["p95"]
    assert {"decode", "face", "track", "crop", "emotions"} <= figures["stages"].keys()
    assert 0 < figures["runs_per_frame"]["landmarks"] <= 1
    assert figures["known"]


def test_the_benchmark_s_head_moves_as_a_recorded_one_did() -> None:
    places = []
    for frame in portrait_frames():
        picture = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR_RGB)
        (face,) = open_finder().find(np.asarray(picture, dtype=np.uint8))
        places.append(face.anchors)
    side = np.linalg.norm(places[0][1] - places[0][0]) / (FER_ANCHORS[1] - FER_ANCHORS[0])[0]
    moves = np.abs(np.diff(places, axis=0)).max(axis=(1, 2)) / side
    assert len(moves) == 7
    assert 0.02 < np.median(moves) < 0.06


def test_a_worker_stays_within_its_start_memory_and_weights(tmp_path: Path) -> None:
    out = tmp_path / "benchmark.json"
    call_command("benchmark_emotion", json=out, clips=2, stdout=StringIO())
    figures = json.loads(out.read_text(encoding="utf-8"))
    assert figures["rss_mb"] < 400
    assert figures["weights_mb"] < 8
    assert figures["start_s"] < 2


def test_no_clips_and_a_folder_for_a_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="at least one"):
        call_command("benchmark_emotion", clips=0)
    with pytest.raises(CommandError, match="this is a folder"):
        call_command("benchmark_emotion", json=tmp_path)


def test_a_video_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no such file"):
        call_command("benchmark_emotion", video=tmp_path / "nothing.avi")
