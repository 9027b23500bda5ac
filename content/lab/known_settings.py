"""Rules with a known best setting learn through the real search: where it ends, and after how many students.

Every choice, finding and move is made by the functions that serve; only the answers are drawn here.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import mean, median
from typing import Any

from content.policy.comparison import Choice, Outcome
from content.policy.tuning import Opened, Search, Setting, find, next_trial, settle
from content.policy.tuning.finding import TRIAL, choose_setting

# As often as the task looks, at a busy school.
TOGETHER = 25
# A setting counts as worse from so much on.
TRIFLE = 0.01


@dataclass(frozen=True)
class KnownRule:
    """What is true of a rule.

    Attributes:
        opened: the numbers that may move.
        start: where its author left them.
        chance: how likely the next answer is right with a setting, 0 to 1.
    """

    opened: tuple[Opened, ...]
    start: Setting
    chance: Callable[[Setting], float]


@dataclass
class Course:
    """What happened until the search rested."""

    ended_at: Setting
    students: int = 0
    comparisons: int = 0
    visited: list[Setting] = field(default_factory=list)
    moves: list[tuple[Setting, Setting]] = field(default_factory=list)


def let_learn(rule: KnownRule, *, seed: str, students: int) -> Course:
    """Let a rule learn until its search rests; the same seed gives the same course.

    Args:
        rule: what is true of it.
        seed: of answers and choices.
        students: how many each comparison counts.
    """
    rng = random.Random(seed)  # noqa: S311  (answers are drawn, no secret is)
    search, course = Search(rule.start), Course(rule.start)
    while True:
        search, trial = next_trial(rule.opened, search)
        if trial is None:
            course.ended_at = search.at
            return course
        history: list[tuple[Choice, Outcome]] = []
        finding = None
        while finding is None:
            for _ in range(TOGETHER):
                choice = choose_setting(f"{seed}/{course.students}")
                course.students += 1
                chance = rule.chance(trial if choice.arm == TRIAL else search.at)
                is_right = rng.random() < chance
                history.append((choice, Outcome.RIGHT if is_right else Outcome.NOT_RIGHT))
            finding = find(history, students=students)
        course.comparisons += 1
        course.visited.append(trial)
        if finding.verdict == "better":
            course.moves.append((search.at, trial))
        search = settle(search, trial, is_better=finding.verdict == "better")


def course_figures(rule: KnownRule, courses: Sequence[Course]) -> dict[str, Any]:
    """Return what many courses come to.

    Returns:
        `moved`: the share of courses in which anything moved. `ended_better`, `ended_worse`: in which the
        next answer is right more or less often than at the start, by more than a point. `gain`: by how many
        points more often, on average. `best_gain`: what the best setting would give. `moves_to_worse`: of all
        moves, the share that led to a worse setting. `students`, `comparisons`: medians. `within`: no
        setting, tried or taken, lay beyond the ranges.
    """
    gains = [rule.chance(one.ended_at) - rule.chance(rule.start) for one in courses]
    moves = [move for one in courses for move in one.moves]
    worse = [rule.chance(to) < rule.chance(before) - TRIFLE for before, to in moves]
    grid = _ends_and_between(rule.opened)
    return {
        "moved": round(mean(bool(one.moves) for one in courses), 4),
        "ended_better": round(mean(gain > TRIFLE for gain in gains), 4),
        "ended_worse": round(mean(gain < -TRIFLE for gain in gains), 4),
        "gain": round(100 * mean(gains), 2),
        "best_gain": round(100 * (max(map(rule.chance, grid)) - rule.chance(rule.start)), 2),
        "moves_to_worse": round(mean(worse), 4) if worse else 0.0,
        "students": median(one.students for one in courses),
        "comparisons": median(one.comparisons for one in courses),
        "within": all(_is_within(rule.opened, setting) for one in courses for setting in one.visited),
    }


def _is_within(opened: Sequence[Opened], setting: Setting) -> bool:
    return all(one.low <= value <= one.high for one, value in zip(opened, setting, strict=True))


def _ends_and_between(opened: Sequence[Opened]) -> list[Setting]:
    settings: list[Setting] = [()]
    for one in opened:
        values = [one.low + (one.high - one.low) * step / 64 for step in range(65)]
        settings = [(*setting, value) for setting in settings for value in values]
    return settings
