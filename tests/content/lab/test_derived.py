"""Signals that follow from others over time are told in the lab, too."""

from content.lab import LEARNERS, play
from content.lab.derived import with_derived
from content.policy.decide import Situation, Snapshot
from content.policy.kinds import KINDS
from content.policy.signals import SIGNALS
from tests.content.policy.builders import a_rule, at_least

HERE = Situation(step="s", step_kind="practice", available=frozenset(KINDS))


def told(levels):
    timeline: list[Snapshot] = []
    for index, level in enumerate(levels):
        timeline.append(
            Snapshot(2.0 * index, with_derived(2.0 * index, {"camera.confused": level}, timeline))
        )
    return timeline[-1].values


def test_a_state_lasts_from_its_beginning_until_it_clearly_ends():
    assert told([0.5, 0.7, 0.5, 0.5])["camera.confused_seconds"] == 4
    assert told([0.7, 0.7, 0.4, 0.5])["camera.confused_seconds"] == 0
    assert told([0.7, 0.7, None, 0.7])["camera.confused_seconds"] == 0


def test_a_share_of_the_last_minute_needs_half_of_it():
    assert told([0.9] * 10)["camera.confused_share"] is None
    assert told([0.9] * 10 + [0.1] * 10)["camera.confused_share"] == 0.5


def test_more_than_usual_is_told_in_odds_once_the_first_minute_is_over():
    assert told([0.15] * 30)["camera.confused_more"] is None
    assert told([0.15] * 40)["camera.confused_more"] == 0.5
    assert told([0.414] * 40)["camera.confused_more"] == 0.8


def test_wrong_answers_since_help_are_told_as_a_lesson_tells_them():
    rows, timeline = [0, 1, 2, 3, 0, 1, 2], []
    told_since = []
    for index, row in enumerate(rows):
        values = {"behaviour.wrong_in_row": row}
        helps = [2.0 * 2] if index > 2 else []
        timeline.append(Snapshot(2.0 * index, with_derived(2.0 * index, values, timeline, helps)))
        told_since.append(timeline[-1].values["behaviour.wrong_since_help"])
    assert told_since == [0, 1, 2, 1, 0, 2, 3]


def test_unknown_stays_unknown():
    values = told([0.9] * 40 + [None])
    assert [values[f"camera.confused{way}"] for way in ("_share", "_seconds", "_more")] == [None] * 3


def test_every_signal_of_one_learner_is_told():
    told_names = set()
    for learner in LEARNERS.values():
        for snapshot in play([], learner, HERE).timeline:
            told_names |= snapshot.values.keys()
    emotions = {name for name, signal in SIGNALS.items() if signal.title.startswith("Shows ")}
    assert set(SIGNALS) - told_names == emotions


def test_a_rule_on_a_duration_acts_in_the_lab():
    rule = a_rule(at_least("camera.confused_seconds", 40), at_least("behaviour.recent_errors", 1))
    assert play([rule], LEARNERS["stays-lost"], HERE).shown[0].decision.kind == "visual"
