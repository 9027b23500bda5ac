from contextlib import nullcontext

import numpy as np
import pytest
from skimage import data

from emotion.runtime.face import align_face
from emotion.runtime.finder import HaarFinder, open_finder
from emotion.runtime.frame_quality import assess_frame
from emotion.training.data.faces import detect_faces, detect_faces_once, enlarged, find_in_picture
from emotion.training.fitting.material import serving_crops


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    return np.ascontiguousarray(data.astronaut()[:300, 80:380])


def silent(*_: object) -> None:
    pass


def test_training_cuts_the_crop_that_serving_cuts(portrait):
    seen = detect_faces([portrait], silent)
    assert seen.found.tolist() == [True]
    assert np.array_equal(seen.crops[0], assess_frame(portrait, open_finder(), lambda _: nullcontext()).crop)


def test_an_empty_room_has_no_face(portrait):
    seen = detect_faces([portrait, np.full((240, 320, 3), 120, np.uint8)], silent)
    assert seen.found.tolist() == [True, False]
    assert not seen.crops[1].any()


def test_two_faces_are_nobody(portrait):
    assert not detect_faces([np.concatenate([portrait, portrait], axis=1)], silent).found[0]


def test_a_small_picture_is_enlarged_and_a_large_one_left(portrait):
    assert enlarged(portrait[::8, ::8]).shape[0] >= 192
    assert enlarged(portrait) is portrait


def test_a_face_stays_where_it_is_in_a_small_crop(portrait):
    small = align_face(portrait, open_finder().find(portrait)[0].landmarks)
    again = detect_faces([small], silent)
    assert again.found[0]
    assert float(np.abs(again.crops[0].astype(int) - small.astype(int)).mean()) < 12


def test_the_second_look_comes_from_the_cache(portrait, tmp_path):
    first = detect_faces_once([portrait], tmp_path / "seen.npz", silent)
    again = detect_faces_once([], tmp_path / "seen.npz", silent)
    assert np.array_equal(first.crops, again.crops)


def test_a_face_that_was_not_found_keeps_its_raw_crop(portrait):
    raw = np.zeros((1, 48, 48), np.uint8)
    seen = detect_faces([raw[0]], silent)
    assert np.array_equal(serving_crops(raw, seen), raw)


@pytest.mark.parametrize("side", [48, 100, 224])
def test_a_tight_crop_of_any_size_is_searched_with_a_rim(portrait, side):
    class NeedsRoom:
        """A finder that sees a face only in the middle of a large picture."""

        name = "needs room"

        def __init__(self) -> None:
            self.finder = open_finder()

        def find(self, image):
            return self.finder.find(image) if image.shape[0] > 1.5 * max(side, 192) else []

    small = align_face(portrait, open_finder().find(portrait)[0].landmarks, size=side)
    picture, faces = find_in_picture(small, NeedsRoom())
    again = align_face(picture, faces[0].landmarks, size=side)
    assert float(np.abs(again.astype(int) - small.astype(int)).mean()) < 12


def test_an_empty_picture_stays_empty_and_as_it_is():
    empty = np.full((240, 320, 3), 120, np.uint8)
    picture, faces = find_in_picture(empty, open_finder())
    assert faces == []
    assert picture is empty


def test_the_stand_in_finder_cuts_crops_and_lays_no_landmarks(portrait, monkeypatch):
    monkeypatch.setattr("emotion.training.data.faces.open_finder", HaarFinder)
    seen = detect_faces([portrait], silent)
    assert (seen.found.tolist(), seen.located.tolist()) == ([True], [False])
    assert np.array_equal(seen.crops[0], assess_frame(portrait, HaarFinder(), lambda _: nullcontext()).crop)
