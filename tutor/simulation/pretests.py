"""Learners whose knowledge is known take pre-tests: how many questions they take, and how right they are.

A learner knows a skill only together with what it needs, unless the truth is told to break that rule. Answers
slip and are guessed as the skill's parameters say, or with more noise than they say.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, stdev
from typing import Any

from tutor.domain.learning.mastery import BktParams
from tutor.domain.learning.pretest import KNOWN, SkillMap, Skills, best_question, updated_beliefs

Truth = dict[int, bool]


@dataclass(frozen=True)
class Setting:
    """One way to run the simulation.

    Attributes:
        skills, questions: how many skills the course has, and questions for each.
        needs: whether the test knows what the skills need.
        is_adaptive: whether it chooses its questions; else it asks skill after skill, in turn.
        most: the limit of questions.
        noise: slips and guesses of learners beyond those of the parameters.
        odd: the share of skills that are known, or not, against what they need.
    """

    skills: int = 12
    questions: int = 6
    needs: bool = True
    is_adaptive: bool = True
    most: int = 15
    noise: float = 0.0
    odd: float = 0.0


@dataclass(frozen=True)
class Outcome:
    """What came of one pre-test: questions asked; skills called known, of those rightly; known in truth."""

    asked: int
    called_known: int
    rightly: int
    known: int


def draw_course(setting: Setting, rng: random.Random) -> SkillMap:
    """Return skills in an order in which each but the first needs one or two of those before it."""
    params, needs = {}, {}
    for skill in range(setting.skills):
        params[skill] = BktParams(known=0.5, slip=rng.uniform(0.05, 0.15), guess=rng.uniform(0.1, 0.3))
        earlier = list(range(max(0, skill - 4), skill))
        needs[skill] = frozenset(rng.sample(earlier, min(len(earlier), rng.choice((1, 2)))))
    return SkillMap(params, needs)


def draw_truth(course: SkillMap, setting: Setting, rng: random.Random) -> Truth:
    """Return what a learner knows: each skill whose needs are known, with a chance of the learner's own."""
    ability = rng.betavariate(2, 1)
    truth: Truth = {}
    for skill in course.params:
        has_needs = all(truth[needed] for needed in course.needs[skill])
        truth[skill] = has_needs and rng.random() < ability
    return {skill: known != (rng.random() < setting.odd) for skill, known in truth.items()}


def take_pretest(course: SkillMap, truth: Truth, setting: Setting, rng: random.Random) -> Outcome:
    """Let a learner take the test; each question is asked once at most."""
    seen = course if setting.needs else SkillMap(course.params)
    left = {frozenset({skill}): setting.questions for skill in course.params}
    beliefs = seen.start()
    asked = 0
    choose = _choose_best if setting.is_adaptive else _choose_in_turn
    while asked < setting.most and (
        skills := choose(beliefs, [one for one, n in left.items() if n], seen, left)
    ):
        params = course.params[next(iter(skills))]
        knows = all(truth[skill] for skill in skills)
        chance = (1 - params.slip - setting.noise) if knows else params.guess + setting.noise
        beliefs = updated_beliefs(beliefs, skills, correct=rng.random() < chance, of=seen)
        left[skills] -= 1
        asked += 1
    called = [skill for skill, belief in beliefs.items() if belief >= KNOWN]
    return Outcome(asked, len(called), sum(truth[skill] for skill in called), sum(truth.values()))


def _choose_best(beliefs: dict[int, float], kinds: list[Skills], seen: SkillMap, _: Any) -> Skills | None:
    return best_question(beliefs, kinds, of=seen)


def _choose_in_turn(_: Any, kinds: list[Skills], __: Any, left: dict[Skills, int]) -> Skills | None:
    return max(kinds, key=lambda skills: left[skills], default=None)


def run_setting(setting: Setting, *, students: int, seeds: Sequence[int]) -> dict[str, Any]:
    """Return the setting with its figures: means over seeds, with the standard deviation between them.

    `precision` is the share of skills called known that are; `recall` the share of known ones that are found.
    """
    by_seed = [_run_once(setting, students, random.Random(seed)) for seed in seeds]  # noqa: S311
    names = ("asked", "precision", "recall")
    figures = {name: [run[name] for run in by_seed] for name in names}
    return {
        **asdict(setting),
        **{name: round(mean(values), 4) for name, values in figures.items()},
        **{
            f"{name}_sd": round(stdev(values), 4) if len(values) > 1 else 0.0
            for name, values in figures.items()
        },
    }


def _run_once(setting: Setting, students: int, rng: random.Random) -> dict[str, float]:
    outcomes = []
    for _ in range(students):
        course = draw_course(setting, rng)
        outcomes.append(take_pretest(course, draw_truth(course, setting, rng), setting, rng))

    def share(part: Callable[[Outcome], int], whole: Callable[[Outcome], int]) -> float:
        return sum(map(part, outcomes)) / max(1, sum(map(whole, outcomes)))

    return {
        "asked": mean(one.asked for one in outcomes),
        "precision": share(lambda one: one.rightly, lambda one: one.called_known),
        "recall": share(lambda one: one.rightly, lambda one: one.known),
    }


def settings_to_run() -> list[Setting]:
    """Return what is compared: the choice of questions, what is known of needs, limits, and worse truths."""
    limits = [Setting(most=most) for most in (5, 10, 15, 20, 30)]
    plain = [Setting(most=most, needs=False) for most in (10, 15, 20, 30)]
    in_turn = [Setting(most=most, needs=False, is_adaptive=False) for most in (10, 15, 20, 30)]
    return [*limits, *plain, *in_turn, Setting(noise=0.05), Setting(odd=0.05), Setting(odd=0.1)]
