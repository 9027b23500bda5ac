"""Glasses and hands on the faces of a collection: where they lie, and that the rest stays."""

import numpy as np
import pytest

from emotion.runtime.face import FER_ANCHORS
from emotion.runtime.mesh import MESH_SIZE, normalised_mesh
from emotion.training.data import worn
from emotion.training.data.faces import DetectedFaces
from emotion.training.data.worn import placed_face, worn_crops, worn_crops_once

PLACES = {
    **{33: (30, 55), 133: (42, 55), 362: (58, 55), 263: (70, 55)},  # corners of the eyes
    **{61: (40, 85), 291: (60, 85), 13: (50, 83), 14: (50, 87)},  # the mouth
    **{127: (20, 58), 356: (80, 58), 205: (38, 75), 425: (62, 75), 152: (50, 105)},  # temples, cheeks, chin
}


def mesh() -> np.ndarray:
    """Landmarks of a plain face, tilted and anywhere, as a finder would lay them."""
    points = np.random.default_rng(5).normal(size=(478, 3)).astype(np.float32) * 12 + (50, 70, 0)
    points[list(PLACES), :2] = list(PLACES.values())
    points[list(PLACES), 2] = 0
    turn = np.array([[0.96, -0.28, 0], [0.28, 0.96, 0], [0, 0, 1]], np.float32)
    return normalised_mesh(points @ turn.T * 2 + (100, -30, 0))


def faces(count: int) -> DetectedFaces:
    crops = np.full((count, 48, 48), 128, dtype=np.uint8)
    meshes = np.tile(mesh(), (count, 1))
    meshes[-1] = 0  # the stand-in finder lays no landmarks
    zeros = [np.zeros((count, width), np.float32) for width in (52, 3)]
    return DetectedFaces(crops, *zeros, meshes, np.ones(count, dtype=bool))


def silent(*_: object) -> None:
    pass


def test_landmarks_lie_in_the_crop_where_serving_puts_the_eyes_and_the_mouth():
    placed = placed_face(faces(2), 0, side=144)
    assert np.abs(placed.anchors - FER_ANCHORS * 144).max() < 8
    level = placed.landmarks[33, 1] - placed.landmarks[263, 1]
    assert abs(level) < 4


def test_something_is_drawn_on_each_face_with_landmarks_and_the_rest_stays():
    some = faces(24)
    drawn = worn_crops(some, seed=1, report=silent)
    changed = (drawn != some.crops).mean((1, 2))
    assert (changed[:-1] > 0.01).all()
    assert (changed[:-1] < 0.7).all()
    assert changed[-1] == 0
    assert some.crops.min() == some.crops.max() == 128


def test_glasses_are_drawn_around_the_eyes(monkeypatch):
    monkeypatch.setattr(worn, "HAND_SHARE", 0.0)
    drawn = worn_crops(faces(40), seed=2, report=silent)
    changed = (drawn != 128).mean(0)
    assert changed[14:26].mean() > 4 * changed[36:].mean()


def test_the_same_seed_draws_the_same_and_another_something_else(tmp_path):
    some = faces(12)
    first = worn_crops_once(some, tmp_path / "worn.npy", seed=1, report=silent)
    assert np.array_equal(first, worn_crops(some, seed=1, report=silent))
    assert not np.array_equal(first, worn_crops(some, seed=2, report=silent))


def test_what_was_drawn_once_is_read_again(tmp_path):
    some = faces(3)
    worn_crops_once(some, tmp_path / "worn.npy", seed=1, report=silent)

    def draw(*_: object) -> None:
        pytest.fail("drawn again")

    again = worn_crops_once(some, tmp_path / "worn.npy", seed=1, report=draw)
    assert again.shape == (3, 48, 48)
    assert mesh().shape == (MESH_SIZE,)
