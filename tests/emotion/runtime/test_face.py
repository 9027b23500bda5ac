"""Faces are found, levelled and framed alike, wherever they stand in the picture."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emotion.runtime.face import CROP_SIZE, FER_ANCHORS, FaceFinder, align_face, similarity
from emotion.runtime.finder import HaarFinder
from emotion.runtime.geometry import face_turn, head_pose
from emotion.runtime.landmarker import LandmarkFinder
from tests import faces


def crop_of(finder: FaceFinder, image: faces.Image) -> np.ndarray:
    (face,) = finder.find(image)
    assert face.landmarks is not None
    return align_face(image, face.landmarks).astype(float)


@pytest.mark.parametrize(
    "change",
    [
        {"turn": 20.0},
        {"turn": -20.0},
        {"zoom": 1.6},
        {"zoom": 0.7},
        {"shift": (60.0, -20.0)},
        {"shift": (-70.0, 10.0)},
    ],
)
def test_a_moved_tilted_or_nearer_face_gives_the_same_crop(finder: FaceFinder, change: dict) -> None:
    plain, changed = crop_of(finder, faces.frame()), crop_of(finder, faces.frame(**change))
    middle = slice(6, 42)
    assert np.abs(plain - changed)[middle, middle].mean() < 9
    assert np.corrcoef(plain[middle, middle].ravel(), changed[middle, middle].ravel())[0, 1] > 0.95


def test_eyes_and_mouth_lie_where_fer2013_has_them(finder: FaceFinder) -> None:
    image = faces.frame(turn=12)
    (face,) = finder.find(image)
    matrix = similarity(face.anchors, FER_ANCHORS * CROP_SIZE)
    placed = face.anchors @ matrix[:, :2].T + matrix[:, 2]
    assert np.abs(placed - FER_ANCHORS * CROP_SIZE).max() < 3


def test_a_grey_picture_gives_the_crop_of_its_colours(finder: FaceFinder) -> None:
    image = faces.frame()
    (face,) = finder.find(image)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    assert (align_face(grey, face.anchors) == align_face(image, face.anchors)).all()


def test_a_face_at_the_border_gives_a_whole_crop(finder: FaceFinder) -> None:
    image = faces.frame()
    (face,) = finder.find(image)
    crop = align_face(image, face.anchors + np.float32([300, 200]))
    assert crop.shape == (CROP_SIZE, CROP_SIZE)
    assert crop.dtype == np.uint8


@given(
    st.floats(-np.pi, np.pi),
    st.floats(0.1, 8),
    st.tuples(st.floats(-200, 200), st.floats(-200, 200)),
)
def test_similarity_finds_the_turn_scale_and_shift_that_were_applied(
    turn: float, scale: float, shift: tuple[float, float]
) -> None:
    expected = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    moved = (FER_ANCHORS @ expected.T + shift).astype(np.float32)
    found = similarity(FER_ANCHORS, moved)
    assert np.allclose(found[:, :2], expected, atol=1e-2)
    assert np.allclose(found[:, 2], shift, atol=1e-2)


@pytest.mark.parametrize("turn", [-25.0, -10.0, 10.0, 25.0])
def test_roll_follows_a_tilted_picture(finder: FaceFinder, turn: float) -> None:
    straight, tilted = finder.find(faces.frame())[0], finder.find(faces.frame(turn=turn))[0]
    assert tilted.pose[2] - straight.pose[2] == pytest.approx(turn, abs=3)
    assert tilted.pose[0] == pytest.approx(straight.pose[0], abs=6)


def test_a_mirrored_face_turns_the_other_way(finder: FaceFinder) -> None:
    image = faces.frame(turn=8)
    one, other = finder.find(image)[0], finder.find(np.ascontiguousarray(image[:, ::-1]))[0]
    assert np.allclose(one.pose * (-1, 1, -1), other.pose, atol=4)


@pytest.mark.parametrize("angle", ["yaw", "pitch", "roll"])
def test_head_pose_reads_each_angle_of_a_turned_matrix(angle: str) -> None:
    cosine, sine = np.cos(0.3), np.sin(0.3)
    turns = {
        "yaw": [[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]],
        "pitch": [[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]],
        "roll": [[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]],
    }
    expected = [np.degrees(0.3) if name == angle else 0 for name in turns]
    assert np.allclose(head_pose(7 * np.array(turns[angle])), expected, atol=1e-4)


def test_the_pose_does_not_depend_on_the_size_of_the_picture(finder: FaceFinder) -> None:
    (face,) = finder.find(faces.frame())
    assert face.landmarks is not None
    small = head_pose(face_turn(face.landmarks, width=320, height=240))
    large = head_pose(face_turn(face.landmarks * 2, width=640, height=480))
    assert np.allclose(small, large, atol=0.05)


@pytest.mark.parametrize(("name", "blendshape"), [("smiling", 44), ("surprised", 25)])
def test_blendshapes_name_the_expression(finder: FaceFinder, name: str, blendshape: int) -> None:
    """44 is mouthSmileLeft, 25 is jawOpen."""
    shapes = {each: finder.find(faces.frame(each))[0].blendshapes[blendshape] for each in (name, "neutral")}
    assert shapes[name] > max(0.5, 2 * shapes["neutral"])


def test_the_finder_counts_faces(finder: FaceFinder) -> None:
    counts = [len(finder.find(image)) for image in (faces.empty_room(), faces.frame(), faces.two_faces())]
    assert counts == [0, 1, 2]


def test_a_face_is_found_again_where_it_just_was(finder: FaceFinder) -> None:
    before, now = faces.frame(), faces.frame(shift=(6, 4), turn=4)
    (searched,), (followed,) = finder.find(now), finder.find(now, near=finder.find(before)[0])
    assert np.abs(searched.anchors - followed.anchors).max() < 2
    assert np.abs(searched.blendshapes - followed.blendshapes).max() < 0.15


def test_a_face_that_left_is_searched_for_in_the_whole_picture(finder: FaceFinder) -> None:
    (before,) = finder.find(faces.frame(shift=(-90, 0)))
    away = faces.frame(shift=(90, 0))
    assert finder.find(faces.empty_room(), near=before) == []
    assert np.abs(finder.find(away, near=before)[0].anchors - finder.find(away)[0].anchors).max() < 2


def test_haar_frames_a_face_as_the_landmarker_does(finder: FaceFinder) -> None:
    image = faces.frame()
    (box,) = HaarFinder().find(image)
    crop = align_face(image, box.anchors).astype(float)
    assert np.corrcoef(crop.ravel(), crop_of(finder, image).ravel())[0, 1] > 0.5


REFERENCE = Path(__file__).with_name("mediapipe_reference.json")


@pytest.mark.parametrize("picture", ["portrait", "surprised, turned", "frowning, near"])
def test_litert_agrees_with_what_mediapipe_found(picture: str) -> None:
    """The bundle run by LiteRT against the library it was made for, on the public-domain portrait."""
    theirs = json.loads(REFERENCE.read_text())["pictures"][picture]
    images = {
        "portrait": faces.portrait(),
        "surprised, turned": faces.frame("surprised", turn=18),
        "frowning, near": faces.frame("frowning", zoom=1.5),
    }
    (ours,) = LandmarkFinder().find(images[picture])
    assert np.abs(ours.landmarks[::6, :2] - theirs["landmarks"]).max() < 0.2
    assert np.abs(ours.blendshapes - theirs["blendshapes"]).max() < 0.02
    assert np.abs(ours.pose - theirs["pose"]).max() < 1
