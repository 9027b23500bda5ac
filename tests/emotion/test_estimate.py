"""An estimate crosses a process boundary, and nothing malformed comes through."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emotion.estimate import EMOTIONS, REASONS, STATES, ClipEstimate, InvalidEstimate

shares = st.floats(min_value=0, max_value=1)


@st.composite
def estimates(draw: st.DrawFn) -> ClipEstimate:
    if draw(st.booleans()):
        return ClipEstimate.unknown(draw(st.sampled_from(REASONS)), faces_share=draw(shares), model="m")
    weights = [draw(st.floats(min_value=0.01, max_value=1)) for _ in EMOTIONS]
    emotions = {name: weight / sum(weights) for name, weight in zip(EMOTIONS, weights, strict=True)}
    states = {name: draw(shares) for name in STATES} if draw(st.booleans()) else {}
    return ClipEstimate(True, None, draw(shares), states, emotions, "abc")


def known() -> dict[str, object]:
    emotions = {name: 1 / len(EMOTIONS) for name in EMOTIONS}
    return ClipEstimate(True, None, 1.0, dict.fromkeys(STATES, 0.5), emotions, "abc").to_message()


@given(estimates())
def test_an_estimate_survives_the_journey(estimate: ClipEstimate) -> None:
    assert ClipEstimate.from_message(json.loads(json.dumps(estimate.to_message()))) == estimate


@pytest.mark.parametrize(
    "change",
    [
        {"known": "yes"},
        {"known": False},
        {"reason": "no_face"},
        {"reason": "because"},
        {"model": None},
        {"faces_share": 1.5},
        {"faces_share": float("nan")},
        {"faces_share": 10**320},
        {"faces_share": True},
        {"states": {"engaged": 0.5}},
        {"states": {**dict.fromkeys(STATES, 0.5), "sleepy": 0.5}},
        {"states": dict.fromkeys(STATES, "0.5")},
        {"states": None},
        {"emotions": {}},
        {"emotions": dict.fromkeys(EMOTIONS, 0.5)},
        {"emotions": [1]},
    ],
)
def test_a_malformed_message_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidEstimate):
        ClipEstimate.from_message(known() | change)


def test_an_unknown_clip_with_emotions_is_refused() -> None:
    with pytest.raises(InvalidEstimate):
        ClipEstimate.from_message(known() | {"known": False, "reason": "dark", "states": {}})


@pytest.mark.slow
@given(
    st.one_of(
        st.none(), st.integers(), st.text(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())
    )
)
def test_what_is_no_estimate_is_refused(message: object) -> None:
    with pytest.raises(InvalidEstimate):
        ClipEstimate.from_message(message)
