"""A face is followed between the frames that the networks read, and nothing that matters goes by unseen."""

from collections.abc import Sequence
from contextlib import nullcontext

import cv2
import numpy as np
import pytest

from emotion.runtime.clip_frames import assess_clip
from emotion.runtime.face import Image, align_face
from emotion.runtime.frame_quality import FrameQuality, assess_frame
from emotion.runtime.landmarker import LandmarkFinder
from emotion.runtime.tracking import MIN_LIKENESS, Placement, Template, likeness
from tests import faces


def assess(
    finder: LandmarkFinder, images: Sequence[Image | None], *, follows: bool = True
) -> list[FrameQuality]:
    finder.runs.clear()
    return assess_clip(images, finder, lambda stage: nullcontext(), follows=follows)


def reasons(qualities: Sequence[FrameQuality]) -> list[str | None]:
    return [quality.reason for quality in qualities]


def template_of(finder: LandmarkFinder, image: Image) -> Template:
    (face,) = finder.find(image)
    assert face.landmarks is not None
    return Template(face, align_face(image, face.landmarks))


def grey(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


@pytest.mark.parametrize(
    "change",
    [{"shift": (8, -5)}, {"turn": 8}, {"zoom": 1.12}, {"light": 0.7}, {"shift": (-12, 5), "turn": -6}],
)
def test_a_face_is_followed_to_where_it_was_moved(finder: LandmarkFinder, change: dict) -> None:
    template, now = template_of(finder, faces.frame()), faces.frame(**change)
    followed = template.moved(template.follow(grey(now), template.placement))
    turn, middle = change.get("turn", 0), np.array([faces.WIDTH, faces.HEIGHT]) / 2
    moves = cv2.getRotationMatrix2D((0, 0), turn, change.get("zoom", 1))[:, :2]
    moved = (template.face.anchors - middle) @ moves.T + middle + change.get("shift", (0, 0))
    assert np.abs(followed.anchors - moved).max() < 0.8
    assert followed.pose[2] - template.face.pose[2] == pytest.approx(turn, abs=1)


def test_a_face_that_is_not_there_is_not_like_its_template(finder: LandmarkFinder) -> None:
    template = template_of(finder, faces.frame())
    room = faces.empty_room()
    placement = template.follow(grey(room), template.placement)
    assert likeness(align_face(room, template.moved(placement).anchors), template.crop) < MIN_LIKENESS


def test_a_placement_cuts_what_serving_cuts(finder: LandmarkFinder) -> None:
    image = faces.frame(turn=10)
    (face,) = finder.find(image)
    cut = Placement.of(face.anchors).cut(grey(image), size=48, scale=1 + 1j)
    assert likeness(cut, align_face(image, face.anchors)) > 0.99


def test_a_calm_face_is_read_twice_a_clip(finder: LandmarkFinder) -> None:
    images = [faces.scene("neutral", step) for step in range(8)]
    assert reasons(assess(finder, images)) == [None] * 8
    assert finder.runs == {"detector": 2, "landmarks": 2}


def test_what_follows_is_what_the_networks_would_have_read(finder: LandmarkFinder) -> None:
    images = [faces.scene("neutral", 4 * step) for step in range(8)]
    pairs = list(zip(assess(finder, images), assess(finder, images, follows=False), strict=True))
    assert len(pairs) == 8
    for followed, read in pairs:
        assert followed.crop is not None
        assert read.crop is not None
        assert likeness(followed.crop, read.crop) > 0.9


def test_a_face_that_moves_fast_is_read_by_the_networks_again(finder: LandmarkFinder) -> None:
    images = [faces.frame(shift=(70 * (-1) ** step, 0)) for step in range(4)]
    qualities = assess(finder, images)
    assert reasons(qualities) == [None] * 4
    assert finder.runs["landmarks"] >= 4
    for image, quality in zip(images, qualities, strict=True):
        assert quality.face is not None
        assert np.abs(quality.face.anchors - finder.find(image)[0].anchors).max() < 3


def test_an_expression_that_changes_is_read_anew(finder: LandmarkFinder) -> None:
    images = [faces.frame("neutral"), faces.frame("surprised"), faces.frame("surprised")]
    qualities = assess(finder, images)
    assert finder.runs["landmarks"] == 2
    jaw_open = [quality.face.blendshapes[25] for quality in qualities if quality.face is not None]
    assert jaw_open[1] == jaw_open[2] > jaw_open[0] + 0.2


@pytest.mark.parametrize("lost_at", [1, 2, 3, 6])
def test_a_face_that_is_gone_for_one_frame_is_missed_in_that_frame(
    finder: LandmarkFinder, lost_at: int
) -> None:
    images = [faces.scene("neutral", step) for step in range(8)]
    images[lost_at] = faces.empty_room()
    assert reasons(assess(finder, images)) == ["no_face" if place == lost_at else None for place in range(8)]


@pytest.mark.parametrize("comes_at", [1, 2, 3, 4])
def test_a_second_face_is_noticed_at_the_next_search(finder: LandmarkFinder, comes_at: int) -> None:
    alone, together = faces.frame(), faces.two_faces()
    qualities = assess(finder, [alone] * comes_at + [together] * (8 - comes_at))
    assert reasons(qualities)[4:] == ["two_faces"] * 4


def test_a_second_face_is_noticed_where_the_first_need_not_be_read_again(finder: LandmarkFinder) -> None:
    """Two readings are in the clip before its fifth frame, so that only the detector looks at that."""
    early, late = faces.frame("surprised", zoom=0.8), faces.frame(zoom=0.8)
    together = late.copy()
    together[:, :80] = late[:, 120:200]
    qualities = assess(finder, [early, late, late, late, together])
    assert reasons(qualities) == [None, None, None, None, "two_faces"]


@pytest.mark.parametrize("place", [1, 2, 5])
@pytest.mark.parametrize("part", ["lower", "upper", "all"])
def test_a_hand_over_the_face_is_seen_in_any_frame(finder: LandmarkFinder, part: str, place: int) -> None:
    images = [faces.frame()] * 8
    images[place] = faces.covered(part)
    followed, read = assess(finder, images), assess(finder, images, follows=False)
    assert reasons(followed) == reasons(read)
    assert followed[place].reason in ("covered", "no_face", "blurred")


def test_a_face_in_the_dark_is_not_read_because_it_looks_alike(finder: LandmarkFinder) -> None:
    images = [faces.frame(), faces.frame(light=0.1)]
    assert reasons(assess(finder, images)) == [None, "dark"]
    assert finder.runs["landmarks"] == 2


def test_after_a_hand_has_passed_the_face_is_followed_again(finder: LandmarkFinder) -> None:
    assess(finder, [faces.frame(), faces.covered("lower"), faces.frame(), faces.frame()])
    assert finder.runs["landmarks"] == 2


def test_a_lost_frame_is_lost_and_the_next_one_searched(finder: LandmarkFinder) -> None:
    qualities = assess(finder, [faces.frame(), None, faces.frame()])
    assert reasons(qualities) == [None, "bad_frames", None]
    assert finder.runs["detector"] == 2


def test_a_single_picture_is_read_as_ever(finder: LandmarkFinder) -> None:
    image = faces.frame()
    (quality,) = assess(finder, [image])
    alone = assess_frame(image, finder, lambda stage: nullcontext())
    assert quality.crop is not None
    assert quality.face is not None
    assert alone.face is not None
    assert np.array_equal(quality.crop, alone.crop)
    assert np.array_equal(quality.face.blendshapes, alone.face.blendshapes)
