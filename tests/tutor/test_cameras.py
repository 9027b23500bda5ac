"""The cameras of one process: what one student does breaks nothing for another."""

import pytest

from emotion.frames import CLIP_LENGTH
from tutor.live.cameras import Cameras

SITTINGS = {"amira": 1, "ben": 2, "carl": 3}


@pytest.fixture
def cameras() -> Cameras:
    """Return three cameras, each with all frames of a clip but the last."""
    cameras = Cameras()
    for name, sitting_id in SITTINGS.items():
        for number in range(CLIP_LENGTH - 1):
            cameras.add_frame(name, f"{name} {number}".encode(), sitting_id=sitting_id)
    return cameras


def complete(cameras: Cameras, *names: str) -> None:
    """Add the frame with which each has a clip."""
    for name in names:
        cameras.add_frame(name, f"{name} {CLIP_LENGTH - 1}".encode(), sitting_id=SITTINGS[name])


def test_a_student_who_leaves_while_clips_are_sent_stops_nobody_elses(cameras):
    complete(cameras, "amira", "ben", "carl")
    sent = []
    for clip in cameras.due_clips():
        sent.append(clip.sitting_id)
        cameras.leave("ben")
    assert sent == [SITTINGS["amira"], SITTINGS["carl"]]


def test_whoever_brings_news_is_handed_everybodys_clips_with_their_own_frames(cameras):
    complete(cameras, "carl", "amira")
    clips = list(cameras.due_clips())
    assert {clip.sitting_id: clip.frames[-1] for clip in clips} == {1: b"amira 7", 3: b"carl 7"}
    assert all(len(clip.frames) == CLIP_LENGTH for clip in clips)


def test_a_clip_is_handed_out_once(cameras):
    complete(cameras, "amira")
    assert [clip.sitting_id for clip in cameras.due_clips()] == [SITTINGS["amira"]]
    assert list(cameras.due_clips()) == []


def test_a_camera_that_left_keeps_no_frame(cameras):
    cameras.leave("amira")
    complete(cameras, "amira")
    assert list(cameras.due_clips()) == []
