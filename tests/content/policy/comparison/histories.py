"""Choices and what came of them, for tests of what is said of them."""

import random

from content.policy.comparison import Arm, Outcome, Standing, Terms, choose

PLAIN, PICTURE, STORY = Arm("plain", "1"), Arm("picture", "1"), Arm("story", "1")


def history_of(chances, students, *, seed="s", terms=Terms(), known_after=0):  # noqa: B008  (it is frozen)
    """Let students choose one by one; outcomes count `known_after` choices later than they could."""
    rng = random.Random(seed)
    history = []
    for number in range(students):
        told = history[: max(0, number - known_after)]
        standings = [count(told, arm) for arm in chances]
        choice = choose(standings, seed=f"{seed}/{number}", terms=terms)
        history.append((choice, outcome(rng.random() < chances[choice.arm])))
    return history


def count(history, arm):
    came = [what for choice, what in history if choice.arm == arm]
    return Standing(arm, came.count(Outcome.RIGHT), came.count(Outcome.NOT_RIGHT))


def outcome(is_right):
    return Outcome.RIGHT if is_right else Outcome.NOT_RIGHT
