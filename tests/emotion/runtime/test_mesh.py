import numpy as np
import pytest

from emotion.runtime.clip_inputs import ClipInputs
from emotion.runtime.mesh import GEOMETRY_SIZE, geometry_inputs, normalised_mesh
from tests import faces


@pytest.fixture
def landmarks() -> np.ndarray:
    return np.random.default_rng(4).normal(size=(478, 3)).astype(np.float32)


def test_place_size_and_tilt_drop_out(landmarks):
    angle = np.radians(25)
    tilt = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    moved = (landmarks @ tilt) * 37 + (5, 6, 7)
    assert np.allclose(normalised_mesh(moved), normalised_mesh(landmarks), atol=1e-5)


def test_an_expression_does_not_drop_out(landmarks):
    changed = landmarks.copy()
    changed[13] += 0.5
    assert np.abs(normalised_mesh(changed) - normalised_mesh(landmarks)).max() > 0.1


def test_training_and_serving_read_the_same_numbers():
    training = pytest.importorskip("emotion.training.data.faces")
    from emotion.runtime.face import align_face
    from emotion.runtime.finder import open_finder

    picture = faces.frame()
    (face,) = open_finder().find(picture)
    clip = ClipInputs.empty()
    clip.fill_face(2, align_face(picture, face.landmarks), face)
    seen = training.detect_faces([picture], lambda *_: None)
    assert np.allclose(clip.geometry[0, 2], seen.geometry[0], atol=1e-6)
    assert clip.located[0].tolist() == [0, 0, 1, 0, 0, 0, 0, 0]


def test_the_network_reads_as_many_numbers_as_the_finder_gives(landmarks):
    inputs = geometry_inputs(normalised_mesh(landmarks), np.zeros(52, np.float32), np.zeros(3, np.float32))
    assert inputs.shape == (GEOMETRY_SIZE,)
