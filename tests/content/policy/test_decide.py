"""When a rule acts, worked by hand."""

import math
import time

import pytest

from content.policy.decide import Outcome, Snapshot, decide, examine
from tests.content.policy.builders import CONFUSED, a_rule, at_least, at_most, shown, standing_at, timeline

LOST = at_least("said.lost", 1)


def test_a_tap_alone_is_enough_at_once():
    said = timeline("said.lost", [0, 1])
    decision = decide(rules=[a_rule(LOST)], timeline=said, situation=standing_at(), now=2.0)
    assert decision is not None
    assert (decision.kind, decision.mode, decision.scope) == ("visual", "act", "learner")


def test_brief_confusion_is_left_alone():
    signals = timeline("camera.confused", [0.9] * 20)
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 38.0) is None


def test_lasting_confusion_acts_when_its_time_is_up():
    signals = timeline("camera.confused", [0.9] * 21)
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 40.0) is not None


def test_hysteresis_keeps_a_wavering_value_on():
    signals = timeline("camera.confused", [0.7] + [0.5] * 20)
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 40.0) is not None


def test_a_value_that_never_reaches_enter_is_off():
    signals = timeline("camera.confused", [0.6] * 30)
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 58.0) is None


def test_falling_below_leave_starts_the_time_anew():
    signals = timeline("camera.confused", [0.9] * 15 + [0.4] + [0.9] * 15)
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 60.0) is None


@pytest.mark.parametrize("unknown", [None, math.nan, math.inf, -0.1, 1.1, "0.9", True, [0.9]])
def test_unknown_breaks_the_hold_and_is_never_zero(unknown):
    signals = timeline("camera.confused", [0.9] * 25 + [unknown])
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 50.0) is None
    low = a_rule(at_most("camera.engaged", 0.2))
    assert decide([low], timeline("camera.engaged", [0.1, unknown]), standing_at(), 2.0) is None


def test_all_needs_every_condition_and_any_needs_one():
    conditions = (CONFUSED, at_least("behaviour.wrong_in_row", 2))
    signals = timeline("camera.confused", [0.9])
    assert decide([a_rule(*conditions, join="all")], signals, standing_at(), 0.0) is None
    assert decide([a_rule(*conditions, join="any")], signals, standing_at(), 0.0) is not None


def test_a_silent_gap_in_the_timeline_is_not_counted_as_lasting():
    signals = [Snapshot(0.0, {"camera.confused": 0.9}), Snapshot(60.0, {"camera.confused": 0.9})]
    assert decide([a_rule(hold_s=40)], signals, standing_at(), 60.0) is None


def test_a_timeline_that_ended_long_ago_decides_nothing():
    assert decide([a_rule()], timeline("camera.confused", [0.9]), standing_at(), 31.0) is None
    assert decide([a_rule()], timeline("camera.confused", [0.9]), standing_at(), 30.0) is not None


def test_a_rule_waits_for_its_own_cooldown():
    rule = a_rule(cooldown_s=200)
    past = standing_at(shown("visual", at=0.0, step="earlier"))
    assert decide([rule], timeline("camera.confused", [0.9] * 100), past, 198.0) is None
    assert decide([rule], timeline("camera.confused", [0.9] * 101), past, 200.0) is not None


def test_a_student_gets_one_new_thing_in_two_minutes():
    past = standing_at(shown("hint", at=0.0, rule="another"))
    signals = timeline("camera.confused", [0.9] * 61)
    assert decide([a_rule()], signals, past, 118.0) is None
    assert decide([a_rule()], signals, past, 120.0) is not None


def test_a_student_who_asks_need_not_wait_for_the_student_cooldown():
    past = standing_at(shown("hint", at=0.0, rule="another"))
    assert decide([a_rule(LOST)], timeline("said.lost", [1]), past, 10.0) is not None


def test_a_class_gets_one_prompt_in_five_minutes():
    rule = a_rule(at_least("class.confused_share", 0.5), scope="class", effects=["group_prompt"])
    past = standing_at(shown("group_prompt", at=0.0, rule="another", step="earlier", scope="class"))
    signals = timeline("class.confused_share", [0.8] * 151)
    assert decide([rule], signals, past, 298.0) is None
    assert decide([rule], signals, past, 300.0) is not None


