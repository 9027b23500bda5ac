"""What came of a choice, and what to make of whatever is missing.

One idea is behind all rules: chance alone parted the students, so on both arms they are alike. To leave out
whoever did something that the arm may have brought about, such as leaving, makes them unlike. So a student
counts for the arm that was chosen, whatever became of it ("intention to treat"), and is void only for what no
arm can have caused.

- *Left without an answer*: not right. Those who give up are what a worse explanation is about.
- *Undone, or "Didn't help"*: as everybody else, by the answer. To undo is part of what the arm did.
- *No question after it*: chance does not choose at all (`has_question`); nothing would be learned.
- *The question was taken away, or the student's data erased*: void, for either arm alike.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

WAIT_S = 24 * 3600.0
WEEK_S = 7 * 24 * 3600.0


class Outcome(enum.StrEnum):
    """What came of a choice; `OPEN`: it is not known yet, `VOID`: it never will be, and through no arm."""

    RIGHT = "right"
    NOT_RIGHT = "not_right"
    OPEN = "open"
    VOID = "void"


@dataclass(frozen=True)
class Try:
    """An answer that a student gave; `at` in epoch seconds."""

    at: float
    is_right: bool
    had_hint: bool = False


def next_answer(chosen_at: float, tries: Sequence[Try], *, now: float, is_gone: bool = False) -> Outcome:
    """Return the primary outcome: whether the next answer was right, without a hint.

    Args:
        chosen_at: epoch seconds.
        now: epoch seconds.
        tries: answers to the step's questions, in time order; a hint of before the choice does not count.
        is_gone: there is no question any more, or no student.
    """
    first = _first_after(chosen_at, tries, now)
    if first is not None:
        return Outcome.RIGHT if first.is_right and not first.had_hint else Outcome.NOT_RIGHT
    if is_gone:
        return Outcome.VOID
    return Outcome.OPEN if now < chosen_at + WAIT_S else Outcome.NOT_RIGHT


def seconds_to_right(chosen_at: float, tries: Sequence[Try], *, now: float) -> float | None:
    """Return how long the first right answer took, in seconds; `None` while it may still come.

    Who never gives one counts with the longest time there is, `WAIT_S`: left out, an arm that drives the slow
    away would look quick. So compare medians, which do not ask how long that is.
    """
    for one in tries:
        if one.is_right and chosen_at < one.at <= min(now, chosen_at + WAIT_S):
            return one.at - chosen_at
    return None if now < chosen_at + WAIT_S else WAIT_S


def mastery_after_a_week(
    chosen_at: float, beliefs: Sequence[tuple[float, float]], *, now: float
) -> float | None:
    """Return what was believed of the step's skill a week after the choice; `None` while the week lasts.

    Nothing is missing here: who gave no answer in the week has the belief of before.

    Args:
        chosen_at: epoch seconds.
        beliefs: (epoch seconds, `p_known`) from before the choice on, in time order.
        now: epoch seconds.

    Raises:
        ValueError: no belief is from before the week's end.
    """
    if now < chosen_at + WEEK_S:
        return None
    held = [p_known for at, p_known in beliefs if at <= chosen_at + WEEK_S]
    if not held:
        raise ValueError("no belief from before the end of the week")
    return held[-1]


def helped_bounds(helped: int, did_not: int, silent: int) -> tuple[float, float]:
    """Return the least and the greatest share who were helped, whatever the silent would have said.

    Who taps "Helped" is no random part of the class, so a share of those who tapped would claim too much
    (Manski 1989, "Anatomy of the selection problem").

    Raises:
        ValueError: there is nobody.
    """
    everybody = helped + did_not + silent
    if everybody <= 0:
        raise ValueError("there is nobody")
    return helped / everybody, (helped + silent) / everybody


def has_question(questions_after: int, *, is_answered: bool) -> bool:
    """Say whether chance may choose: an answer can follow, and the question is not answered yet."""
    return questions_after > 0 and not is_answered


def _first_after(chosen_at: float, tries: Sequence[Try], now: float) -> Try | None:
    until = min(now, chosen_at + WAIT_S)
    return next((one for one in tries if chosen_at < one.at <= until), None)
