"""A frame is read when it shows one clear face; otherwise it says why not."""

import inspect
import re
from collections.abc import Callable
from contextlib import nullcontext

import cv2
import numpy as np
import pytest

from emotion.estimate import REASONS
from emotion.runtime import frame_quality
from emotion.runtime.face import FaceFinder
from emotion.runtime.frame_quality import FrameQuality, assess_frame, decode_frame, sharpness
from tests import faces

Look = Callable[[faces.Image | None], FrameQuality]


@pytest.fixture
def see(finder: FaceFinder) -> Look:
    return lambda image: assess_frame(image, finder, lambda stage: nullcontext())


@pytest.mark.parametrize("name", ["smiling", "neutral", "frowning", "surprised"])
def test_a_clear_face_is_read_whatever_its_expression(see: Look, name: str) -> None:
    assessed = [see(faces.scene(name, step)) for step in range(0, 40, 8)]
    assert [quality.reason for quality in assessed] == [None] * 5


@pytest.mark.parametrize(
    "change", [{"turn": 20.0}, {"turn": -20.0}, {"light": 0.3}, {"light": 1.4}, {"zoom": 0.75}, {"zoom": 1.6}]
)
def test_a_tilted_dim_bright_far_or_near_face_is_still_read(see: Look, change: dict[str, float]) -> None:
    assert see(faces.frame(**change)).reason is None


def test_an_empty_room_shows_no_face(see: Look) -> None:
    assert see(faces.empty_room()).reason == "no_face"


def test_two_people_are_not_read(see: Look) -> None:
    assert see(faces.two_faces()).reason == "two_faces"


def test_a_small_face_far_behind_is_not_a_second_student(see: Look) -> None:
    picture = faces.frame(zoom=2.2, shift=(-60, 0))
    picture[:100, 220:] = cv2.resize(faces.frame(zoom=0.8), (160, 120))[10:110, 30:130]
    assert see(picture).reason is None


@pytest.mark.parametrize(
    "colour", [(0, 0, 0), (128, 128, 128), (214, 180, 153), (60, 110, 190), (240, 240, 240)]
)
def test_a_covered_mouth_is_noticed_in_any_colour_even_skin(see: Look, colour: tuple[int, int, int]) -> None:
    assert see(faces.covered("lower", colour=colour)).reason == "covered"


@pytest.mark.parametrize("part", ["upper", "left", "right", "all"])
@pytest.mark.parametrize("colour", [(0, 0, 0), (60, 110, 190), (240, 240, 240)])
def test_half_a_face_is_never_read(see: Look, part: str, colour: tuple[int, int, int]) -> None:
    assert see(faces.covered(part, colour=colour)).reason in {"covered", "no_face"}


def test_a_dark_room_is_told_from_an_empty_one(see: Look) -> None:
    assert see(faces.scene("dark")).reason == "dark"


def test_a_face_in_the_dark_is_not_guessed_at(see: Look) -> None:
    assert see(faces.frame(light=0.09)).reason == "dark"


def test_a_blurred_face_is_not_guessed_at(see: Look) -> None:
    picture = cv2.GaussianBlur(faces.frame(), (0, 0), 3)
    assert see(picture).reason in {"blurred", "no_face"}


def test_every_reason_that_a_frame_can_have_may_leave_this_process() -> None:
    source = inspect.getsource(frame_quality.assess_frame) + inspect.getsource(frame_quality._doubt)
    stages = {"face", "crop"}
    reasons = set(re.findall(r'"([a-z_]+)"', source)) - stages
    assert {"too_far", "no_face"} < reasons
    assert reasons <= set(REASONS)


def test_sharpness_falls_with_blur(see: Look) -> None:
    crop = see(faces.frame()).crop
    assert crop is not None
    values = [sharpness(cv2.GaussianBlur(crop, (0, 0), sigma)) for sigma in (0.3, 1, 2, 3)]
    assert values == sorted(values, reverse=True)


def test_a_lost_frame_is_bad(see: Look) -> None:
    assert see(None).reason == "bad_frames"


def test_decoding_gives_rgb() -> None:
    picture = decode_frame(faces.jpeg(faces.frame(), quality=95))
    assert picture is not None
    assert np.abs(picture.astype(int) - faces.frame()).mean() < 3


@pytest.mark.parametrize("damage", [b"", b"no jpeg", faces.jpeg(faces.empty_room())[:-40]])
def test_what_cannot_be_decoded_is_no_picture(damage: bytes) -> None:
    assert decode_frame(damage) is None


def test_a_picture_with_garbled_pixels_never_raises() -> None:
    data = bytearray(faces.jpeg(faces.frame()))
    middle = len(data) // 2
    data[middle : middle + 300] = b"\x13" * 300
    picture = decode_frame(bytes(data))
    assert picture is None or picture.shape == (240, 320, 3)
