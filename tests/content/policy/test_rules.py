"""What a rule may say, and how it is read back."""

import pytest

from content.policy.rules import Condition, InvalidRule, Limits
from content.policy.sentences import rule_sentence
from content.policy.signals import FAMILIES, SIGNALS
from tests.content.policy.builders import CONFUSED, a_rule, at_least, at_most


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (("camera.sleepy", "at_least", 0.5, 0.5), "no signal called 'camera.sleepy'"),
        (("camera.confused", "more", 0.5, 0.5), "at_least or at_most"),
        (("camera.confused", "at_least", 65, 0.5), "enter of camera.confused must lie in 0 to 1"),
        (("behaviour.hints", "at_least", -1, -1), "must lie in 0 or more"),
        (("camera.confused", "at_least", 0.5, 0.6), "above the value at which it begins"),
        (("camera.confused", "at_most", 0.5, 0.4), "below the value at which it begins"),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(condition, message):
    with pytest.raises(InvalidRule, match=message):
        Condition(*condition)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"effects": []}, "effects"),
        ({"effects": ["visual", "visual"]}, "effects"),
        ({"effects": ["song"]}, "effects"),
        ({"join": "none"}, "join"),
        ({"mode": "force"}, "mode"),
        ({"scope": "school"}, "scope"),
        ({"hold_s": -1}, "hold_s"),
        ({"cooldown_s": float("nan")}, "cooldown_s"),
        ({"escalate_s": 1e9}, "escalate_s"),
        ({"scope": "class"}, "conditions"),
        ({"limits": Limits(step_kinds=frozenset({"film"}))}, "limits"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(changes, field):
    with pytest.raises(InvalidRule) as caught:
        a_rule(**changes)
    assert caught.value.field == field


def test_a_learners_rule_cannot_read_the_class():
    with pytest.raises(InvalidRule, match="learner rule"):
        a_rule(at_least("class.known", 5))


def test_every_signal_is_documented_and_starts_from_a_valid_condition():
    for name, signal in SIGNALS.items():
        assert name.split(".")[0] == signal.family
        assert signal.family in FAMILIES
        assert signal.meaning.endswith(".")
        assert signal.unknown.endswith(".")
        Condition(name, signal.comparison, signal.enter, signal.leave)
    assert len(SIGNALS) == 46


def test_a_rule_is_read_back_as_a_sentence():
    rule = a_rule(
        CONFUSED, at_least("behaviour.seconds_without_progress", 10), hold_s=40, escalate_s=60, mode="offer"
    )
    assert rule_sentence(rule) == (
        "When confused at 65% or more and no progress in that time, for 40 s, offer a visual aid, "
        "then after 1 min more an easier example; at most every 2 min."
    )


def test_a_wait_longer_than_the_hold_is_read_back_with_its_length():
    rule = a_rule(at_least("behaviour.seconds_without_progress", 90), hold_s=40, cooldown_s=0)
    assert rule_sentence(rule).startswith("When no progress for 1 min 30 s or more, for 40 s, show")


def test_counts_taps_limits_and_classes_are_read_back_too():
    tap = a_rule(at_least("said.lost", 1), cooldown_s=0, limits=Limits(step_kinds=frozenset({"practice"})))
    assert rule_sentence(tap) == (
        "When the student says “I'm lost”, show a visual aid, then an easier example "
        "(only in step of kind practice)."
    )
    group = a_rule(at_least("class.known", 5), scope="class", effects=["group_prompt"], cooldown_s=90)
    assert rule_sentence(group) == (
        "When 5 or more learners with a known state, show a prompt to talk it over to the class; "
        "at most every 1 min 30 s."
    )
    weak = a_rule(at_most("mastery.lowest", 0.4), at_most("behaviour.seconds_idle", 20), cooldown_s=0)
    assert rule_sentence(weak).startswith(
        "When mastery of the weakest skill at 40% or less and idle for 20 s or less, show"
    )
