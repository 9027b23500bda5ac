"""The benchmark writes what its readers expect."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.slow

KEYS = {
    "ms_per_frame",
    "frames_per_second",
    "stages",
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
    assert {"decode", "face", "crop", "emotions"} <= figures["stages"].keys()
    assert figures["known"]


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
