"""Conditions about misconceptions: of any, or of one by its name; read back, warned of and played."""

import pytest

from content.lab.learners import LEARNERS
from content.lab.play import play, play_recording
from content.lab.recordings import read_recording
from content.lab.ticks import tell_named
from content.policy.decide import Snapshot, decide
from content.policy.rules import Condition, InvalidRule
from content.policy.sentences import rule_sentence
from content.policy.warnings import warn_about
from content.signals.step import Showing, StepEvents, build_timeline
from tests.content.policy.builders import a_rule, at_least, standing_at

COURSE, LESSON = "mastery.misconceptions_course", "mastery.misconceptions_lesson"
ADDS = "adds-denominators"


def shown(signal=COURSE, misconception=ADDS, *, comparison="at_least", times=2.0):
    return Condition(signal, comparison, times, times, misconception)


def fires(condition, **values):
    return decide([a_rule(condition)], [Snapshot(0.0, values)], standing_at(), 0.0) is not None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({COURSE: 2.0, f"{COURSE}:{ADDS}": 2.0}, True),
        ({COURSE: 2.0, f"{COURSE}:flips": 2.0}, False),
        ({COURSE: 1.0, f"{COURSE}:{ADDS}": 1.0}, False),
        ({}, False),
    ],
)
def test_a_condition_asks_about_one_by_its_name(values, expected):
    assert fires(shown(), **values) is expected


def test_without_a_name_the_one_shown_most_counts():
    assert fires(shown(misconception=""), **{COURSE: 2.0, f"{COURSE}:flips": 2.0})


def test_one_that_was_never_shown_was_shown_no_times_and_unknown_is_not_none():
    never = shown(comparison="at_most", times=0.0)
    assert fires(never, **{COURSE: 3.0, f"{COURSE}:flips": 3.0})
    assert not fires(never, **{COURSE: 1.0, f"{COURSE}:{ADDS}": 1.0})
    assert not fires(never)


def test_only_such_signals_name_a_misconception():
    with pytest.raises(InvalidRule, match="asks about no misconception") as caught:
        shown("behaviour.hints")
    assert caught.value.field == "misconception"


def test_a_rule_is_read_back_with_the_name():
    assert rule_sentence(a_rule(shown(), effects=("easier",))).startswith(
        "When 2 or more answers in the course showing “adds denominators”, show an easier example"
    )
    assert "2 or more answers in the lesson showing one misconception" in rule_sentence(
        a_rule(shown(LESSON, ""))
    )


def test_a_student_reads_of_a_mix_up_and_no_diagnosis():
    decision = decide([a_rule(shown())], [Snapshot(0.0, {f"{COURSE}:{ADDS}": 2.0})], standing_at(), 0.0)
    assert decision.sentence == "The same mix-up has come up more than once: here is a picture of it."
    assert decision.evidence[0].title == "Misconception shown in the course: “adds denominators”"


def test_a_rule_about_a_misconception_alone_is_warned_of():
    def codes(*conditions, **others):
        return [warning.code for warning in warn_about([a_rule(*conditions, **others)], [])]

    wrong = at_least("behaviour.wrong_in_row", 1)
    assert codes(shown()) == ["restless"]
    assert codes(shown(), wrong) == []
    assert codes(shown(), wrong, join="any") == ["restless"]


def test_asking_for_any_covers_asking_for_one_and_not_the_other_way_round():
    def shadowed(first, second):
        rules = [a_rule(first, key="1", priority=2), a_rule(second, key="2", priority=1)]
        return [warning.rule for warning in warn_about(rules, []) if warning.code == "shadowed"]

    assert shadowed(shown(misconception=""), shown()) == ["2"]
    assert shadowed(shown(), shown(misconception="")) == []
    assert shadowed(shown(), shown(misconception="flips")) == []
    few = {"comparison": "at_most", "times": 0.0}
    assert shadowed(shown(**few), shown(misconception="", **few)) == ["2"]
    assert shadowed(shown(misconception="", **few), shown(**few)) == []


def test_a_timeline_counts_showings_up_to_each_moment():
    showings = [Showing(5, ADDS, False), Showing(11, ADDS, True), Showing(11, "flips", True)]
    line = build_timeline(StepEvents(entered_at=10, showings=showings), now=12, span_s=2)
    counts = [{name: value for name, value in one.values.items() if name.startswith(COURSE)} for one in line]
    assert counts == [
        {COURSE: 1, f"{COURSE}:{ADDS}": 1},
        {COURSE: 2, f"{COURSE}:{ADDS}": 2, f"{COURSE}:flips": 1},
    ]
    assert (line[0].values[LESSON], line[1].values[LESSON]) == (0, 1)


def test_what_nobody_asks_for_is_unknown():
    line = build_timeline(StepEvents(entered_at=0), now=0, span_s=0)
    assert COURSE not in line[0].values


def test_in_the_lab_a_learner_shows_whichever_a_rule_asks_for():
    rule = a_rule(shown(), key="1")
    assert next(item.at for item in play([rule], LEARNERS["mixes-up"], standing_at()).shown) == 80.0
    assert play([rule], LEARNERS["confident"], standing_at()).shown == ()


def test_what_is_told_of_one_by_its_name_is_told_of_all():
    rules = [a_rule(shown())]
    assert tell_named({COURSE: 3.0, f"{COURSE}:flips": 3.0}, rules) == {COURSE: 3.0, f"{COURSE}:flips": 3.0}
    assert tell_named({COURSE: 3.0}, rules)[f"{COURSE}:{ADDS}"] == 3.0
    assert tell_named({COURSE: None, f"{COURSE}:flips": None}, rules)[f"{COURSE}:{ADDS}"] is None


def test_a_recording_may_name_them_and_nothing_else_by_name():
    data = b'[{"at": 0, "values": {"%s:flips": 2, "behaviour.hints:x": 1, "%s": 2}}]'
    recording = read_recording(data % (COURSE.encode(), COURSE.encode()))
    assert recording[0].values == {f"{COURSE}:flips": 2.0, COURSE: 2.0}
    assert play_recording([a_rule(shown())], recording, standing_at()).shown == ()
    assert play_recording([a_rule(shown(misconception="flips"))], recording, standing_at()).shown
