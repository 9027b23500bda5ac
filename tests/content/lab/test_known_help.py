"""Learners whose chances are known, helped through the real choice."""

import json
from dataclasses import replace

import pytest

from content.lab.help_figures import help_figures
from content.lab.known_help import Truth, run_learners
from content.lab.many_learners import run_many
from content.policy.comparison import Choice, Outcome, Terms, compare, work_out_again

TERMS = Terms()


def a_run(chances, learners, *, together=1, seed="run"):
    return run_learners(Truth(chances, together), learners, seed=seed, terms=TERMS)[0]


def figures_of(chances, learners, runs):
    truth = Truth(chances)
    return help_figures(truth, run_many(truth, learners, seeds=[str(n) for n in range(runs)], terms=TERMS))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chances", "together"),
    [((0.45, 0.6), 1), ((0.8, 0.3), 1), ((0.4, 0.7), 25), ((0.3, 0.3, 0.85), 1), ((0.02, 0.97), 7)],
)
def test_many_runs_at_once_come_to_the_same_as_one_by_one(chances, together):
    truth, seeds = Truth(chances, together), [f"many/{n}" for n in range(12)]
    single = [run_learners(truth, 220, seed=seed, terms=TERMS)[1] for seed in seeds]
    assert run_many(truth, 220, seeds=seeds, terms=TERMS) == single
    assert len({one.chosen for one in single}) == 12


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
    chosen = [choice.chosen for choice, _ in run.history]
    assert chosen[: run.told_after].count(0) > 10
    assert chosen[run.told_after :].count(0) == 0
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
def test_whether_an_interval_covers_is_said_of_the_one_on_the_page():
    seen = set()
    for number in range(40):
        run, summary = run_learners(Truth((0.4, 0.7)), 40, seed=str(number), terms=TERMS)
        low, high = compare(run.history, run.arms, terms=TERMS).pairs[0].fixed
        assert summary.covers == (low <= 0.7 - 0.4 <= high)
        seen.add(summary.covers)
    assert seen == {True, False}


@pytest.mark.slow
def test_intervals_cover_and_nothing_is_announced_without_a_difference():
    told = figures_of((0.5, 0.5), 120, 300)
    assert told["told"] == told["told_wrongly"] <= 0.05
    assert told["whenever_covers"] >= 0.95
    assert 0.92 <= told["fixed_covers"] <= 0.98
    assert "best_in_last_100" not in told


@pytest.mark.slow
def test_figures_say_who_had_the_best_arm():
    told = figures_of((0.3, 0.8), 120, 10)
    assert told["best_in_last_100"] > 0.75
    assert told["fewer_on_worse"] > 0.3
    assert told["half_on_best"] == told["told"] == 1
    assert told["more"] is None
    assert told["told_wrongly"] == 0
    turned = figures_of((0.8, 0.3), 120, 10)
    assert turned["best_in_last_100"] > 0.75


def test_a_truth_must_make_sense():
    for chances in ((0.5,), (0.5, 1.0), (0.0, 0.5)):
        with pytest.raises(ValueError, match="chances"):
            Truth(chances)
    with pytest.raises(ValueError, match="at least one learner"):
        Truth((0.4, 0.5), together=0)
    with pytest.raises(ValueError, match="at least one run"):
        help_figures(Truth((0.4, 0.5)), [])
    with pytest.raises(ValueError, match="at least one run"):
        figures_of((0.4, 0.5), 99, 1)