def test_the_ladder_goes_on_when_the_first_help_did_not_help():
    rule = a_rule(hold_s=40, escalate_s=60, cooldown_s=120)
    signals = timeline("camera.confused", [0.9] * 51)
    past = standing_at(shown("visual", at=40.0))
    assert decide([rule], signals, past, 98.0) is None
    decision = decide([rule], signals, past, 100.0)
    assert decision is not None
    assert decision.kind == "easier"


@pytest.mark.parametrize(
    "past",
    [
        [shown("visual", at=40.0, undone=True)],
        [shown("visual", at=40.0), shown("hint", at=70.0, rule="another")],
    ],
)
def test_the_ladder_waits_for_the_cooldown_after_undo_or_other_help(past):
    rule = a_rule(hold_s=40, escalate_s=60, cooldown_s=120)
    signals = timeline("camera.confused", [0.9] * 51)
    assert decide([rule], signals, standing_at(*past), 100.0) is None


def test_the_ladder_waits_when_confusion_ended_in_between():
    rule = a_rule(hold_s=10, escalate_s=60)
    signals = timeline("camera.confused", [0.9] * 25 + [0.1] + [0.9] * 25)
    assert decide([rule], signals, standing_at(shown("visual", at=40.0)), 100.0) is None


MISSED = at_least("behaviour.wrong_in_row", 2)


def missing(count, *, quick=0.0, until=40.0):
    """Return a timeline of one who has just given so many wrong answers since help last came."""
    values = {"wrong_in_row": count, "wrong_since_help": count, "fast_wrong": quick}
    row = {f"behaviour.{name}": value for name, value in values.items()}
    return [Snapshot(at, row) for at in (until - 2.0, until)]


@pytest.mark.parametrize(
    "past",
    [
        [shown("visual", at=10.0, undone=True)],
        [shown("break", at=10.0, rule="another", step="earlier")],
        [shown("hint", at=10.0, rule="another")],
    ],
)
def test_the_third_wrong_answer_after_help_waits_for_no_cooldown(past):
    rule = a_rule(MISSED, cooldown_s=240)
    assert decide([rule], missing(2), standing_at(*past), 40.0) is None
    assert decide([rule], missing(3, until=38.0), standing_at(*past), 38.0) is None
    assert decide([rule], missing(3), standing_at(*past), 40.0) is not None


def test_a_rule_about_something_else_waits_also_for_who_answers_wrongly():
    rule = a_rule(at_least("behaviour.wrong_in_row", 0), LOST, join="any")
    idle = a_rule(at_least("behaviour.seconds_idle", 0))
    signals = [Snapshot(row.at, {**row.values, "behaviour.seconds_idle": 90}) for row in missing(3)]
    past = standing_at(shown("hint", at=10.0, rule="another"))
    assert decide([rule], signals, past, 40.0) is not None
    assert decide([idle], signals, past, 40.0) is None


def test_quick_wrong_answers_are_met_with_something_gentler_whoever_wrote_the_rule():
    rule = a_rule(at_least("behaviour.fast_wrong", 2), effects=["challenge", "hint"])
    decision = decide([rule], missing(2, quick=2), standing_at(), 40.0)
    assert decision is not None
    assert decision.kind == "hint"
    only_harder = a_rule(at_least("behaviour.fast_wrong", 2), effects=["challenge"])
    (verdict,) = examine([only_harder], missing(2, quick=2), standing_at(), 40.0)
    assert verdict.outcome is Outcome.TOO_HARD


def test_who_guessed_until_it_was_right_gets_nothing_harder_within_the_minute():
    rule = a_rule(at_least("said.bored", 1), effects=["challenge"])
    guessed = [Snapshot(40.0, {"behaviour.wrong_in_row": 0, "behaviour.fast_wrong": 2, "said.bored": 1})]
    assert decide([rule], guessed, standing_at(), 40.0) is None
    knows = [Snapshot(40.0, {"behaviour.wrong_in_row": 0, "behaviour.fast_wrong": 0, "said.bored": 1})]
    assert decide([rule], knows, standing_at(), 40.0) is not None


