"""Bayesian knowledge tracing: how likely it is that a student knows a skill.

Source: Corbett and Anderson (1995), "Knowledge tracing: modeling the acquisition of procedural
knowledge", UMUAI 4. Questions with several skills follow the noisy-AND of Junker and Sijtsma (2001): the
question is answered from knowledge only by who knows all its skills.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from content.language import gettext, gettext_noop

MASTERED = 0.95
# From which belief on a student reads what.
LEVELS = (
    (0.0, gettext_noop("Just starting")),
    (0.45, gettext_noop("Getting it")),
    (0.75, gettext_noop("Nearly there")),
    (MASTERED, gettext_noop("You have this")),
)
# No belief ever becomes certain: from 0 or 1 no answer could move it again, and evidence would be 0/0.
FLOOR, CEILING = 1e-4, 1 - 1e-4
# How likely slips and guesses may be together. From 1 on a right answer would speak against knowing.
MOST_NOISE = 1 - 1e-9


@dataclass(frozen=True)
class BktParams:
    """One skill's parameters, all probabilities.

    Attributes:
        known: that a student knows it before the first answer.
        learn: that one who does not know it knows it after an answer.
        slip: of a wrong answer though it is known.
        guess: of a right answer though it is not.

    Raises:
        ValueError: one lies outside [0, 1], or guess + slip reach 1, so that a right answer
            would speak against knowing.
    """

    known: float = 0.3
    learn: float = 0.15
    slip: float = 0.1
    guess: float = 0.2

    def __post_init__(self) -> None:
        for name in ("known", "learn", "slip", "guess"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in [0, 1], got {getattr(self, name)}")
        if self.slip + self.guess >= 1:
            raise ValueError(f"slip + guess must stay below 1, got {self.slip + self.guess}")


def updated_mastery(p_known: float, *, correct: bool, params: BktParams) -> float:
    """Return P(skill known) after one answer to a question with this one skill.

    Raises:
        ValueError: `p_known` is outside [0, 1].
    """
    return updated_masteries([p_known], correct=correct, params=[params])[0]


def updated_masteries(p_known: Sequence[float], *, correct: bool, params: Sequence[BktParams]) -> list[float]:
    """Return P(skill known) of each skill after one answer to a question that needs them all.

    Bayes' rule for each skill, the others marginalised out, then one chance to learn each:

        P(right) = (1 - s) K + g (1 - K),  K = prod p_i,  s = 1 - prod (1 - s_i),  g = mean g_i

    with s + g kept below 1 (`combined_noise`).

    Args:
        p_known: P(known) of each skill before the answer, each in [0, 1].
        correct: whether the answer was right.
        params: the parameters of each skill, in the same order.

    Raises:
        ValueError: no skill, lengths that differ, or a belief outside [0, 1].
    """
    if not p_known or len(p_known) != len(params):
        raise ValueError(f"need one belief for each skill, got {len(p_known)} for {len(params)}")
    for belief in p_known:
        if not 0 <= belief <= 1:
            raise ValueError(f"p_known must lie in [0, 1], got {belief}")
    beliefs = [min(max(belief, FLOOR), CEILING) for belief in p_known]
    slip, guess = combined_noise(params)
    if_all, if_not = (1 - slip, guess) if correct else (slip, 1 - guess)
    updated = []
    for index, (belief, skill) in enumerate(zip(beliefs, params, strict=True)):
        others = prod(other for number, other in enumerate(beliefs) if number != index)
        if_known = if_all * others + if_not * (1 - others)
        evidence = belief * if_known + (1 - belief) * if_not
        # It is 0 where nobody guesses and the product of very many skills underflows.
        posterior = belief * if_known / evidence if evidence > 0 else belief
        learned = posterior + (1 - posterior) * skill.learn
        updated.append(min(max(learned, FLOOR), CEILING))
    return updated


def combined_noise(params: Sequence[BktParams]) -> tuple[float, float]:
    """Return P(wrong | all skills known) and P(right | not all known) of a question that needs them all.

    Each skill's own pair stays below 1, but several slips add up: where slip and guess together would reach
    1, both shrink in proportion, so that a right answer never speaks against a skill, nor a wrong one for it.
    """
    slip = 1 - prod(1 - skill.slip for skill in params)
    guess = sum(skill.guess for skill in params) / len(params)
    shrink = min(1.0, MOST_NOISE / (slip + guess)) if slip + guess else 1.0
    return slip * shrink, guess * shrink


def predicted_correct(p_known: Sequence[float], params: Sequence[BktParams]) -> float:
    """Return P(right answer) to a question that needs all these skills."""
    slip, guess = combined_noise(params)
    known = prod(p_known)
    return (1 - slip) * known + guess * (1 - known)


def mastery_level(p_known: float) -> int:
    """Return how far a student is with a skill, from 1 to `len(LEVELS)`, which is mastery."""
    return max(1, sum(p_known >= least for least, _ in LEVELS))


def describe_mastery(p_known: float) -> str:
    """Return mastery in the student's words."""
    return gettext(LEVELS[mastery_level(p_known) - 1][1])
