"""The first minute of a sitting says how a face reads at rest."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emotion.baseline import (
    MAX_SHIFT,
    TYPICAL,
    Baseline,
    adjusted_states,
    compared_with_rest,
    learn_baseline,
)
from emotion.estimate import STATES, ClipEstimate

RESULTS = Path(__file__).parents[2] / "results" / "baseline.json"
probabilities = st.floats(min_value=0, max_value=1)


def reading(at: float, **states: float) -> tuple[float, dict[str, float]]:
    return at, dict(TYPICAL) | states


def minute(**states: float) -> list[tuple[float, dict[str, float]]]:
    return [reading(at, **states) for at in range(0, 60, 2)]


def test_a_typical_face_is_left_as_it_is() -> None:
    baseline = learn_baseline(minute(), started_at_s=0)
    assert adjusted_states({"bored": 0.4}, baseline)["bored"] == pytest.approx(0.4)


def test_thirty_clips_of_a_cross_looking_face_by_hand() -> None:
    """Odds at rest 10 : 90 against 6 : 94 typical; thirty clips count 30 / 40 of it, bounded at 1.5."""
    baseline = learn_baseline(minute(frustrated=0.1), started_at_s=0)
    assert baseline is not None
    expected = 30 / 40 * (math.log(0.1 / 0.9) - math.log(0.06 / 0.94))
    assert baseline.shifts["frustrated"] == pytest.approx(expected)
    odds = 0.6 / 0.4 / math.exp(expected)
    assert adjusted_states({"frustrated": 0.6}, baseline)["frustrated"] == pytest.approx(odds / (1 + odds))


def test_a_student_who_arrives_confused_is_not_explained_away() -> None:
    baseline = learn_baseline(minute(confused=0.95), started_at_s=0)
    assert baseline is not None
    assert baseline.shifts["confused"] == MAX_SHIFT
    assert adjusted_states({"confused": 0.95}, baseline)["confused"] > 0.8


def test_a_few_clips_teach_nothing() -> None:
    assert learn_baseline(minute(bored=0.9)[:5], started_at_s=0) is None
    assert adjusted_states({"bored": 0.9}, None) == {"bored": 0.9}


def test_only_the_first_minute_and_known_clips_teach() -> None:
    unknown = [(10.0, ClipEstimate.unknown("no_face").states)] * 20
    late = [reading(61 + at, bored=0.99) for at in range(40)]
    early = [reading(-1, bored=0.99)] * 40
    shuffled = learn_baseline([*early, *minute(), *unknown, *late], started_at_s=0)
    assert shuffled == learn_baseline(minute(), started_at_s=0)


@given(
    st.dictionaries(st.sampled_from(STATES), probabilities), st.lists(probabilities, min_size=6, max_size=6)
)
def test_an_adjusted_state_is_still_a_probability(states: dict[str, float], rest: list[float]) -> None:
    readings = [reading(at, bored=p, confused=1 - p) for at, p in enumerate(rest)]
    adjusted = adjusted_states(states, learn_baseline(readings, started_at_s=0))
    assert adjusted.keys() == states.keys()
    assert all(0 <= p <= 1 for p in adjusted.values())


@given(probabilities, probabilities, st.floats(min_value=-MAX_SHIFT, max_value=MAX_SHIFT))
def test_the_order_of_two_readings_survives(one: float, other: float, shift: float) -> None:
    baseline = Baseline(shifts=dict.fromkeys(STATES, shift), clips=30)
    low, high = (adjusted_states({"bored": p}, baseline)["bored"] for p in sorted((one, other)))
    assert low <= high


def test_the_typical_reading_is_what_the_served_networks_say_of_the_median_clip() -> None:
    typical = json.loads(RESULTS.read_text())["typical"]
    assert typical == pytest.approx(dict(TYPICAL), abs=0.005)


def test_a_face_at_rest_is_as_usual_and_a_change_stands_out() -> None:
    rest = {"engaged": 0.9, "bored": 0.3, "confused": 0.27, "frustrated": 0.1}
    readings = [(2.0 * index, rest) for index in range(29)]
    baseline = learn_baseline(readings, started_at_s=0.0)
    assert baseline is not None
    at_rest = compared_with_rest(rest, baseline)
    changed = compared_with_rest({**rest, "confused": 0.5}, baseline)
    assert 0.5 <= at_rest["confused"] < 0.62
    assert changed["confused"] > 0.72
    assert changed["bored"] == at_rest["bored"]
