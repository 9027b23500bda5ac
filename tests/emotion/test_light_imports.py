"""The web process imports the emotion app's edge; only a worker pays for its libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import faces

pytestmark = pytest.mark.process

HEAVY = "{'cv2', 'mediapipe', 'ai_edge_litert', 'onnxruntime', 'torch', 'numpy'}"


def heavy_after(statement: str) -> str:
    script = f"import sys; {statement}; print(sorted({HEAVY} & set(sys.modules)))"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_edge_imports_no_codec_and_no_network_library() -> None:
    edge = "import emotion.estimate, emotion.frames, emotion.tasks, emotion.baseline"
    assert heavy_after(edge) == "[]"


def test_reading_a_clip_imports_neither_torch_nor_django(tmp_path: Path) -> None:
    """Not even late: what a worker needs is loaded once the first clip was read."""
    (tmp_path / "face.jpg").write_bytes(faces.jpeg(faces.frame()))
    script = (
        "import pathlib, sys; from emotion.runtime.engine import open_engine; "
        "frame = pathlib.Path(sys.argv[1]).read_bytes(); estimate = open_engine().estimate([frame] * 8); "
        "print(estimate.known, bool(estimate.states), {'torch', 'django', 'celery'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "face.jpg")]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "True True set()"
