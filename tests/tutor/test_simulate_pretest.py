"""Simulated pre-tests: choosing questions beats asking in turn, and "known" can be trusted."""

import json

import pytest
from django.core.management import CommandError, call_command

from tutor.simulation.pretests import Setting, run_setting

RUN = {"students": 60, "seeds": range(2)}


@pytest.mark.slow
def test_choosing_finds_more_with_fewer_questions_than_asking_in_turn():
    chosen = run_setting(Setting(most=15), **RUN)
    plain = run_setting(Setting(most=15, needs=False), **RUN)
    in_turn = run_setting(Setting(most=15, needs=False, is_adaptive=False), **RUN)
    assert chosen["recall"] > plain["recall"] > in_turn["recall"]
    assert chosen["asked"] < 12 < in_turn["asked"]


@pytest.mark.slow
def test_what_is_called_known_is_known():
    assert run_setting(Setting(most=15), **RUN)["precision"] > 0.9


@pytest.mark.slow
def test_the_same_seed_gives_the_same_figures():
    assert run_setting(Setting(), **RUN) == run_setting(Setting(), **RUN)


def test_the_command_writes_its_figures(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "tutor.management.commands.simulate_pretest.settings_to_run", lambda: [Setting(skills=3)]
    )
    call_command("simulate_pretest", students=5, seeds=1, json=str(tmp_path / "figures.json"))
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert (figures["students"], len(figures["runs"])) == (5, 1)
    assert {"asked", "precision", "recall"} <= figures["runs"][0].keys()


def test_no_learners_are_refused():
    with pytest.raises(CommandError, match="1 or more"):
        call_command("simulate_pretest", students=0)
