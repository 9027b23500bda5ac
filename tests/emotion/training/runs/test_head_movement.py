"""Movement of recorded heads, from true times of their frames."""

import numpy as np
import pytest
from PIL import Image

from emotion.runtime.finder import open_finder
from emotion.training.runs.head_movement import movement, read_poses
from tests import faces


def test_a_head_that_turns_evenly_moves_evenly():
    times = np.arange(21) * 0.1
    poses = np.column_stack([times * 8, np.zeros(21), np.where(np.arange(21) % 2, 1.0, -1.0)])
    found = movement(times, poses)
    assert found["moved_within_1_s"] == {"yaw": 8.0, "pitch": 0.0, "roll": 0.0}
    assert found["moved_within_0.25_s"]["yaw"] == pytest.approx(2.4)
    assert found["deviation"]["roll"] == pytest.approx(1.0, abs=0.01)
    assert (found["frames"], found["seconds"]) == (21, 2.0)


def test_frames_are_as_long_as_the_film_says_and_those_without_a_face_are_left_out(tmp_path):
    film = [Image.fromarray(faces.frame()), Image.new("RGB", (320, 240)), Image.fromarray(faces.frame())]
    path = tmp_path / "film.gif"
    film[0].save(path, save_all=True, append_images=film[1:], duration=[200, 300, 100], disposal=2)
    times, poses = read_poses(path, open_finder())
    assert times.tolist() == pytest.approx([0.0, 0.5])
    assert poses.shape == (2, 3)
