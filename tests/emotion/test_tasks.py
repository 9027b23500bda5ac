"""The emotion queue's task takes bytes and gives plain numbers."""

import logging
from pathlib import Path

import msgpack
import pytest

from emotion import tasks
from emotion.estimate import ClipEstimate
from emotion.runtime import shared
from emotion.runtime.engine import open_engine
from emotion.runtime.shared import SharedEngine
from tests import faces
from tests.emotion.runtime.conftest import write_tiny_weights
from tutor.celery import app


@pytest.fixture
def tiny_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = SharedEngine(open_engine(write_tiny_weights(tmp_path)))
    monkeypatch.setattr(shared, "_opened", lambda: engine)


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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shared, "_opened", lambda: open_engine(tmp_path))
    estimate = ClipEstimate.from_message(tasks.analyse_clip(faces.clip("smiling")))
    assert (estimate.known, estimate.reason) == (False, "no_model")
    assert "manifest.json" in caplog.text


def test_the_task_has_its_own_queue_and_leaves_no_result_behind() -> None:
    task = app.tasks["emotion.analyse_clip"]
    assert app.amqp.router.route({}, task.name)["queue"].name == "emotion"
    assert (task.ignore_result, task.serializer) == (True, "msgpack")


def test_the_engine_opens_once_a_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened = []
    folder = write_tiny_weights(tmp_path)
    monkeypatch.setattr(shared, "open_engine", lambda: opened.append(1) or open_engine(folder))
    shared._opened.cache_clear()
    assert shared.shared_engine() is shared.shared_engine()
    shared._opened.cache_clear()
    assert opened == [1]
