"""Both ways to read a clip, held against each other."""

from pathlib import Path

import numpy as np
import pytest

from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from emotion.training.runs.tracked_frames import (
    Reading,
    agreement,
    emotion_figures,
    read_both,
    recorded_clips,
    state_figures,
    top_emotion,
)
from tests import faces


def estimate(emotion: str, *, bored: float = 0.5) -> ClipEstimate:
    emotions = {name: 0.93 if name == emotion else 0.01 for name in EMOTIONS}
    states = {name: bored if name == "bored" else 0.5 for name in STATES}
    return ClipEstimate(True, None, 1.0, states, emotions, "model")


def readings(before: list[ClipEstimate], after: list[ClipEstimate]) -> dict[str, Reading]:
    return {
        "every_frame": Reading(before, frames=8 * len(before), cpu_s=0.08, runs={"landmarks": 16}),
        "followed": Reading(after, frames=8 * len(after), cpu_s=0.04, runs={"landmarks": 4}),
    }


UNKNOWN = ClipEstimate.unknown("covered", faces_share=0.5)


def test_agreement_counts_what_both_know_and_say() -> None:
    found = agreement(
        readings(
            [estimate("anger"), estimate("fear"), UNKNOWN], [estimate("anger"), estimate("anger"), UNKNOWN]
        )
    )
    assert (found["clips"], found["same_known"], found["same_emotion"]) == (3, 1, 0.5)
    assert found["mean_absolute_difference"]["emotions"] == pytest.approx(2 * 0.92 / 16)
    assert found["runs_per_frame"]["followed"]["landmarks"] == pytest.approx(4 / 24)


def test_an_unknown_clip_is_a_wrong_one() -> None:
    labels = np.array([EMOTIONS.index("anger")] * 4)
    both = readings([estimate("anger")] * 4, [estimate("anger")] * 3 + [UNKNOWN])
    found = emotion_figures(both, labels, seed=1)["accuracy"]
    assert (found["every_frame"], found["followed"], found["difference"]) == (1, 0.75, -0.25)
    low, high = found["intervals"]["difference"]
    assert low <= -0.25 <= high


def test_a_state_s_auc_is_of_the_clips_that_both_know() -> None:
    present = np.array([[True] * 4, [False] * 4, [True] * 4])
    before = [estimate("anger", bored=0.9), estimate("anger", bored=0.1), UNKNOWN]
    after = [estimate("anger", bored=0.1), estimate("anger", bored=0.9), estimate("anger")]
    found = state_figures(readings(before, after), present, np.array(["a", "b", "c"]), seed=1)
    bored = found["auc"]["bored"]
    assert (bored["every_frame"], bored["followed"], bored["difference"]) == (1, 0, -1)
    assert found["people"] == 2


def test_clips_are_read_both_ways_and_the_networks_counted() -> None:
    both = read_both([faces.clip("smiling")], lambda done: None)
    assert both["every_frame"].runs["landmarks"] == 8
    assert both["followed"].runs["landmarks"] == 2
    assert top_emotion(both["followed"].estimates[0]) == EMOTIONS.index("happiness")


def test_what_is_no_video_is_left_out(tmp_path: Path) -> None:
    faces.write_fake_camera(tmp_path / "camera.mjpeg", [("neutral", 3)])
    (tmp_path / "camera.mjpeg").rename(tmp_path / "film.mp4")
    (tmp_path / "notes.txt").write_text("no film")
    (tmp_path / "broken.mp4").write_bytes(b"no film either")
    clips = list(recorded_clips(tmp_path))
    assert len(clips) >= 1
    assert all(frame.startswith(b"\xff\xd8") for frame in clips[0])
