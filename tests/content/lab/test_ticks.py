"""Signals that follow from others over time are told in the lab, too."""

from content.lab import LEARNERS, play
from content.lab.ticks import Ticks
from content.policy.decide import Situation
from content.policy.kinds import KINDS
from content.policy.signals import SIGNALS
from tests.content.policy.builders import a_rule, at_least

HERE = Situation(step="s", step_kind="practice", available=frozenset(KINDS))


def told(levels):
    ticks = Ticks()
    *_, last = [ticks.tell(2.0 * index, {"camera.confused": level}) for index, level in enumerate(levels)]
    return last


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
    rows, ticks = [0, 1, 2, 3, 0, 1, 2], Ticks()
    told_since = []
    for index, row in enumerate(rows):
        values = {"behaviour.wrong_in_row": row}
        helps = [2.0 * 2] if index > 2 else []
        told_since.append(ticks.tell(2.0 * index, values, helps)["behaviour.wrong_since_help"])
    assert told_since == [0, 1, 2, 1, 0, 2, 3]


def test_unknown_stays_unknown():
    values = told([0.9] * 40 + [None])
    assert [values[f"camera.confused{way}"] for way in ("_seconds", "_more")] == [None] * 2
    # The last minute was seen all the same, until too much of it was not.
    assert values["camera.confused_share"] == 1
    assert told([0.9] * 40 + [None] * 13)["camera.confused_share"] is None


def test_a_face_just_as_likely_as_not_counts_in_a_share_as_in_a_lesson():
    assert told([0.5] * 40)["camera.confused_share"] == 1


def test_a_claim_of_endless_wrong_answers_costs_nothing():
    ticks = Ticks()
    counts = [
        ticks.tell(2.0 * index, {"behaviour.wrong_in_row": row})["behaviour.wrong_since_help"]
        for index, row in enumerate([1e9, 0, 1e9])
    ]
    assert counts[0] == counts[2] > 100
    assert counts[1] == 0


def test_a_clock_that_starts_again_begins_another_stay():
    ticks = Ticks()
    for at in (100.0, 102.0):
        ticks.tell(at, {"behaviour.seconds_on_step": at, "behaviour.wrong_in_row": 2})
    again = ticks.tell(104.0, {"behaviour.seconds_on_step": 0.0, "behaviour.wrong_in_row": 1})
    assert again["behaviour.wrong_since_help"] == 1
    assert again["behaviour.seconds_over_usual"] == 0


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
