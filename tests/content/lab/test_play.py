"""Rules are played before students meet them."""

from dataclasses import replace
from pathlib import Path

import pytest

from content.coursefiles import read_rules
from content.lab import LEARNERS, compare_plays, play, play_recording
from content.policy.decide import Situation, Snapshot
from content.policy.kinds import KINDS
from content.policy.signals import SIGNALS
from tests.content.policy.builders import CONFUSED, a_rule, at_least

pytestmark = pytest.mark.slow

DEFAULTS = Path(__file__).parents[3] / "content" / "courses" / "default_rules.yaml"
HERE = Situation(step="s", step_kind="practice", available=frozenset(KINDS))


@pytest.fixture(scope="module")
def rules():
    return [doc.policy for doc in read_rules(DEFAULTS.read_text(), file="default_rules.yaml")]


def shown(rules, key):
    return [
        (item.at, item.decision.rule, item.decision.kind) for item in play(rules, LEARNERS[key], HERE).shown
    ]


def test_who_is_lost_gets_a_picture_after_forty_seconds_and_recovers(rules):
    (first,) = shown(rules, "lost")
    assert first[1:] == ("stays-confused", "visual")
    assert 60 <= first[0] <= 70


def test_who_stays_lost_climbs_the_ladder_and_is_heard_at_once(rules):
    seen = shown(rules, "stays-lost")
    assert [kind for _, _, kind in seen] == ["visual", "easier", "worked_example", "ask_teacher"]
    assert seen[1][0] - seen[0][0] == 60
    assert (150.0, "says-lost", "worked_example") in seen


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ("frustrated", "frustrated-with-errors"),
        ("bored", "too-quick-to-have-read"),
        ("bored", "says-bored"),
        ("camera-off", "stuck-without-camera"),
        ("camera-off", "says-lost"),
        ("class-lost", "class-confused"),
    ],
)
def test_each_learner_meets_the_rule_made_for_them(rules, key, rule):
    assert rule in {name for _, name, _ in shown(rules, key)}


@pytest.mark.parametrize("key", ["confident", "class-unseen"])
def test_who_needs_nothing_gets_nothing(rules, key):
    assert shown(rules, key) == []


def test_a_flickering_face_moves_no_rule_that_asks_the_camera(rules):
    asking = {
        rule.key
        for rule in rules
        if any(condition.signal.startswith("camera") for condition in rule.conditions)
    }
    assert asking
    assert not asking & {name for _, name, _ in shown(rules, "flickering")}


def test_a_near_miss_tells_when_and_what_was_missing(rules):
    misses = {miss.rule: miss for miss in play(rules, LEARNERS["confident"], HERE).near_misses}
    assert misses["stays-confused"].text == "Its conditions lasted 14 s; it waits for 40 s."
    assert misses["stays-confused"].at == 54
    assert (
        "unknown"
        in {m.rule: m for m in play(rules, LEARNERS["camera-off"], HERE).near_misses}["stays-confused"].text
    )


def test_a_near_miss_names_the_rule_that_went_first():
    first = a_rule(CONFUSED, key="first", priority=1, effects=["visual"], cooldown_s=600)
    second = a_rule(CONFUSED, key="second", effects=["easier"], cooldown_s=600)
    recording = [Snapshot(2.0 * n, {"camera.confused": 0.9}) for n in range(20)]
    (miss,) = play_recording([first, second], recording, HERE).near_misses
    assert (miss.rule, miss.text) == (
        "second",
        "It was ready to act, and another rule went first.",
    )


def test_changing_a_rule_shows_what_changes(rules):
    alone = [rule for rule in rules if rule.key == "stays-confused"]
    slower = [replace(rule, hold_s=80) for rule in alone]
    before, after = (play(each, LEARNERS["lost"], HERE) for each in (alone, slower))
    assert compare_plays(before, before) == []
    assert compare_plays(before, after) == [
        ("~", "Visual aid by “Confusion that lasts”: at 1:48 instead of 1:08")
    ]
    without = play([], LEARNERS["lost"], HERE)
    assert compare_plays(before, without) == [("-", "1:08 Visual aid by “Confusion that lasts”: no longer")]
    assert compare_plays(without, before) == [("+", "1:08 Visual aid by “Confusion that lasts”: new")]


def test_every_learner_tells_only_signals_that_exist_and_lie_in_range():
    told = 0
    for learner in LEARNERS.values():
        for at in range(0, 301, 2):
            for name, value in learner.signals(at, [60.0]).items():
                assert value is None or SIGNALS[name].read(value) is not None, (learner.key, at, name)
                told += 1
    assert told > 10_000


def test_one_tap_asks_for_one_help(rules):
    taps = [rule for rule in rules if rule.key == "says-lost"]
    assert shown(taps, "camera-off") == [(120.0, "says-lost", "visual")]


def test_a_play_is_the_same_every_time(rules):
    assert play(rules, LEARNERS["frustrated"], HERE) == play(rules, LEARNERS["frustrated"], HERE)


def test_class_rules_do_not_meddle_with_one_learner(rules):
    group = a_rule(at_least("class.known", 1), scope="class", effects=["group_prompt"])
    assert play([group], LEARNERS["lost"], HERE).shown == ()