def test_no_kind_comes_twice_in_a_step_whoever_showed_it():
    past = standing_at(shown("visual", at=-500.0, rule="another", undone=True))
    decision = decide([a_rule()], timeline("camera.confused", [0.9]), past, 0.0)
    assert decision is not None
    assert decision.kind == "easier"


def test_a_kind_the_step_does_not_have_is_passed_over():
    where = standing_at(available=frozenset({"easier"}))
    decision = decide([a_rule()], timeline("camera.confused", [0.9]), where, 0.0)
    assert decision is not None
    assert decision.kind == "easier"


def test_the_greater_priority_goes_first_and_order_breaks_ties():
    rules = [a_rule(key="a"), a_rule(key="b", priority=5), a_rule(key="c", priority=5)]
    decision = decide(rules, timeline("camera.confused", [0.9]), standing_at(), 0.0)
    assert decision is not None
    assert decision.rule == "b"


def test_the_decision_carries_evidence_and_a_sentence():
    rule = a_rule(
        at_least("behaviour.seconds_without_progress", 40), at_least("behaviour.recent_errors", 1), CONFUSED
    )
    values = {
        "behaviour.seconds_without_progress": 70,
        "behaviour.recent_errors": 1,
        "camera.confused": 0.712,
    }
    decision = decide([rule], [Snapshot(0.0, values)], standing_at(), 0.0)
    assert decision is not None
    assert (
        decision.sentence
        == "You spent a while here and an answer in the last minute was not right: here is a picture of it."
    )
    assert [item.sentence for item in decision.evidence] == [
        "You spent a while here: 1 min 10 s.",
        "An answer in the last minute was not right.",
        "The camera's guess, which can be wrong: confused at 71%.",
    ]
    assert decision.evidence[2].value == 0.712


def test_the_authors_own_sentence_is_kept():
    rule = a_rule(LOST, sentence="Let us look at it another way.")
    decision = decide([rule], timeline("said.lost", [1]), standing_at(), 0.0)
    assert decision is not None
    assert decision.sentence == "Let us look at it another way."


def test_examine_tells_why_each_rule_kept_still():
    from content.policy.rules import Limits

    rules = [
        a_rule(key="fires"),
        a_rule(at_least("camera.bored", 0.5), key="off"),
        a_rule(key="holding", hold_s=40),
        a_rule(key="elsewhere", limits=Limits(lessons=frozenset({"other"}))),
        a_rule(key="exhausted", effects=["challenge"]),
    ]
    where = standing_at(available=frozenset({"visual"}))
    verdicts = examine(rules, timeline("camera.confused", [0.9] * 6), where, 10.0)
    assert {verdict.rule.key: verdict.outcome.name.lower() for verdict in verdicts} == {
        key: key for key in ("fires", "off", "holding", "elsewhere", "exhausted")
    }
    assert verdicts[2].held_s == 10.0


def test_examine_names_the_cooldown():
    past = standing_at(shown("hint", at=0.0, rule="another"))
    verdict = examine([a_rule()], timeline("camera.confused", [0.9]), past, 0.0)[0]
    assert verdict.outcome is Outcome.STUDENT_COOLDOWN


def test_ten_thousand_evaluations_a_second_are_easy():
    rules = [a_rule(CONFUSED, LOST, key=str(number), hold_s=40) for number in range(20)]
    signals = timeline("camera.confused", [0.9, 0.3] * 30)
    begin, rounds = time.perf_counter(), 20
    for _ in range(rounds):
        decide(rules, signals, standing_at(), 118.0)
    evaluations = rounds * len(rules) * 2 * len(signals)
    assert evaluations / (time.perf_counter() - begin) > 10_000


def test_help_from_before_a_clock_was_set_back_holds_up_no_other():
    past = standing_at(shown("hint", at=3600.0, rule="another"))
    assert decide([a_rule(LOST)], timeline("said.lost", [0, 1]), past, 2.0) is not None
    past = standing_at(shown("visual", at=3600.0, step="earlier"))
    assert decide([a_rule(cooldown_s=200)], timeline("camera.confused", [0.9]), past, 0.0) is not None
