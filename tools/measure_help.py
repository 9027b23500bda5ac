"""Measure the choice of help by chance against its bars: a thousand runs of learners with known chances each.

    python tools/measure_help.py --json results/what_helps.json               a minute; no database
    python tools/measure_help.py --refused --runs 400 --json results/what_helps_refused.json

Each bar names the run it is read from, its figure, and whether it is met. Runs are made many at once, and a
few of each setting one by one as well, which must come to the same. With `--refused` it measures what other
ways would have told.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from content.lab.help_figures import help_figures
from content.lab.known_help import Truth, run_learners
from content.lab.many_learners import run_many
from content.policy.comparison import Arm, Choice, Outcome, Standing, Terms, choose
from content.policy.comparison.answers import ONE_IN
from content.policy.comparison.evidence import Evidence, History, trials_of
from content.policy.comparison.posterior import best_probabilities
from tutor.simulation.measures import describe_machine

RUNS, ONE_BY_ONE, SEED = 1000, 5, 44
# By name: chances of the arms, learners, and how many of them choose at once.
SETTINGS: dict[str, tuple[tuple[float, ...], int, int]] = {
    "usual": ((0.45, 0.60), 200, 1),
    "usual, longer": ((0.45, 0.60), 600, 1),
    "large": ((0.40, 0.70), 200, 1),
    "no difference at .3": ((0.3, 0.3), 600, 1),
    "no difference at .5": ((0.5, 0.5), 600, 1),
    "no difference at .8": ((0.8, 0.8), 600, 1),
    "three arms alike": ((0.5, 0.5, 0.5), 300, 1),
    "usual, in classes of 25": ((0.45, 0.60), 200, 25),
}
# Of a run: the figure, at least, at most.
BARS: tuple[tuple[str, str, float, float], ...] = (
    ("usual", "best_in_last_100", 0.75, 1),
    ("usual", "fewer_on_worse", 0.30, 1),
    ("usual", "half_on_best", 0.95, 1),
    ("usual", "fixed_covers", 0.93, 0.97),
    ("usual", "whenever_covers", 0.95, 1),
    ("usual, longer", "whenever_covers", 0.95, 1),
    ("usual, longer", "told", 0.55, 1),
    ("large", "told", 0.75, 1),
    ("large", "whenever_covers", 0.95, 1),
    ("no difference at .3", "told", 0, 0.05),
    ("no difference at .5", "told", 0, 0.05),
    ("no difference at .8", "told", 0, 0.05),
    ("three arms alike", "told", 0, 0.05),
    ("usual, in classes of 25", "fixed_covers", 0.93, 0.97),
    ("usual, in classes of 25", "whenever_covers", 0.95, 1),
)
# Counts of each arm, right and wrong, for the cost of a choice.
COUNTS: dict[str, tuple[tuple[int, int], ...]] = {
    "two arms, 200 students": ((27, 33), (84, 56)),
    "four arms, 200 students each": ((90, 110), (100, 100), (104, 96), (95, 105)),
    "two arms, 40 and 4,000 students": ((20, 20), (2000, 2000)),
}
MOST_MS = 1.0
ONE, TWO = Arm("one", "1"), Arm("two", "1")


def main() -> int:
    """Measure, print, and write the figures; 1 if a bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--refused", action="store_true", help="measure what was not chosen instead")
    chosen = parser.parse_args()
    measure = measure_refused if chosen.refused else measure_bars
    result = {"runs": chosen.runs, "seed": chosen.seed, "machine": describe_machine()}
    result |= measure(chosen.runs, chosen.seed)
    text = json.dumps(result, indent=1) + "\n"
    sys.stdout.write(text)
    if chosen.json:
        chosen.json.write_text(text, encoding="utf-8")
    return 0 if all(bar["is_met"] for bar in result.get("bars", [])) else 1


def measure_bars(runs: int, seed: int) -> dict[str, Any]:
    """Return the bars, and the figures of all settings."""
    figures = {name: run_setting(name, runs, seed) for name in SETTINGS}
    bars = [judge(*bar, figures) for bar in BARS]
    for name, counts in COUNTS.items():
        ms = decision_ms(counts)
        bars.append(
            {"run": name, "figure": "decision_ms", "value": ms, "at_most": MOST_MS, "is_met": ms <= MOST_MS}
        )
    return {"one_by_one": ONE_BY_ONE, "bars": bars, "figures": figures}


