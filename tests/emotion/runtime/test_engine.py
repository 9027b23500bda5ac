"""From the JPEGs of a clip to one estimate, with stand-in networks whose answers are known by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnxruntime import InferenceSession

from emotion.estimate import EMOTIONS, STATES, ClipEstimate
from emotion.runtime.engine import Engine, open_engine
from emotion.runtime.face import FaceFinder, WeightsError, align_face
from emotion.runtime.finder import HaarFinder
from emotion.runtime.weights import load_weights
from tests import faces
from tests.emotion.runtime.tiny import write_tiny_weights


@pytest.fixture(scope="module")
def engine(tiny_weights: Path, finder: FaceFinder) -> Engine:
    return Engine(load_weights(tiny_weights), finder)


def test_a_clip_with_a_face_is_known_and_complete(engine: Engine) -> None:
    estimate = engine.estimate(faces.clip("smiling"))
    assert ClipEstimate.from_message(estimate.to_message()) == estimate
    assert (estimate.known, estimate.reason, estimate.faces_share) == (True, None, 1.0)
    assert estimate.states.keys() == set(STATES)
    assert estimate.model == engine.model


def test_the_emotion_is_the_one_worked_out_by_hand(engine: Engine, finder: FaceFinder) -> None:
    """The stand-in's happiness logit is ten times the mean brightness of the crops."""
    images = [faces.scene("smiling", step) for step in range(8)]
    crops = [align_face(image, finder.find(image)[0].anchors) for image in images]
    logits = np.zeros(8)
    logits[EMOTIONS.index("happiness")] = 10 * np.mean(crops) / 255
    expected = np.exp(logits) / np.exp(logits).sum()
    estimate = engine.estimate_images(images)
    assert list(estimate.emotions.values()) == pytest.approx(expected, abs=1e-3)
    assert sum(estimate.emotions.values()) == pytest.approx(1)


def test_states_read_the_mean_head_pose(engine: Engine, finder: FaceFinder) -> None:
    """The stand-in's bored logit is a tenth of the pitch; nothing else moves its states."""
    images = [faces.scene("neutral", step) for step in range(8)]
    pitch = np.mean([finder.find(image)[0].pose[1] for image in images])
    states = engine.estimate_images(images).states
    assert pitch > 3
    assert states["bored"] == pytest.approx(1 / (1 + np.exp(-pitch / 10)), abs=0.02)
    assert states["engaged"] == 0.5


@pytest.mark.parametrize(
    ("scene", "reason"),
    [("empty", "no_face"), ("two_faces", "two_faces"), ("covered", "covered"), ("dark", "dark")],
)
def test_what_cannot_be_read_is_unknown_and_says_why(engine: Engine, scene: str, reason: str) -> None:
    estimate = engine.estimate(faces.clip(scene))
    assert (estimate.known, estimate.reason, estimate.faces_share) == (False, reason, 0.0)
    assert not estimate.states
    assert not estimate.emotions


@pytest.mark.parametrize(("seen", "known"), [(4, False), (5, True), (8, True)])
def test_a_clip_speaks_when_most_of_its_frames_show_a_face(engine: Engine, seen: int, known: bool) -> None:
    estimate = engine.estimate(faces.clip("smiling", length=seen) + faces.clip("empty", length=8 - seen))
    assert (estimate.known, estimate.faces_share) == (known, seen / 8)


@pytest.mark.parametrize("frames", [[], [b""], [b"no jpeg"] * 8, [faces.jpeg(faces.frame())[:500]] * 8])
def test_bad_frames_are_unknown_and_never_an_error(engine: Engine, frames: list[bytes]) -> None:
    estimate = engine.estimate(frames)
    assert (estimate.known, estimate.reason) == (False, "bad_frames")


def test_a_bad_frame_among_good_ones_only_counts_as_unseen(engine: Engine) -> None:
    estimate = engine.estimate([b"no jpeg", *faces.clip("smiling", length=7)])
    assert (estimate.known, estimate.faces_share) == (True, 7 / 8)


def test_of_too_many_frames_the_newest_count(engine: Engine) -> None:
    estimate = engine.estimate(faces.clip("empty") + faces.clip("smiling"))
    assert estimate == engine.estimate(faces.clip("smiling"))


def test_one_clip_leaves_nothing_behind_for_the_next(engine: Engine) -> None:
    alone = engine.estimate(faces.clip("neutral"))
    engine.estimate(faces.clip("surprised"))
    assert engine.estimate(faces.clip("neutral")) == alone


@pytest.mark.parametrize("comes_at", [1, 2, 3])
def test_a_second_person_is_noticed_within_a_second(engine: Engine, comes_at: int) -> None:
    alone, together = faces.jpeg(faces.frame()), faces.jpeg(faces.two_faces())
    estimate = engine.estimate([alone] * comes_at + [together] * (8 - comes_at))
    assert (estimate.known, estimate.reason) == (False, "two_faces")


def test_without_the_states_network_emotions_are_read_alone(tmp_path: Path, finder: FaceFinder) -> None:
    engine = Engine(load_weights(write_tiny_weights(tmp_path, with_states=False)), finder)
    estimate = engine.estimate(faces.clip("smiling"))
    assert estimate.known
    assert estimate.emotions
    assert not estimate.states


def test_the_fallback_finder_reads_emotions_but_claims_no_states(tiny_weights: Path) -> None:
    estimate = Engine(load_weights(tiny_weights), HaarFinder()).estimate(faces.clip("smiling"))
    assert estimate.known
    assert not estimate.states


@pytest.mark.parametrize("with_states", [True, False])
def test_an_open_engine_has_run_each_of_its_networks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_states: bool
) -> None:
    ran: list[str] = []

    class Watched:
        def __init__(self, network: bytes, options: Any, **more: Any) -> None:
            self.session = InferenceSession(network, options, **more)

        def get_inputs(self) -> Any:
            return self.session.get_inputs()

        def run(self, names: list[str], feed: Any) -> Any:
            ran.extend(names)
            return self.session.run(names, feed)

    monkeypatch.setattr("emotion.runtime.engine.onnxruntime.InferenceSession", Watched)
    open_engine(write_tiny_weights(tmp_path, with_states=with_states))
    assert ran == ["emotion_logits", "features", *(["state_logits"] if with_states else [])]


def test_an_open_engine_keeps_no_second_copy_of_its_networks(engine: Engine) -> None:
    assert [name for name, value in vars(engine._clip).items() if isinstance(value, bytes) and value] == []


def test_an_engine_without_weights_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(WeightsError):
        open_engine(tmp_path)
