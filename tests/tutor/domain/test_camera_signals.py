"""What the camera's signals make of a row of clips; unknown never becomes a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.signals import SIGNALS
from content.signals.camera import CameraTrack, ClipReading
from tutor.domain.resting_face import compare_with_usual, learn_usual

CALM = {"engaged": 0.95, "bored": 0.23, "confused": 0.09, "frustrated": 0.04}


def clip(at: float, confused: float | None) -> ClipReading:
    levels = {} if confused is None else {**CALM, "confused": confused}
    return ClipReading(at=at, known=confused is not None, levels=levels)


def clips(*stretches: tuple[float, float | None], every_s: float = 2.0) -> list[ClipReading]:
    """Return a clip every two seconds from second 0; each stretch is how long, and at which level."""
    readings, at = [], 0.0
    for seconds, confused in stretches:
        for _ in range(int(seconds / every_s)):
            readings.append(clip(at, confused))
            at += every_s
    return readings


def at(readings: list[ClipReading], moment: float) -> dict[str, float | None]:
    usual = learn_usual(readings)
    track = CameraTrack(compare_with_usual(readings, usual), rest_since=usual.since if usual else None)
    return track.values_at(moment)


def test_the_share_is_of_the_known_clips_of_the_last_minute():
    values = at(clips((30, 0.2), (20, 0.9), (10, None)), 59)
    assert values["camera.confused_share"] == pytest.approx(10 / 25)


def test_a_share_needs_half_a_minute():
    assert "camera.confused_share" not in at(clips((20, 0.9)), 19)
    assert at(clips((40, 0.9)), 39)["camera.confused_share"] == 1


def test_a_share_of_mostly_hidden_clips_is_unknown():
    assert "camera.confused_share" not in at(clips((30, None), (10, 0.9), (20, None)), 59)


def test_a_state_lasts_from_when_it_became_likely_until_it_clearly_fell():
    readings = clips((20, 0.2), (30, 0.9), (20, 0.55), (20, 0.1))
    # The 10 s mean reaches 65 % at 26 s, when four of its five clips are at 90 %.
    assert at(readings, 48)["camera.confused_seconds"] == 22
    assert at(readings, 68)["camera.confused_seconds"] == 42
    assert at(readings, 88)["camera.confused_seconds"] == 0


def test_a_face_out_of_sight_ends_what_lasted():
    readings = clips((30, 0.9), (12, None), (12, 0.9))
    assert at(readings, 28)["camera.confused_seconds"] == 28
    assert "camera.confused_seconds" not in at(readings, 40)
    assert at(readings, 53)["camera.confused_seconds"] < 10


def test_a_camera_off_for_a_while_ends_what_lasted():
    readings = [*clips((30, 0.9)), *[clip(200 + second, 0.9) for second in range(0, 10, 2)]]
    assert at(readings, 208)["camera.confused_seconds"] == 8


def test_a_face_that_always_looks_so_is_read_against_itself():
    always = clips((90, 0.4))
    assert at(always, 89)["camera.confused"] == pytest.approx(0.4)
    # Drawn towards the typical face, so a little above as usual; the face alone would say four times.
    assert 0.5 < at(always, 89)["camera.confused_more"] < 0.7


def test_a_face_that_changed_stands_out_against_itself():
    values = at(clips((60, 0.2), (30, 0.9)), 89)
    assert values["camera.confused_more"] > 0.65


def test_against_the_usual_is_unknown_within_the_first_minute():
    assert "camera.confused_more" not in at(clips((50, 0.4)), 49)


def test_too_few_clips_in_the_first_minute_teach_no_usual():
    assert learn_usual(clips((8, 0.4))) is None
    assert learn_usual([]) is None


def test_weights_that_read_emotions_alone_leave_the_states_unknown():
    readings = [ClipReading(at=second, known=True, levels={"sadness": 0.5}) for second in range(80)]
    values = at(readings, 79)
    assert values["camera.sadness"] == pytest.approx(0.5)
    assert not [name for name in values if name.startswith("camera.confused")]


@given(st.lists(st.tuples(st.floats(0, 200), st.none() | st.floats(0, 1)), max_size=60), st.floats(0, 200))
def test_every_value_is_registered_and_inside_its_range(entries, moment):
    readings = [clip(when, level) for when, level in sorted(entries, key=lambda entry: entry[0])]
    for name, value in at(readings, moment).items():
        assert value is None or SIGNALS[name].read(value) == value
