"""When a class that two cores are to carry was carried."""

import pytest

from tools.capacity import add_runs, holds

CARRIED = {
    "fps": 2.0,
    "errors": 0,
    "dropped": 0,
    "estimate_age_ms": {"p95": 640.0},
    "fps_at_end": {"p50": 2.0},
}


def test_a_class_whose_estimates_come_in_time_is_carried():
    assert holds(CARRIED)


@pytest.mark.parametrize(
    "missed",
    [
        {"errors": 1},
        {"dropped": 1},
        {"estimate_age_ms": {"p95": 1000.0}},
        {"estimate_age_ms": {"p95": None}},
        {"fps_at_end": {"p50": 1.9}},
    ],
)
def test_whatever_is_missed_shows(missed):
    assert not holds(CARRIED | missed)


def test_without_cameras_errors_alone_count():
    without = CARRIED | {"fps": 0.0, "estimate_age_ms": {"p95": None}, "fps_at_end": {"p50": None}}
    assert (holds(without), holds(without | {"errors": 1})) == (True, False)


def test_a_crowd_that_is_measured_anew_takes_its_own_place_among_those_that_were():
    crowds = [
        CARRIED | {"layout": layout, "reads": "device", "students": 250} for layout in ("one", "redis-1")
    ]
    anew = crowds[0] | {"dropped": 4}
    more = crowds[1] | {"students": 200}
    assert add_runs(crowds, [anew, more]) == [anew, crowds[1], more]
