"""What a browser says that it read: taken where it is whole and in range, refused otherwise."""

import json

import pytest

from emotion.estimate import EMOTIONS, REASONS, STATES
from tests.tutor.estimates import KNOWN_WORD as KNOWN
from tests.tutor.estimates import UNKNOWN_WORD as UNKNOWN
from tutor.domain.device_clips import MAX_CHARACTERS, DeviceClip, InvalidClip

LACKING = object()


def read(word: dict) -> DeviceClip:
    return DeviceClip.from_word(word, length=len(json.dumps(word)))


def test_a_known_clip_is_read_by_name():
    clip = read(KNOWN)
    assert clip.estimate.states == dict(zip(STATES, KNOWN["states"], strict=True))
    assert clip.estimate.emotions == dict(zip(EMOTIONS, KNOWN["emotions"], strict=True))
    assert (clip.estimate.known, clip.estimate.faces_share, clip.age_s) == (True, 0.875, 0.312)


@pytest.mark.parametrize("reason", REASONS)
def test_an_unknown_clip_is_read_with_its_reason(reason):
    clip = read({**UNKNOWN, "reason": reason})
    assert (clip.estimate.known, clip.estimate.reason, clip.estimate.emotions) == (False, reason, {})


def test_weights_that_read_emotions_alone_send_no_states():
    assert read({**KNOWN, "states": []}).estimate.states == {}


def test_what_a_page_sends_fits():
    assert len(json.dumps(KNOWN, separators=(",", ":"))) < MAX_CHARACTERS - 80


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("age_s", -0.1),
        ("age_s", 3.5),
        ("age_s", True),
        ("age_s", float("nan")),
        ("age_s", LACKING),
        ("model", "x" * 40),
        ("model", "15a307d6-" * 30 + "f"),
        ("model", 3),
        ("faces_share", 1.01),
        ("faces_share", "1"),
        ("states", [0.1, 0.2, 0.3]),
        ("states", {"engaged": 1}),
        ("states", [0.1, 0.2, 0.3, 1.2]),
        ("states", [0.1, 0.2, 0.3, None]),
        ("emotions", []),
        ("emotions", [0.5] * 8),
        ("emotions", [10**400, 0, 0, 0, 0, 0, 0, 0]),
        ("reason", "tired"),
        ("reason", "no_face"),
        ("reason", {}),
        ("sitting_id", 4),
        ("model", "f" * 300),
    ],
)
def test_a_clip_with_a_field_out_of_shape_or_range_is_refused(field, value):
    word = {name: given for name, given in {**KNOWN, field: value}.items() if given is not LACKING}
    with pytest.raises(InvalidClip):
        read(word)


def test_a_clip_that_is_too_long_is_refused():
    with pytest.raises(InvalidClip):
        DeviceClip.from_word(KNOWN, length=MAX_CHARACTERS + 1)
