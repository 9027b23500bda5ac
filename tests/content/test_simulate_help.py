"""`manage.py simulate_help`: learners with known chances through the real choice."""

import json

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.slow
def test_it_writes_what_it_tells_and_the_same_for_the_same_seed(tmp_path, capsys):
    def figures(seed):
        path = tmp_path / "out.json"
        call_command("simulate_help", students=120, effect=0.4, seed=seed, runs=3, json=path)
        return json.loads(path.read_text())

    told = figures(5)
    assert (told["students"], told["effect"], told["seed"], told["runs"]) == (120, 0.4, 5, 3)
    assert f"fewer_on_worse     {told['fewer_on_worse']}" in capsys.readouterr().out
    assert figures(5) == told
    assert figures(6) != told


@pytest.mark.parametrize("wrong", [{"effect": 0.6}, {"students": 50}, {"arms": 1}, {"runs": 0}])
def test_it_refuses_what_makes_no_sense(wrong):
    with pytest.raises(CommandError):
        call_command("simulate_help", **wrong)
