"""`manage.py simulate_help`, and the figures that are in the repository."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tools.measure_help import BARS, COUNTS, SETTINGS

WRITTEN = Path(__file__).parents[2] / "results" / "what_helps.json"


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


def test_the_written_figures_are_of_all_bars_and_meet_them():
    written = json.loads(WRITTEN.read_text())
    assert written["runs"] == 1000
    assert set(written["figures"]) == set(SETTINGS)
    bars = {(bar["run"], bar["figure"]): bar for bar in written["bars"]}
    assert set(bars) == {bar[:2] for bar in BARS} | {(name, "decision_ms") for name in COUNTS}
    for run, figure, least, most in BARS:
        assert least <= written["figures"][run][figure] <= most
        assert bars[run, figure]["is_met"]
    assert all(bars[name, "decision_ms"]["value"] < 1 for name in COUNTS)
