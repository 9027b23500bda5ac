"""When a question is worth asking again: after ever longer rests, as long as it goes well.

Spaced practice holds better than the same practice in one go: Cepeda, Pashler, Vul, Wixted and Rohrer (2006),
"Distributed practice in verbal recall tasks", Psychological Bulletin 132.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

REST_DAYS = (1, 3, 7)
# A day counts from its twentieth hour, so that who practises at four each day is never ten minutes early.
EARLY = timedelta(hours=4)


@dataclass(frozen=True)
class Try:
    """One answer to a question; it is right when it is correct and was given without a hint."""

    at: datetime
    is_right: bool


def read_tries(answers: Sequence[tuple[datetime, bool]], hints: Sequence[datetime]) -> list[Try]:
    """Return one student's tries at one question.

    A hint makes the next try wrong: asking for help is not knowing (Corbett and Anderson 1995).

    Args:
        answers: when each came and whether it was correct, in time order.
        hints: when each was opened.
    """
    tries: list[Try] = []
    before: datetime | None = None
    for at, is_correct in answers:
        has_help = any((before is None or hint > before) and hint <= at for hint in hints)
        tries.append(Try(at, is_correct and not has_help))
        before = at
    return tries


def counting_tries(tries: Sequence[Try]) -> list[Try]:
    """Return the tries that say something about knowing: the first, and the first after each rest.

    A second try right after the feedback mostly tells that the feedback was read.

    Args:
        tries: all answers of one student to one question, in time order.
    """
    counting: list[Try] = []
    last: datetime | None = None
    for entry in tries:
        if last is None or entry.at >= _due_after(counting, last):
            counting.append(entry)
        last = entry.at
    return counting


def next_due(tries: Sequence[Try]) -> datetime | None:
    """Return when a question is due again; `None` before it was tried at all.

    The rest after the last try grows with each review in a row that went well: 1, 3, then 7 days.
    """
    return _due_after(counting_tries(tries), tries[-1].at) if tries else None


def describe_wait(days: int) -> str:
    """Return when a question comes again, `days` calendar days from today."""
    return {0: "later today", 1: "tomorrow"}.get(days, f"in {days} days")


def this_time(tries: Sequence[Try]) -> int:
    """Return how many of the last tries belong to the present practice: since the last one that counted."""
    counting = counting_tries(tries)
    return sum(entry.at >= counting[-1].at for entry in tries) if counting else 0


def _due_after(counting: Sequence[Try], last: datetime) -> datetime:
    successes = 0
    for review in counting[1:]:
        successes = successes + 1 if review.is_right else 0
    return last + timedelta(days=REST_DAYS[min(successes, len(REST_DAYS) - 1)]) - EARLY
