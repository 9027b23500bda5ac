"""Who is stuck, by what they did: never by a face, never by a mood."""

from collections.abc import Sequence
from dataclasses import dataclass

WRONG_IN_ROW = 3
LONG_S = 360.0


@dataclass(frozen=True)
class LearningFacts:
    """What one learner did at the present step.

    Attributes:
        answers: whether each answer at the step was right, oldest first.
        seconds_on_step: since the learner came to it (s).
        says_lost: tapped "I'm lost" lately.
    """

    answers: Sequence[bool] = ()
    seconds_on_step: float = 0.0
    says_lost: bool = False


def stuck_reasons(facts: LearningFacts) -> list[str]:
    """Return why a teacher may want to look at this learner, in words; empty where nothing calls for it."""
    reasons = []
    if facts.says_lost:
        reasons.append("asked for help")
    wrong = 0
    for is_correct in reversed(facts.answers):
        if is_correct:
            break
        wrong += 1
    if wrong >= WRONG_IN_ROW:
        reasons.append(f"wrong {wrong} times")
    if facts.seconds_on_step >= LONG_S and not (facts.answers and facts.answers[-1]):
        reasons.append(f"{facts.seconds_on_step / 60:.0f} minutes on this step")
    return reasons
