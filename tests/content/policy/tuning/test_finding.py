"""One look at a number of students that was fixed before decides; only harm is looked for along the way."""

import json
import random
from pathlib import Path

import pytest

from content.lab.known_settings import KnownRule, course_figures, let_learn
from content.policy.comparison import Outcome
from content.policy.tuning import Opened, find
from content.policy.tuning.finding import TRIAL, choose_setting, counted

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
RIGHT, NOT_RIGHT = Outcome.RIGHT, Outcome.NOT_RIGHT


def history(students, *, now, trial, seed="s"):
    """Return students in order, so many of each side right as their shares say, chosen by chance."""
    rng = random.Random(seed)
    made = []
    for number in range(students):
        choice = choose_setting(f"{seed}/{number}")
        share = trial if choice.arm == TRIAL else now
        made.append((choice, RIGHT if rng.random() < share else NOT_RIGHT))
    return made


def test_chance_gives_both_settings_alike_and_can_be_asked_again():
    chosen = [choose_setting(str(number)) for number in range(2000)]
    assert all(choice.probabilities == (0.5, 0.5) for choice in chosen)
    assert 900 < sum(choice.arm == TRIAL for choice in chosen) < 1100
    assert choose_setting("7") == choose_setting("7")


def test_nothing_is_said_before_all_are_counted():
    assert find(history(199, now=0.2, trial=0.9), students=200) is None
    finding = find(history(200, now=0.2, trial=0.9), students=200)
    assert finding.verdict == "better"
    assert finding.students == 200
    assert finding.interval[0] > 0.5


def test_whoever_comes_later_is_not_counted():
    more = history(300, now=0.2, trial=0.9)
    assert find(more, students=200) == find(more[:200], students=200)


def test_two_settings_alike_stay_as_they_are():
    assert find(history(200, now=0.5, trial=0.5), students=200).verdict == "alike"


def test_harm_ends_it_early():
    finding = find(history(120, now=0.9, trial=0.2), students=200)
    assert finding.verdict == "worse"
    assert finding.is_early
    assert finding.interval[1] < 0


def test_an_open_outcome_holds_up_those_after_it_and_a_void_one_is_left_out():
    made = history(201, now=0.2, trial=0.9)
    made[3] = (made[3][0], Outcome.OPEN)
    assert len(counted(made)) == 3
    assert find(made, students=200) is None
    made[3] = (made[3][0], Outcome.VOID)
    assert find(made, students=200).students == 200


HOLD = Opened("hold_s", 10, 90, "seconds")


@pytest.mark.parametrize(
    ("chance", "better", "worse"),
    [(lambda one: 0.8 - 0.5 * (one[0] - 10) / 80, 18, 0), (lambda one: 0.5, 0, 0)],
)
def test_rules_with_a_known_best_setting_come_near_it(chance, better, worse):
    rule = KnownRule((HOLD,), (90.0,), chance)
    courses = [let_learn(rule, seed=str(number), students=200) for number in range(20)]
    figures = course_figures(rule, courses)
    assert figures["ended_better"] * 20 >= better
    assert figures["ended_worse"] <= worse
    assert figures["within"] is True
    assert courses[0] == let_learn(rule, seed="0", students=200)


def test_what_was_measured_meets_its_bars():
    told = json.loads((ROOT / "results" / "rules_that_learn.json").read_text())
    assert len(told["bars"]) >= 19
    assert [bar for bar in told["bars"] if not bar["is_met"]] == []
    assert all(bar["at_least"] <= bar["value"] <= bar["at_most"] for bar in told["bars"])
