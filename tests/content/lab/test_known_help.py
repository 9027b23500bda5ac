"""Learners whose chances are known, helped through the real choice."""

import json
from dataclasses import replace

import pytest

from content.lab.help_figures import help_figures
from content.lab.known_help import Truth, run_learners
from content.policy.comparison import Choice, Outcome, Terms, compare, work_out_again

TERMS = Terms()


def a_run(chances, learners, *, together=1, seed="run"):
    return run_learners(Truth(chances, together), learners, seed=seed, terms=TERMS)


def test_the_same_seed_gives_the_same_run_and_another_another():
    history = a_run((0.4, 0.6), 60).history
    assert a_run((0.4, 0.6), 60).history == history
    assert a_run((0.4, 0.6), 60, seed="other").history != history


def test_every_choice_of_a_run_follows_from_its_record():
    for choice, _ in a_run((0.3, 0.8), 100, together=7).history:
        record = json.loads(json.dumps(choice.as_record()))
        assert work_out_again(record) == choice == Choice.from_record(record)


@pytest.mark.slow
@pytest.mark.parametrize("chances", [(0.3, 0.75), (0.75, 0.3), (0.3, 0.35, 0.9)])
def test_what_a_run_keeps_up_to_date_is_what_the_page_works_out_from_all_records(chances):
    run = a_run(chances, 160)
    stopped = []
    for number, (choice, _) in enumerate(run.history):
        before = run.history[:number]
        told = compare(before, run.arms, terms=TERMS).standings if number else choice.standings
        assert choice.standings == told
        stopped.append(sum(one.is_stopped for one in told))
    assert stopped[0] == 0 < stopped[-1]
    assert run.told_after == stopped.index(min(filter(None, stopped)))


def test_an_arm_that_harms_is_stopped_and_nobody_has_it_afterwards():
    run = a_run((0.2, 0.8), 150)
    assert run.told_after is not None
    assert run.told_after < 100
    assert run.standings[0].is_stopped
    assert run.chosen(0, first=run.told_after) == 0
    assert run.chosen(0, last=run.told_after) > 10
    assert not run.is_told_wrongly


def test_a_class_chooses_before_any_of_its_answers_is_known():
    choices = [choice for choice, _ in a_run((0.4, 0.6), 50, together=25).history]
    assert len({choice.standings for choice in choices[:25]}) == 1
    assert choices[24].standings[0].settled == 0
    assert sum(one.settled for one in choices[25].standings) == 25


def test_open_outcomes_of_a_run_are_not_told():
    run = a_run((0.2, 0.8), 150)
    waiting = [(choice, Outcome.OPEN) for choice, _ in run.history]
    assert compare(waiting, run.arms, terms=TERMS).pairs[0].whenever == (-1, 1)
    texts = [replace(arm, text="2") for arm in run.arms]
    assert not any(one.settled for one in compare(run.history, texts, terms=TERMS).standings)


@pytest.mark.slow
def test_intervals_cover_and_nothing_is_announced_without_a_difference():
    told = help_figures(Truth((0.5, 0.5)), 120, runs=60, seed=1, terms=TERMS)
    assert told["told"] == told["told_wrongly"] <= 0.05
    assert told["whenever_covers"] >= 0.95
    assert told["fixed_covers"] >= 0.88
    assert "best_in_last_100" not in told


@pytest.mark.slow
def test_figures_say_who_had_the_best_arm():
    told = help_figures(Truth((0.3, 0.8)), 120, runs=10, seed=1, terms=TERMS)
    assert told["best_in_last_100"] > 0.75
    assert told["fewer_on_worse"] > 0.3
    assert told["half_on_best"] == told["told"] == 1
    assert told["said"] == {"better": 10}
    assert told["more"] is None
    assert told["told_wrongly"] == 0
    turned = help_figures(Truth((0.8, 0.3)), 120, runs=10, seed=1, terms=TERMS)
    assert turned["best_in_last_100"] > 0.75


def test_a_truth_must_make_sense():
    for chances in ((0.5,), (0.5, 1.0), (0.0, 0.5)):
        with pytest.raises(ValueError, match="chances"):
            Truth(chances)
    with pytest.raises(ValueError, match="at least one learner"):
        Truth((0.4, 0.5), together=0)
    with pytest.raises(ValueError, match="at least one run"):
        help_figures(Truth((0.4, 0.5)), 99, runs=1, seed=0, terms=TERMS)
