"""The tool that lets a class learn for half an hour while parts of its site die, for some seconds."""

import pytest

from tools.long_run import run_class


@pytest.mark.long
def test_a_class_is_read_again_after_a_worker_was_killed_and_the_run_says_when(site):
    # The other one reads on meanwhile, so that students are read again however long a busy machine needs.
    run = run_class(site, "server", students=3, fps=2, seconds=40, killed=["emotion-1"])
    (killed,) = run["kills"]
    assert killed["part"] == "emotion-1"
    assert killed["away_s"] > 0
    assert 0 < killed["read_again_after_s"]["half"] <= killed["read_again_after_s"]["all"]
    # Minutes count once nearly everybody was read.
    assert 0 < sum(minute["estimates"] for minute in run["age_by_minute_ms"]) <= run["estimates"]
    assert {"web", "default", "emotion-1", "redis"} <= set(run["memory_mb"])
    assert site.status("/readyz") == 200
