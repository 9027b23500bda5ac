"""What must hold for every rule, every timeline and every history."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.policy.decide import Cooldowns, PastAdaptation, Situation, Snapshot, could_act, decide, examine
from content.policy.kinds import KINDS
from content.policy.rules import Condition, Limits, Rule
from content.policy.signals import SIGNALS

pytestmark = pytest.mark.slow

# A busy machine is no fault of the policy, so no example has a deadline.
steady = settings(max_examples=60)
LEARNER_SIGNALS = sorted(name for name, signal in SIGNALS.items() if signal.family != "class")
CAMERA_SIGNALS = [name for name in LEARNER_SIGNALS if name.startswith("camera.")]
KIND_NAMES = sorted(KINDS)
STEPS = ["s1", "s2"]
seconds = st.floats(0, 200)
garbage = st.one_of(st.none(), st.floats(), st.text(max_size=3), st.booleans(), st.integers(), st.just([]))


@st.composite
def conditions(draw, names=tuple(LEARNER_SIGNALS), comparisons=("at_least", "at_most")):
    signal = SIGNALS[draw(st.sampled_from(names))]
    comparison = draw(st.sampled_from(comparisons))
    top = signal.high if math.isfinite(signal.high) else 20.0
    low, high = sorted((draw(st.floats(0, top)), draw(st.floats(0, top))))
    enter, leave = (high, low) if comparison == "at_least" else (low, high)
    return Condition(signal.name, comparison, enter, leave)


@st.composite
def rules(draw, *, key, condition):
    return Rule(
        key=key,
        name=key,
        conditions=tuple(draw(st.lists(condition, min_size=1, max_size=3))),
        effects=tuple(draw(st.lists(st.sampled_from(KIND_NAMES), min_size=1, max_size=4, unique=True))),
        join=draw(st.sampled_from(["all", "any"])),
        mode=draw(st.sampled_from(["act", "offer"])),
        hold_s=draw(st.sampled_from([0.0, 4.0, 20.0])),
        escalate_s=draw(st.sampled_from([None, 10.0, 60.0])),
        cooldown_s=draw(st.sampled_from([0.0, 30.0, 120.0])),
        priority=draw(st.integers(-2, 2)),
        limits=Limits(step_kinds=frozenset(draw(st.sampled_from([(), ("practice",), ("question",)])))),
    )


@st.composite
def rule_sets(draw, condition=None):
    count = draw(st.integers(1, 3))
    return [
        draw(rules(key=f"r{number}", condition=conditions() if condition is None else condition))
        for number in range(count)
    ]


@st.composite
def values(draw, of):
    names = draw(st.lists(st.sampled_from(LEARNER_SIGNALS), max_size=6, unique=True))
    return {name: draw(of) for name in names}


levels = st.one_of(st.none(), st.floats(0, 1), st.integers(0, 4))


def timelines(of=levels, size=20):
    steps = st.lists(values(of=of), min_size=1, max_size=size)
    return steps.map(lambda rows: [Snapshot(at=2.0 * index, values=row) for index, row in enumerate(rows)])


past_adaptations = st.builds(
    PastAdaptation,
    at=st.floats(-300, 60),
    rule=st.sampled_from(["r0", "r1", "r2"]),
    kind=st.sampled_from(KIND_NAMES),
    step=st.sampled_from(STEPS),
    undone=st.booleans(),
)
situations = st.builds(
    Situation,
    step=st.just("s1"),
    step_kind=st.sampled_from(["practice", "explanation"]),
    available=st.frozensets(st.sampled_from(KIND_NAMES)),
    adaptations=st.lists(past_adaptations, max_size=4).map(tuple),
)


@steady
@given(rule_sets(), timelines(), situations)
def test_same_inputs_same_answer_and_order_of_snapshots_does_not_matter(some_rules, signals, where):
    now = signals[-1].at
    first = decide(some_rules, signals, where, now)
    assert decide(list(some_rules), list(reversed(signals)), where, now) == first


@steady
@given(rule_sets(), timelines(of=garbage), situations, st.floats())
def test_no_input_makes_it_raise(some_rules, signals, where, now):
    broken = [*signals, Snapshot(at=math.nan, values={}), Snapshot(at=math.inf, values={})]
    assert len(examine(some_rules, broken, where, now)) == len(some_rules)
    decide(some_rules, broken, where, now)


@steady
@given(rule_sets(condition=conditions(names=tuple(CAMERA_SIGNALS))), timelines(of=st.none()), situations)
def test_unknown_never_triggers_a_face_rule(some_rules, signals, where):
    assert decide(some_rules, signals, where, signals[-1].at) is None


@steady
@given(
    rule_sets(condition=conditions(comparisons=("at_least",))),
    timelines(),
    situations,
    st.floats(0, 1),
)
def test_raising_confusion_never_makes_help_less_likely(some_rules, signals, where, raised):
    def lift(row):
        confused = row.values.get("camera.confused")
        lifted = {} if confused is None else {"camera.confused": max(confused, raised)}
        return Snapshot(row.at, {**row.values, **lifted})

    now = signals[-1].at
    if decide(some_rules, signals, where, now) is not None:
        assert decide(some_rules, [lift(row) for row in signals], where, now) is not None


def _play(some_rules, signals, cooldowns):
    """Let the rules act over the whole timeline, as a lesson does; return what happened."""
    past: list[PastAdaptation] = []
    for count in range(1, len(signals) + 1):
        now = signals[count - 1].at
        used = {item.kind for item in past}
        where = Situation(
            step="s1", step_kind="practice", available=frozenset(KINDS) - used, adaptations=tuple(past)
        )
        decision = decide(some_rules, signals[:count], where, now, cooldowns=cooldowns)
        if decision is not None:
            past.append(PastAdaptation(at=now, rule=decision.rule, kind=decision.kind, step="s1"))
    return past


NOT_SAID = tuple(name for name in LEARNER_SIGNALS if not name.startswith("said."))


@steady
@given(rule_sets(condition=conditions(names=NOT_SAID)), timelines(size=60))
def test_no_two_adaptations_come_within_a_cooldown(some_rules, signals):
    """Between rungs of one ladder `escalate_s` is the cooldown; for who is stuck, `stuck_s`."""
    cooldowns = Cooldowns(student_s=40.0, stuck_s=6.0)
    past = _play(some_rules, signals, cooldowns)
    by_key, by_time = {rule.key: rule for rule in some_rules}, {row.at: row.values for row in signals}
    for before, after in pairwise(past):
        rule = by_key[after.rule]
        least = max(cooldowns.student_s, rule.cooldown_s if before.rule == after.rule else 0.0)
        if before.rule == after.rule and rule.escalate_s is not None:
            least = min(least, rule.escalate_s)
        if (by_time[after.at].get("behaviour.wrong_since_help") or 0) >= 3:
            least = min(least, cooldowns.stuck_s)
        assert after.at - before.at >= least


@steady
@given(rule_sets(), timelines(of=st.one_of(st.none(), st.integers(0, 4))), situations)
def test_wrong_answers_are_never_met_with_something_harder(some_rules, signals, where):
    decision = decide(some_rules, signals, where, signals[-1].at)
    last = signals[-1].values
    if any((last.get(f"behaviour.{name}") or 0) >= 1 for name in ("wrong_in_row", "fast_wrong")):
        assert decision is None or decision.kind != "challenge"


@steady
@given(rule_sets(), timelines(size=60))
def test_no_kind_comes_twice_in_a_step(some_rules, signals):
    kinds = [item.kind for item in _play(some_rules, signals, Cooldowns(student_s=0.0))]
    assert len(kinds) == len(set(kinds))


@steady
@given(rule_sets(), timelines(), situations)
def test_a_decision_always_comes_with_evidence_and_words(some_rules, signals, where):
    decision = decide(some_rules, signals, where, signals[-1].at)
    if decision is not None:
        assert decision.evidence
        assert decision.sentence.endswith(".")


@steady
@given(rule_sets(), timelines(), situations)
def test_rules_that_cannot_act_at_the_newest_snapshot_change_no_decision(rules, timeline, situation):
    now = timeline[-1].at
    left = could_act(rules, timeline[-1], situation, now)
    assert decide(left, timeline, situation, now) == decide(rules, timeline, situation, now)


def test_a_rule_between_its_thresholds_could_act_and_one_below_both_cannot():
    condition = Condition("camera.confused", "at_least", 0.65, 0.45)
    rule = Rule(key="r", name="r", conditions=(condition,), effects=("visual",), hold_s=20.0)
    situation = Situation(available=frozenset({"visual"}))
    left = {
        level: could_act([rule], Snapshot(0.0, {"camera.confused": level}), situation, 0.0)
        for level in (0.4, 0.5, 0.7)
    }
    assert left == {0.4: [], 0.5: [rule], 0.7: [rule]}
    assert could_act([rule], Snapshot(0.0, {"camera.confused": 0.7}), Situation(), 0.0) == []


def test_between_its_thresholds_too_a_rule_that_is_held_back_whatever_came_before_cannot_act():
    condition = Condition("camera.confused", "at_least", 0.65, 0.45)
    rule = Rule(key="r", name="r", conditions=(condition,), effects=("visual",), hold_s=20.0, cooldown_s=60.0)
    between = Snapshot(100.0, {"camera.confused": 0.5})
    helped = PastAdaptation(at=90.0, rule="r", kind="hint", step="s")
    for past, left in (((), [rule]), ((helped,), [])):
        situation = Situation(available=frozenset({"visual"}), adaptations=past)
        assert could_act([rule], between, situation, 100.0) == left


def test_a_rule_that_could_go_many_ways_is_looked_at_in_full():
    names = ("confused", "bored", "frustrated", "confused_more", "bored_more")
    conditions = tuple(Condition(f"camera.{name}", "at_least", 0.65, 0.45) for name in names)
    rule = Rule(key="r", name="r", conditions=conditions, effects=("visual",))
    between = Snapshot(0.0, {f"camera.{name}": 0.5 for name in names})
    assert could_act([rule], between, Situation(), 0.0) == [rule]
