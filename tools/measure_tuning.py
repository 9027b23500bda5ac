"""Measure rules that learn against their bars: rules whose best setting is known, 200 courses each.

    python tools/measure_tuning.py --json results/rules_that_learn.json      some minutes; no database

A rule waits before it helps. Whoever is lost gains by help, and loses what the wait costs; whoever only
thinks is disturbed by help that comes too soon. So the best wait lies between the ends, and is known.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from content.lab.known_settings import KnownRule, course_figures, let_learn
from content.policy.comparison import Outcome
from content.policy.comparison.answers import ONE_IN
from content.policy.comparison.evidence import Evidence, History
from content.policy.tuning import Opened, Setting, find
from content.policy.tuning.finding import TRIAL, choose_setting, counted
from tutor.simulation.measures import describe_machine

RUNS, SEED, STUDENTS = 200, 47, 200
HOLD = Opened("hold_s", 10, 90, "seconds")
LEVEL = Opened("enter-0", 0.5, 0.9, "share")


def wait(lost: float, *, gain: float = 0.5) -> Any:
    """Return how likely the next answer is right, by the wait, where so many of those who come are lost.

    The lost answer rightly in .25 without help, and in up to `gain` more with it, the less the longer it
    took (1/e in 40 s); the others in .8, less .4 where help comes before they have thought (half of them
    within 20 s).
    """

    def chance(setting: Setting) -> float:
        hold_s = setting[0]
        helped = 0.25 + gain * math.exp(-hold_s / 40)
        undisturbed = 0.8 - 0.4 * math.exp(-hold_s * math.log(2) / 20)
        return lost * helped + (1 - lost) * undisturbed

    return chance


def flat(setting: Setting) -> float:
    """Return that no setting does better than another."""
    return 0.5


def two_numbers(setting: Setting) -> float:
    """Return a chance that both numbers have a part in: best at 30 s and 70 %."""
    return 0.62 - 0.25 * abs(setting[0] - 30) / 60 - 0.25 * abs(setting[1] - 0.7) / 0.2


# By name: the rule, and how many students each comparison counts.
SETTINGS: dict[str, tuple[KnownRule, int]] = {
    "most are lost, and it waits too long": (KnownRule((HOLD,), (80.0,), wait(0.9)), STUDENTS),
    "few are lost, and it comes too soon": (KnownRule((HOLD,), (10.0,), wait(0.1)), STUDENTS),
    "it is best as it is": (KnownRule((HOLD,), (30.0,), wait(0.5)), STUDENTS),
    "no difference": (KnownRule((HOLD,), (50.0,), flat), STUDENTS),
    "no difference, 100 students": (KnownRule((HOLD,), (50.0,), flat), 100),
    "two numbers, both far off": (KnownRule((HOLD, LEVEL), (85.0, 0.88), two_numbers), STUDENTS),
    "the same, 500 students": (KnownRule((HOLD, LEVEL), (85.0, 0.88), two_numbers), 500),
}
# Of a rule: the figure, at least, at most.
BARS: tuple[tuple[str, str, float, float], ...] = (
    *((name, "within", 1, 1) for name in SETTINGS),
    *((name, "ended_worse", 0, 0.05) for name in SETTINGS),
    ("most are lost, and it waits too long", "ended_better", 0.75, 1),
    ("few are lost, and it comes too soon", "ended_better", 0.75, 1),
    ("two numbers, both far off", "ended_better", 0.75, 1),
    ("no difference", "moved", 0, 0.15),
    ("no difference, 100 students", "moved", 0, 0.15),
)


def main() -> int:
    """Measure, print, and write the figures; 1 if a bar is not met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path, help="where the figures go")
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    figures = {name: run_setting(name, chosen.runs, chosen.seed) for name in SETTINGS}
    bars = [judge(*bar, figures) for bar in BARS]
    result = {"runs": chosen.runs, "seed": chosen.seed, "machine": describe_machine()}
    result |= {"found": found(chosen.runs, chosen.seed)}
    text = json.dumps({**result, "bars": bars, "figures": figures}, indent=1) + "\n"
    sys.stdout.write(text)
    if chosen.json:
        chosen.json.write_text(text, encoding="utf-8")
    return 0 if all(bar["is_met"] for bar in bars) else 1


def run_setting(name: str, runs: int, seed: int) -> dict[str, Any]:
    """Return what the courses of one rule come to."""
    rule, students = SETTINGS[name]
    courses = [let_learn(rule, seed=f"{seed}/{number}", students=students) for number in range(runs)]
    return {"students_each": students, **course_figures(rule, courses)}


def found(runs: int, seed: int) -> dict[str, float]:
    """Return in which share of comparisons of 200 students .60 is found to be better than .45.

    By one look at the end, as it is done, and by the interval that holds at all times, which was refused.
    """
    once = whenever = 0
    for number in range(runs):
        rng = random.Random(f"{seed}/found/{number}")  # noqa: S311  (answers are drawn, no secret is)
        history = []
        for student in range(STUDENTS):
            choice = choose_setting(f"{seed}/found/{number}/{student}")
            is_right = rng.random() < (0.60 if choice.arm == TRIAL else 0.45)
            history.append((choice, Outcome.RIGHT if is_right else Outcome.NOT_RIGHT))
        finding = find(history, students=STUDENTS)
        once += finding is not None and finding.verdict == "better"
        whenever += is_out_at_some_time(history)
    return {"once": round(once / runs, 4), "whenever": round(whenever / runs, 4)}


def is_out_at_some_time(history: History) -> bool:
    """Say whether 20 times the stake was ever won against no difference."""
    evidence = Evidence(0.0)
    for trial in counted(history):
        evidence.add(trial)
    return evidence.highest >= math.log(ONE_IN)


def judge(
    run: str, figure: str, least: float, most: float, figures: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return a bar with its figure."""
    value = figures[run][figure]
    held = {"run": run, "figure": figure, "value": value, "at_least": least, "at_most": most}
    return {**held, "is_met": least <= value <= most}


if __name__ == "__main__":
    sys.exit(main())
