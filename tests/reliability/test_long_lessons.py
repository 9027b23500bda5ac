"""The tool that lets a class learn for half an hour while parts of its site die, for some seconds."""

from tools.long_run import run_class


def test_a_class_is_read_again_after_a_worker_was_killed_and_the_run_says_when(site):
    run = run_class(site, "server", students=3, fps=2, seconds=24, killed=["default"])
    (killed,) = run["kills"]
    assert killed["part"] == "default"
    assert 0 < killed["away_s"] <= killed["read_again_after_s"]["all"]
    assert run["estimates"] == sum(minute["estimates"] for minute in run["age_by_minute_ms"]) > 0
    assert {"web", "default", "emotion-1", "redis"} <= set(run["memory_mb"])
    assert site.status("/readyz") == 200
