"""The emotion queue's task takes bytes and gives plain numbers."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgpack
import pytest

from emotion import tasks
from emotion.estimate import ClipEstimate
from emotion.runtime import shared
from emotion.runtime.engine import open_engine
from emotion.runtime.shared import SharedEngine, shared_engine
from emotion.runtime.weights import load_weights
from tests import faces
from tests.emotion.runtime.tiny import write_tiny_weights
from tutor.celery import app


@pytest.fixture
def tiny_engine(tmp_path: Path, settings: Any) -> None:
    settings.EMOTION_WEIGHTS = write_tiny_weights(tmp_path)


@pytest.mark.usefixtures("tiny_engine")
def test_a_clip_gives_a_message_that_msgpack_carries() -> None:
    message = tasks.analyse_clip(faces.clip("smiling"))
    carried = msgpack.unpackb(msgpack.packb(message))
    assert ClipEstimate.from_message(carried).known


@pytest.mark.usefixtures("tiny_engine")
@pytest.mark.parametrize("frames", [[], [b"\xff\xd8 secret"] * 8, [b"secret" * 20_000]])
def test_bad_frames_give_unknown_and_leave_no_trace(
    frames: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        estimate = ClipEstimate.from_message(tasks.analyse_clip(frames))
    assert (estimate.known, estimate.reason) == (False, "bad_frames")
    assert "secret" not in caplog.text


def test_a_worker_without_weights_says_so_and_answers_unknown(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMOTION_WEIGHTS = tmp_path
    estimate = ClipEstimate.from_message(tasks.analyse_clip(faces.clip("smiling")))
    assert (estimate.known, estimate.reason) == (False, "no_model")
    assert "manifest.json" in caplog.text


def test_the_task_has_its_own_queue_and_leaves_no_result_behind() -> None:
    task = app.tasks["emotion.analyse_clip"]
    assert app.amqp.router.route({}, task.name)["queue"].name == "emotion"
    assert (task.ignore_result, task.serializer) == (True, "msgpack")


def test_the_engine_opens_once_a_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(shared, "open_engine", lambda *of, **how: opened.append(1) or open_engine(*of, **how))
    for folder in (write_tiny_weights(tmp_path),) * 2:
        assert shared_engine(folder).estimate(faces.clip("smiling")).known
    assert opened == [1]


@pytest.mark.usefixtures("tiny_engine")
def test_clips_are_read_with_the_face_finder_that_the_settings_name(settings: Any) -> None:
    assert tasks.read_clip(faces.clip("smiling")).states
    settings.EMOTION_FINDER = "haar"
    estimate = tasks.read_clip(faces.clip("smiling"))
    assert (estimate.known, estimate.states) == (True, {})


def replace_manifest(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest["files"])
    (folder / "manifest.new").write_text(json.dumps(manifest))
    (folder / "manifest.new").replace(folder / "manifest.json")


def test_a_replaced_manifest_exchanges_the_weights_and_estimates_say_so(tmp_path: Path) -> None:
    folder = write_tiny_weights(tmp_path)
    engine = SharedEngine(folder)
    before = engine.estimate(faces.clip("smiling"))
    replace_manifest(folder, lambda files: files.pop("states"))
    after = engine.estimate(faces.clip("smiling"))
    assert (bool(before.states), bool(after.states)) == (True, False)
    assert before.model != after.model == load_weights(folder).model


def test_weights_that_cannot_be_opened_leave_the_old_ones_in_place(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = write_tiny_weights(tmp_path)
    engine = SharedEngine(folder)
    before = engine.estimate(faces.clip("smiling"))
    replace_manifest(folder, lambda files: files["clip"].update(sha256="0" * 64))
    assert engine.estimate(faces.clip("smiling")).model == before.model
    assert "the old ones stay" in caplog.text
