"""A short test before a course: which question to ask next, and when it is sure what a student knows.

Beliefs about skills move by Bayes' rule as in knowledge tracing, without a chance to learn: nobody is shown
whether an answer was right. A skill may need others. Whoever knows it knows those as well, so that a right
answer lifts what a skill needs at least to it, and a wrong one holds what needs it at most to it.

Source: the beliefs are those of Corbett and Anderson (1995), see `mastery`; that a skill entails what it
needs, and that the question is best whose answer leaves the least uncertainty, is Falmagne and Doignon
(1988), "A class of stochastic procedures for the assessment of knowledge", BJMSP 41, for beliefs that are
kept skill by skill.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from tutor.domain.learning.mastery import (
    CEILING,
    FLOOR,
    MASTERED,
    BktParams,
    predicted_correct,
    updated_masteries,
)

# From which belief on a skill is taken as known, and up to which one as not known.
KNOWN, UNKNOWN = MASTERED, 1 - MASTERED
# From which belief on it is worth going on with a skill that others say nothing about.
PROMISING = 0.6

Skills = frozenset[int]
Beliefs = Mapping[int, float]


@dataclass(frozen=True)
class SkillMap:
    """The skills of a course: their parameters, and which others each needs.

    Raises:
        ValueError: a skill needs itself, by way of others or not.
    """

    params: Mapping[int, BktParams]
    needs: Mapping[int, Skills] = field(default_factory=dict)
    _below: dict[int, Skills] = field(default_factory=dict, init=False, repr=False)
    _above: dict[int, Skills] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for skill in self.params:
            self._below[skill] = self._all_needed(skill)
        above: dict[int, set[int]] = {skill: set() for skill in self.params}
        for skill, below in self._below.items():
            for needed in below:
                above[needed].add(skill)
        self._above.update({skill: frozenset(found) for skill, found in above.items()})

    def _all_needed(self, skill: int) -> Skills:
        found: set[int] = set()
        waiting = [skill]
        while waiting:
            for needed in self.needs.get(waiting.pop(), ()):
                if needed == skill:
                    raise ValueError(f"skill {skill} needs itself")
                if needed in self.params and needed not in found:
                    found.add(needed)
                    waiting.append(needed)
        return frozenset(found)

    def below(self, skill: int) -> Skills:
        """Return all that a skill needs, directly or by way of others."""
        return self._below[skill]

    def above(self, skill: int) -> Skills:
        """Return all that need a skill."""
        return self._above[skill]

    def start(self, known_before: Beliefs | None = None) -> dict[int, float]:
        """Return the beliefs before the first question, in (0, 1).

        Args:
            known_before: what is believed already, of some of the skills.
        """
        before = known_before or {}
        beliefs = {skill: before.get(skill, params.known) for skill, params in self.params.items()}
        capped = {skill: min(beliefs[one] for one in {skill, *self.below(skill)}) for skill in beliefs}
        return {skill: min(max(belief, FLOOR), CEILING) for skill, belief in capped.items()}


def updated_beliefs(beliefs: Beliefs, skills: Skills, *, correct: bool, of: SkillMap) -> dict[int, float]:
    """Return all beliefs after an answer to a question that needs some skills; nothing is learned by it.

    Raises:
        ValueError: the question needs no skill.
        KeyError: it needs one that is not of the map.
    """
    moved = dict(beliefs)
    order = sorted(skills)
    params = [replace(of.params[skill], learn=0.0) for skill in order]
    after = updated_masteries([beliefs[skill] for skill in order], correct=correct, params=params)
    moved.update(zip(order, after, strict=True))
    for skill in order:
        for other in of.below(skill) if correct else of.above(skill):
            bound = max if correct else min
            moved[other] = bound(moved[other], moved[skill])
    return moved


def best_question(beliefs: Beliefs, kinds: Iterable[Skills], *, of: SkillMap) -> Skills | None:
    """Return the skills of the question that says most, of the kinds there are; `None` when it is all sure.

    What a question says is by how much its answer will lessen the entropy of all beliefs, on average. Of two
    that say as much, the first is taken. Questions about what is sure already are left out.

    Where skills need nothing of one another, that alone would ask a little about each and be sure of none
    when the test ends. So a skill that stands by itself and looks known is asked about until it is sure.
    """
    open_kinds = [skills for skills in kinds if any(not is_sure(beliefs[skill]) for skill in skills)]
    promising = [skills for skills in open_kinds if _is_promising(beliefs, skills, of=of)]
    return max(
        promising or open_kinds, key=lambda skills: expected_gain(beliefs, skills, of=of), default=None
    )


def _is_promising(beliefs: Beliefs, skills: Skills, *, of: SkillMap) -> bool:
    stands_alone = not any(of.below(skill) or of.above(skill) for skill in skills)
    return stands_alone and all(beliefs[skill] >= PROMISING for skill in skills)


def expected_gain(beliefs: Beliefs, skills: Skills, *, of: SkillMap) -> float:
    """Return by how many bits the answer to a question lessens the entropy of the beliefs, on average."""
    order = sorted(skills)
    right = predicted_correct([beliefs[skill] for skill in order], [of.params[skill] for skill in order])
    touched = skills.union(*(of.below(skill) | of.above(skill) for skill in skills))
    before = sum(entropy(beliefs[skill]) for skill in touched)
    after = 0.0
    for correct, chance in ((True, right), (False, 1 - right)):
        moved = updated_beliefs(beliefs, skills, correct=correct, of=of)
        after += chance * sum(entropy(moved[skill]) for skill in touched)
    return before - after


def entropy(belief: float) -> float:
    """Return the entropy of a belief in bits, from 0 (sure) to 1 (one half)."""
    return -sum(part * log2(part) for part in (belief, 1 - belief) if part > 0)


def is_sure(belief: float) -> bool:
    """Say whether a skill needs no more questions."""
    return belief >= KNOWN or belief <= UNKNOWN


@dataclass(frozen=True)
class StepSkills:
    """A step by its key: the skills of it and of its questions; `is_open` if a question of it has none."""

    step: int
    skills: Skills
    is_open: bool = False


def steps_to_skip(lessons: Iterable[Sequence[StepSkills]], known: Skills) -> set[int]:
    """Return the steps that need not be taken, given the lessons with their steps.

    A step goes if it has skills and all are known. A step that has none, such as a welcome, goes with its
    whole lesson: where every other step of it goes.
    """
    skipped: set[int] = set()
    for steps in lessons:
        about_skills = [one for one in steps if one.skills or one.is_open]
        going = [one.step for one in about_skills if one.skills <= known and not one.is_open]
        is_whole = bool(going) and len(going) == len(about_skills)
        skipped.update(one.step for one in steps) if is_whole else skipped.update(going)
    return skipped
