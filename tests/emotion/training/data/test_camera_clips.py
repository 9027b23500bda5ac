"""Clips made for code that has to find the face first."""

import cv2
import numpy as np

from emotion.runtime.finder import open_finder
from emotion.training.data.camera_clips import MOTIONS, SIDE, camera_clips
from emotion.training.data.heads import turn_head
from tests import faces


def crop() -> faces.Image:
    return np.asarray(cv2.resize(faces.portrait()[30:200, 150:300], (90, 120), interpolation=cv2.INTER_AREA))


def decoded(frame: bytes) -> faces.Image:
    return np.asarray(cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR_RGB), dtype=np.uint8)


def test_the_same_seed_makes_the_same_clips_and_another_one_others() -> None:
    stills = np.stack([crop()] * 2)
    one, again, other = (list(camera_clips(stills, MOTIONS["calm"], seed=seed)) for seed in (1, 1, 2))
    assert one == again != other
    assert one[0] != one[1]
    assert [len(clip) for clip in one] == [8, 8]


def test_a_face_can_be_found_in_what_was_made() -> None:
    (clip,) = camera_clips(crop()[None], MOTIONS["calm"], seed=1)
    pictures = [decoded(frame) for frame in clip if frame]
    assert {picture.shape for picture in pictures} == {(SIDE, SIDE, 3)}
    assert sum(len(open_finder().find(picture)) == 1 for picture in pictures) >= 6


def test_restless_heads_move_more_than_calm_ones() -> None:
    stills = np.stack([cv2.cvtColor(crop(), cv2.COLOR_RGB2GRAY)] * 6)
    moves = {}
    for name, config in MOTIONS.items():
        places = []
        for clip in camera_clips(stills, config, seed=3):
            found = [open_finder().find(decoded(frame)) for frame in clip if frame]
            places.append([one[0].anchors.mean(axis=0) for one in found if one])
        moves[name] = np.mean([np.abs(np.diff(clip, axis=0)).mean() for clip in places])
    assert moves["restless"] > 1.3 * moves["calm"] > 0


def test_a_turned_head_turns_before_a_wall_that_stands_still() -> None:
    image = faces.frame()
    (before,) = open_finder().find(image)
    middle = (float(before.anchors[:, 0].mean()), float(before.anchors[:, 1].mean()))
    turned = turn_head(image, middle=middle, radii=(38, 48), yaw_deg=8)
    (after,) = open_finder().find(turned)
    assert after.pose[0] - before.pose[0] > 1.5
    assert np.array_equal(turned[:, :40], image[:, :40])
