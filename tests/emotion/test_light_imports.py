"""The web process imports the emotion app's edge; only a worker pays for its libraries."""

import subprocess
import sys

HEAVY = "{'cv2', 'mediapipe', 'ai_edge_litert', 'onnxruntime', 'torch', 'numpy'}"


def heavy_after(statement: str) -> str:
    script = f"import sys; {statement}; print(sorted({HEAVY} & set(sys.modules)))"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_the_edge_imports_no_codec_and_no_network_library() -> None:
    edge = "import emotion.estimate, emotion.frames, emotion.tasks, emotion.runtime.baseline"
    assert heavy_after(edge) == "[]"


def test_the_engine_imports_neither_torch_nor_django() -> None:
    script = "import sys, emotion.runtime.engine; print({'torch', 'django', 'celery'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
