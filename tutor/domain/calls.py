"""Who needs their teacher, by what they said and did: never by a face, never by a mood."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from content import figures
from content.language import gettext, ngettext, with_names
from content.signals.step import count_wrong_in_row

WRONG_IN_ROW = 3
LONG_S = 360.0


@dataclass(frozen=True)
class LearningFacts:
    """What one learner did at the present step; every moment in epoch seconds.

    Attributes:
        now: the moment at which it is asked.
        entered_at: when the learner came to the step.
        answers: when each answer at the step came and whether it was right, oldest first.
        lost_at: when the learner tapped "I'm lost" at the step, if that still is the last word.
        shown: the titles of the misconceptions that the wrong answers since the last right one have shown.
        hand_at: when the learner's hand went up, while it is up.
        fits: for each wrong answer since the last right one, oldest first, the titles of the misconceptions
            that it shows.
    """

    now: float
    entered_at: float
    answers: Sequence[tuple[float, bool]] = ()
    lost_at: float | None = None
    hand_at: float | None = None
    shown: Sequence[str] = ()
    fits: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Reason:
    """Why a teacher may want to look at a learner, and since when (epoch seconds)."""

    kind: Literal["hand", "lost", "stuck"]
    words: str
    since: float


def call_reasons(facts: LearningFacts) -> list[Reason]:
    """Return why a teacher may want to look at this learner; empty where nothing calls for it.

    A right answer ends what was said and done before it, but lowers no hand.
    """
    reasons = []
    last_right = max((at for at, is_correct in facts.answers if is_correct), default=float("-inf"))
    in_row = count_wrong_in_row([is_correct for _, is_correct in facts.answers])
    wrong = [at for at, _ in facts.answers[len(facts.answers) - in_row :]]
    if facts.hand_at is not None:
        reasons.append(Reason("hand", gettext("hand up"), facts.hand_at))
    if facts.lost_at is not None and facts.lost_at > last_right:
        reasons.append(Reason("lost", gettext("says “I’m lost”"), facts.lost_at))
    if in_row >= WRONG_IN_ROW:
        reasons.append(
            Reason(
                "stuck",
                _say_wrong(in_row, facts.shown),
                wrong[WRONG_IN_ROW - 1],
            )
        )
    stay = facts.now - facts.entered_at
    if stay >= LONG_S and not (facts.answers and facts.answers[-1][1]):
        reasons.append(Reason("stuck", _say_stay(stay / 60), facts.entered_at + LONG_S))
    return reasons


def _say_wrong(times: int, shown: Sequence[str]) -> str:
    words = ngettext("wrong %(n)s time", "wrong %(n)s times", times) % {"n": times}
    if not shown:
        return words
    named = figures.in_a_row(with_names(gettext("“%(title)s”"), {"title": title}) for title in shown)
    return gettext("%(wrong)s: %(shown)s") % {"wrong": words, "shown": named}


def _say_stay(minutes: float) -> str:
    text = ngettext("%(n)s minute on this step", "%(n)s minutes on this step", round(minutes))
    return text % {"n": round(minutes)}
