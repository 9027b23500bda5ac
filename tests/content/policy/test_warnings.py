"""What a careful colleague says about rules before students meet them."""

import pytest

from content.policy.rules import Limits
from content.policy.warnings import StepFacts, warn_about
from tests.content.policy.builders import CONFUSED, a_rule, at_least, at_most

STEPS = [
    StepFacts("halves", "a-half", "explanation", frozenset({"visual", "easier"})),
    StepFacts("halves", "more", "practice", frozenset({"hint"})),
]
WITNESS = at_least("behaviour.wrong_in_row", 1)
LOST = at_least("said.lost", 1)


def codes(*rules, steps=STEPS):
    return {(warning.rule, warning.code) for warning in warn_about(rules, steps)}


def test_a_sound_rule_is_left_in_peace():
    assert codes(a_rule(CONFUSED, WITNESS, hold_s=40), a_rule(LOST, key="lost")) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"conditions": (at_least("mastery.lowest", 0.8), at_most("mastery.lowest", 0.2))},
        {"conditions": (LOST, at_least("said.bored", 1))},
        {"conditions": (LOST,), "hold_s": 60},
        {"conditions": (at_least("behaviour.fast_wrong", 2),), "effects": ["challenge"]},
        {"conditions": (LOST,), "limits": Limits(lessons=frozenset({"gone"}))},
    ],
)
def test_a_rule_that_can_never_act_is_told(changes):
    conditions = changes.pop("conditions")
    steps = [*STEPS, StepFacts("halves", "more", "practice", frozenset({"challenge"}))]
    assert codes(a_rule(*conditions, **changes), steps=steps) == {("r", "never")}


def test_either_of_two_opposites_can_act():
    either = a_rule(at_least("mastery.lowest", 0.8), at_most("mastery.lowest", 0.2), join="any")
    assert codes(either) == set()


def test_a_kind_that_no_step_has_is_told_unless_it_is_built_in():
    assert codes(a_rule(LOST, effects=["worked_example", "visual"])) == {("r", "no_variant")}
    assert codes(a_rule(LOST, effects=["break", "ask_teacher"])) == set()


def test_only_the_steps_within_its_limits_count():
    here = Limits(step_kinds=frozenset({"practice"}))
    assert codes(a_rule(LOST, effects=["visual"], limits=here)) == {("r", "no_variant")}
    assert codes(a_rule(LOST, effects=["hint"], limits=here)) == set()


def test_a_face_that_decides_alone_is_told():
    assert ("r", "face_alone") in codes(a_rule(CONFUSED, hold_s=40))
    assert ("r", "face_alone") in codes(a_rule(CONFUSED, WITNESS, hold_s=40, join="any"))


def test_a_first_glance_and_a_threshold_without_slack_are_told():
    assert ("r", "restless") in codes(a_rule(CONFUSED, WITNESS))
    assert ("r", "restless") in codes(a_rule(at_least("camera.confused", 0.6), WITNESS, hold_s=40))


def test_a_rule_behind_a_wider_one_is_shadowed():
    wide = a_rule(at_least("behaviour.wrong_in_row", 1), key="wide", priority=5)
    narrow = a_rule(at_least("behaviour.wrong_in_row", 3), LOST, key="narrow", effects=["visual"])
    assert codes(wide, narrow) == {("narrow", "shadowed")}


@pytest.mark.parametrize(
    "changes",
    [
        {"effects": ["hint"]},
        {"priority": 9},
        {"hold_s": 5},
        {"conditions": (at_least("behaviour.hints", 3),)},
    ],
)
def test_a_rule_with_something_of_its_own_is_not_shadowed(changes):
    wide = a_rule(WITNESS, key="wide", priority=5, hold_s=10)
    conditions = changes.pop("conditions", (at_least("behaviour.wrong_in_row", 3),))
    assert ("narrow", "shadowed") not in codes(
        wide, a_rule(*conditions, key="narrow", **{"hold_s": 10, **changes})
    )


def test_easier_and_harder_in_the_same_situation_contradict():
    gentle = a_rule(WITNESS, key="gentle", priority=5)
    harsh = a_rule(WITNESS, LOST, key="harsh", effects=["challenge", "break"])
    steps = [*STEPS, StepFacts("halves", "more", "practice", frozenset({"challenge"}))]
    assert codes(gentle, harsh, steps=steps) == {("harsh", "contradicts")}
