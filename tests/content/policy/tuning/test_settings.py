"""Numbers that an author opened move within their ranges, and nowhere else."""

from dataclasses import replace

import pytest

from content.policy.conditions import Condition
from content.policy.rules import InvalidRule, Limits
from content.policy.tuning import opened_numbers, setting_of, with_setting
from content.policy.tuning.settings import fingerprint, looser
from tests.content.policy.builders import a_rule, at_most

OPEN = Condition("camera.confused", "at_least", 0.65, 0.45, least=0.5, most=0.8)
RANGE = {"hold_s": 40.0, "hold_least": 20.0, "hold_most": 60.0}


def test_only_numbers_with_a_range_may_move():
    assert opened_numbers(a_rule()) == ()
    names = [one.name for one in opened_numbers(a_rule(at_most("mastery.lowest", 0.4), OPEN, **RANGE))]
    assert names == ["hold_s", "enter-1"]


def test_a_rule_with_another_setting_keeps_the_slack_of_its_thresholds():
    moved = with_setting(a_rule(OPEN, **RANGE), (20.0, 0.8))
    assert (moved.hold_s, moved.conditions[0].enter, moved.conditions[0].leave) == (20.0, 0.8, 0.6)
    assert setting_of(moved) == (20.0, 0.8)


def test_a_threshold_is_never_left_beyond_what_its_signal_can_be():
    low = Condition("camera.confused", "at_least", 0.5, 0.1, least=0.2, most=0.8)
    assert with_setting(a_rule(low), (0.2,)).conditions[0].leave == 0.0


@pytest.mark.parametrize("setting", [(19.0, 0.65), (61.0, 0.65), (40.0, 0.49), (40.0, 0.81)])
def test_no_number_moves_beyond_its_range(setting):
    with pytest.raises(InvalidRule, match="within the range"):
        with_setting(a_rule(OPEN, **RANGE), setting)


@pytest.mark.parametrize(
    ("least", "most"), [(0.7, 0.8), (0.5, 0.6), (0.5, None), (None, 0.8), (0.65, 0.65), (-0.1, 0.8)]
)
def test_a_range_has_two_ends_and_holds_the_number(least, most):
    with pytest.raises(InvalidRule):
        Condition("camera.confused", "at_least", 0.65, 0.45, least=least, most=most)


def test_a_yes_has_no_range():
    with pytest.raises(InvalidRule, match="a yes has no range"):
        Condition("said.lost", "at_least", 1, 1, least=0, most=1)


def test_a_class_rule_stays_as_it_is():
    asked = Condition("class.lost_taps", "at_least", 5, 3, least=3, most=8)
    with pytest.raises(InvalidRule, match="class rule"):
        a_rule(asked, scope="class")


@pytest.mark.parametrize("learn_from", [39, 5001, 0])
def test_a_comparison_counts_neither_too_few_nor_too_many(learn_from):
    with pytest.raises(InvalidRule, match="learn_from"):
        a_rule(learn_from=learn_from)


def test_the_looser_setting_waits_less_or_asks_for_less():
    rule = a_rule(OPEN, **RANGE)
    opened = opened_numbers(rule)
    assert looser(opened, (40.0, 0.65), (20.0, 0.65)) == (20.0, 0.65)
    assert looser(opened, (40.0, 0.65), (40.0, 0.5)) == (40.0, 0.5)
    mirror = a_rule(Condition("mastery.lowest", "at_most", 0.4, 0.5, least=0.2, most=0.6))
    assert looser(opened_numbers(mirror), (0.4,), (0.6,)) == (0.6,)


@pytest.mark.parametrize(
    ("number", "unit_of", "placed"),
    [
        (0.123456, "camera.confused", 0.12),
        (12.7, "behaviour.seconds_idle", 13.0),
        (2.4, "behaviour.hints", 2.0),
    ],
)
def test_numbers_are_whole_but_for_shares(number, unit_of, placed):
    most = 1.0 if unit_of == "camera.confused" else 90.0
    condition = Condition(unit_of, "at_least", most / 2, 0, least=0, most=most)
    assert opened_numbers(a_rule(condition))[0].placed(number) == placed


def test_what_was_learnt_holds_for_the_rule_as_it_was_written():
    rule = a_rule(OPEN, limits=Limits(frozenset("abc"), frozenset("xyz")))
    assert fingerprint(rule) == fingerprint(replace(rule, name="Renamed", sentence="Look.", priority=7))
    assert fingerprint(rule) != fingerprint(replace(rule, hold_s=1.0))
    assert fingerprint(rule) != fingerprint(replace(rule, effects=("hint",)))
    assert fingerprint(rule) != fingerprint(replace(rule, conditions=(replace(OPEN, most=0.9),)))