def run_setting(name: str, runs: int, seed: int) -> dict[str, Any]:
    """Return what the runs of one setting come to."""
    chances, learners, together = SETTINGS[name]
    truth, seeds = Truth(chances, together), [f"{seed}/{number}" for number in range(runs)]
    told = run_many(truth, learners, seeds=seeds, terms=Terms())
    for one, summary in zip(seeds[:ONE_BY_ONE], told, strict=False):
        if run_learners(truth, learners, seed=one, terms=Terms())[1] != summary:
            raise SystemExit(f"{name}, {one}: many at once and one by one come to different things")
    return {"chances": chances, "students": learners, "together": together, **help_figures(truth, told)}


def judge(
    run: str, figure: str, least: float, most: float, figures: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return a bar with its figure."""
    value = figures[run][figure]
    held = {"run": run, "figure": figure, "value": value, "at_least": least, "at_most": most}
    return {**held, "is_met": least <= value <= most}


def decision_ms(counts: Sequence[tuple[int, int]]) -> float:
    """Return the median of what a choice among arms with these counts takes, in ms of processor time."""
    standings = [Standing(Arm(f"arm-{n}", "1"), *one) for n, one in enumerate(counts)]
    times = []
    for number in range(500):
        began = time.process_time()
        choose(standings, seed=str(number), terms=Terms())
        times.append(time.process_time() - began)
    return round(1000 * statistics.median(times), 3)


def measure_refused(runs: int, seed: int) -> dict[str, Any]:
    """Return what other ways would have told of choices like these; no arm is stopped here.

    Returns:
        `weights_cover`: an interval by inverse probability weights and the normal law, after 200 learners at
        .45 and .60, holds the true difference.
        `posterior_announces`: without a difference, at .5, the probability to be better is over 95 % after
        some of 200 learners.
        `found`, `found_without_leaning`: at .45 and .60 no difference is out after 600 learners, with
        expected shares as they are, and with the mean of each arm's own posterior.
    """
    seeds = [f"{seed}/{number}" for number in range(runs)]
    usual = [without_stops((0.45, 0.60), 600, seed) for seed in seeds]
    alike = [without_stops((0.5, 0.5), 200, seed) for seed in seeds]
    told = {
        "weights_cover": [weights_cover(made[:200], 0.15) for made in usual],
        "posterior_announces": [posterior_announces(made) for made in alike],
        "found": [is_found(made, by_itself=False) for made in usual],
        "found_without_leaning": [is_found(made, by_itself=True) for made in usual],
    }
    return {name: round(statistics.mean(held), 4) for name, held in told.items()}


def without_stops(chances: tuple[float, float], learners: int, seed: str) -> list[tuple[Choice, Outcome]]:
    """Return the choices of learners with these chances, one by one, and what came of them."""
    rng = random.Random(seed)  # noqa: S311  (learners are drawn, no secret is)
    arms = [Standing(ONE), Standing(TWO)]
    history = []
    for number in range(learners):
        choice = choose(arms, seed=f"{seed}/{number}", terms=Terms())
        is_right, old = rng.random() < chances[choice.chosen], arms[choice.chosen]
        arms[choice.chosen] = Standing(old.arm, old.right + is_right, old.wrong + (not is_right))
        history.append((choice, Outcome.RIGHT if is_right else Outcome.NOT_RIGHT))
    return history


def weights_cover(history: History, truth: float) -> bool:
    """Say whether an interval by inverse probability weights holds the true difference."""
    gains = [
        (1 if choice.chosen else -1) * (came is Outcome.RIGHT) / choice.probabilities[choice.chosen]
        for choice, came in history
    ]
    error = statistics.stdev(gains) / math.sqrt(len(gains))
    return abs(statistics.mean(gains) - truth) <= 1.96 * error


def posterior_announces(history: History) -> bool:
    """Say whether the probability to be better was ever over 95 %."""
    looks = [[(arm.right, arm.wrong) for arm in choice.standings] for choice, _ in history[1:]]
    return any(max(best_probabilities(counts)) > 0.95 for counts in looks)


def is_found(history: History, *, by_itself: bool) -> bool:
    """Say whether 20 times the stake was ever won; `by_itself`: each arm's share is expected by itself."""
    evidence = Evidence(0.0)
    for (choice, _), trial in zip(history, trials_of(history, ONE, TWO), strict=True):
        own = [(arm.right + 1) / (arm.settled + 2) for arm in choice.standings]
        evidence.add(replace(trial, expected=(own[0], own[1])) if by_itself else trial)
    return evidence.highest >= math.log(ONE_IN)


if __name__ == "__main__":
    sys.exit(main())
