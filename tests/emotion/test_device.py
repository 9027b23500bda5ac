"""What a browser reads with: the very networks that serve, and numbers that stand in one place."""

import base64
import hashlib
import io
import json
import tarfile

import numpy as np
import onnxruntime
import pytest

from emotion import device
from emotion.device import RUNTIME, DeviceFilesError, prepare, unpack_runtime
from emotion.runtime import frame_quality
from emotion.runtime.device import FACE_NETWORKS, FEATURES, JUDGEMENT, device_files
from emotion.runtime.face import WeightsError
from emotion.runtime.landmarker import LandmarkFinder
from emotion.runtime.weights import WEIGHTS, load_weights


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return device_files()


def session(content: bytes) -> onnxruntime.InferenceSession:
    return onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])


@pytest.mark.parametrize(
    ("name", "theirs", "shape", "scale"),
    [
        ("face_detector", "_detector", (128, 128, 3), 1),
        ("face_landmarks", "_landmarks", (256, 256, 3), 1),
        ("face_blendshapes", "_blendshapes", (146, 2), 200),
    ],
)
def test_a_network_for_browsers_says_what_the_bundles_own_says(files, name, theirs, shape, scale):
    values = np.random.default_rng(3).random(shape, dtype=np.float32) * np.float32(scale)
    ours = session(files[f"{name}.onnx"])
    found = ours.run(None, {ours.get_inputs()[0].name: values[None]})
    wanted = getattr(LandmarkFinder(), theirs)(values)
    for one, other in zip(found, wanted, strict=False):
        assert np.allclose(one.ravel(), other.ravel(), atol=1e-3 + 1e-5 * np.abs(other).max())


def test_the_networks_that_serve_go_to_browsers_as_they_are(files):
    weights = load_weights()
    assert files["clip.onnx"] == weights.clip
    assert files["states.onnx"] == weights.states
    assert json.loads(files[JUDGEMENT])["model"] == weights.model


def test_the_numbers_are_those_that_the_server_judges_by(files):
    numbers = json.loads(files[JUDGEMENT])
    assert numbers["frame"]["min_sharpness"] == frame_quality.MIN_SHARPNESS
    assert len(numbers["frame"]["visibility"]) == 901
    assert numbers["networks"].keys() == {"clip", "states", *FACE_NETWORKS}
    states = session(files["states.onnx"])
    assert {given.name: given.shape[1] for given in states.get_inputs()}["features"] == FEATURES


def test_weights_without_states_leave_them_out(tmp_path):
    manifest = json.loads((WEIGHTS / "manifest.json").read_text())
    del manifest["files"]["states"]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "clip.onnx").write_bytes((WEIGHTS / "clip.onnx").read_bytes())
    found = device_files(tmp_path)
    assert "states.onnx" not in found
    assert "states" not in json.loads(found[JUDGEMENT])["networks"]


def test_an_altered_network_goes_to_nobody(monkeypatch):
    monkeypatch.setitem(FACE_NETWORKS, "face_detector", "0" * 64)
    with pytest.raises(WeightsError, match="face_detector"):
        device_files()


# The runtime, from the registry.


def archive(**contents: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as files:
        for theirs, ours in RUNTIME.items():
            content = contents.get(ours.partition(".")[2], b"runtime")
            entry = tarfile.TarInfo(theirs)
            entry.size = len(content)
            files.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


@pytest.fixture
def known_archive(monkeypatch) -> bytes:
    """Return an archive that has the hash which is asked for."""
    content = archive()
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    monkeypatch.setattr(device, "INTEGRITY", digest)
    return content


def test_an_archive_of_another_hash_is_refused(known_archive):
    assert unpack_runtime(known_archive).keys() == set(RUNTIME.values())
    with pytest.raises(DeviceFilesError, match="hash"):
        unpack_runtime(archive(wasm=b"another"))


def test_the_runtime_is_fetched_once(tmp_path, monkeypatch, known_archive):
    asked = []

    def answer(address: str, timeout: float) -> io.BytesIO:
        asked.append(address)
        return io.BytesIO(known_archive)

    monkeypatch.setattr(device, "urlopen", answer)
    for _ in range(2):
        prepare(tmp_path, registry="https://mirror.example/npm/")
    assert asked == ["https://mirror.example/npm/onnxruntime-web/-/onnxruntime-web-1.30.0.tgz"]
    assert (tmp_path / "ort.wasm").read_bytes() == b"runtime"
    assert (tmp_path / "clip.onnx").exists()
    (tmp_path / "ort.wasm").unlink()
    prepare(tmp_path)
    assert len(asked) == 2


def test_without_the_registry_a_line_says_so_and_nothing_else_happens(tmp_path, monkeypatch, capsys):
    def fail(address: str, timeout: float) -> None:
        raise OSError("no way")

    monkeypatch.setattr(device, "urlopen", fail)
    monkeypatch.setattr("sys.argv", ["device", str(tmp_path / "files")])
    assert device.main() == 1
    assert "Faces cannot be read on devices here" in capsys.readouterr().err
    assert not list((tmp_path / "files").glob("*.onnx"))


def test_a_registry_without_encryption_is_not_asked(tmp_path):
    with pytest.raises(DeviceFilesError, match="https"):
        prepare(tmp_path, registry="http://mirror.example")
