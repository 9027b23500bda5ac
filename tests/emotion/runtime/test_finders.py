"""Face finders are opened by name; what needs a library that is not there says so."""

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from emotion.finders import FINDERS
from emotion.runtime import finder
from emotion.runtime.face import Face, WeightsError
from emotion.runtime.finder import open_finder
from emotion.runtime.geometry import face_turn
from emotion.runtime.landmarker import LandmarkFinder
from tests import faces


@pytest.mark.parametrize("name", ["landmarks", "haar"])
def test_a_finder_is_opened_by_its_name(name: str) -> None:
    assert name in FINDERS
    assert open_finder(name).name == name


def test_every_name_that_the_settings_take_opens_a_finder() -> None:
    assert list(finder._OPENERS) == list(FINDERS)


def test_a_name_that_no_finder_has_is_refused() -> None:
    with pytest.raises(ValueError, match="one of landmarks, haar, mediapipe"):
        open_finder("opencv")


def test_haar_stands_in_where_litert_does_not_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    assert open_finder().name == "haar"


def test_nothing_stands_in_for_a_finder_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mediapipe", None)
    with pytest.raises(WeightsError, match="mediapipe"):
        open_finder("mediapipe")


class Landmarker:
    """Answers as MediaPipe 1.2.2 does: shares of the sides, named scores, a 4 x 4 matrix."""

    def __init__(self, options: SimpleNamespace) -> None:
        self.options = options
        self.is_open = True

    create_from_options = classmethod(lambda cls, options: cls(options))

    def close(self) -> None:
        self.is_open = False

    def detect(self, given: SimpleNamespace) -> SimpleNamespace:
        found = LandmarkFinder().find(given.data)
        height, width = given.data.shape[:2]
        return SimpleNamespace(
            face_landmarks=[shares_of(face, width, height) for face in found],
            # The library does not promise the bundle's order, so each says its place.
            face_blendshapes=[scores_of(face)[::-1] for face in found],
            facial_transformation_matrixes=[matrix_of(face, width, height) for face in found],
        )


def shares_of(face: Face, width: int, height: int) -> list[SimpleNamespace]:
    return [SimpleNamespace(x=x / width, y=y / height, z=z / width) for x, y, z in face.landmarks]


def scores_of(face: Face) -> list[SimpleNamespace]:
    return [SimpleNamespace(index=place, score=score) for place, score in enumerate(face.blendshapes)]


def matrix_of(face: Face, width: int, height: int) -> np.ndarray:
    matrix = np.eye(4)
    matrix[:3, :3] = face_turn(face.landmarks, width=width, height=height)
    return matrix


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put modules with MediaPipe's names where it would be imported from."""
    contents: dict[str, dict[str, Any]] = {
        "mediapipe": {"Image": SimpleNamespace, "ImageFormat": SimpleNamespace(SRGB="SRGB")},
        "mediapipe.tasks": {},
        "mediapipe.tasks.python": {},
        "mediapipe.tasks.python.vision": {
            "FaceLandmarkerOptions": SimpleNamespace,
            "FaceLandmarker": Landmarker,
        },
        "mediapipe.tasks.python.core": {},
        "mediapipe.tasks.python.core.base_options": {"BaseOptions": SimpleNamespace},
    }
    for name, names in contents.items():
        module = ModuleType(name)
        vars(module).update(names)
        monkeypatch.setitem(sys.modules, name, module)
    vision = sys.modules["mediapipe.tasks.python.vision"]
    sys.modules["mediapipe.tasks.python"].vision = vision  # type: ignore[attr-defined]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("name", ["frame", "empty_room", "two_faces"])
def test_what_mediapipe_says_is_told_in_pixels_in_the_bundles_order(name: str) -> None:
    picture = getattr(faces, name)()
    told, expected = open_finder("mediapipe").find(picture), LandmarkFinder().find(picture)
    assert len(told) == len(expected) == {"frame": 1, "empty_room": 0, "two_faces": 2}[name]
    for face, other in zip(told, expected, strict=True):
        assert face.landmarks == pytest.approx(other.landmarks, abs=1e-3)
        assert face.anchors == pytest.approx(other.anchors, abs=1e-3)
        assert face.blendshapes == pytest.approx(other.blendshapes)
        assert face.pose == pytest.approx(other.pose, abs=1e-3)


@pytest.mark.usefixtures("library")
def test_mediapipe_can_be_closed() -> None:
    library: Any = open_finder("mediapipe")
    assert library._landmarker.is_open
    library.close()
    assert not library._landmarker.is_open
