"""Which tries at a question say something about knowing: the first of a day, after a rest.

When practice is due is another matter, and FSRS's: see `tutor.domain.learning.review`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from fsrs import Rating

# So long a question rests before a try counts again, on whichever day: midnight alone is no rest.
LEAST_REST = timedelta(hours=6)


@dataclass(frozen=True)
class Try:
    """One answer to a question; it is right when it is correct and was given without a hint."""

    at: datetime
    is_correct: bool
    has_help: bool = False

    @property
    def is_right(self) -> bool:
        """Say whether it speaks for knowing: asking for help does not (Corbett and Anderson 1995)."""
        return self.is_correct and not self.has_help

    @property
    def rating(self) -> Rating:
        """Return how the review went, as FSRS counts it."""
        if not self.is_correct:
            return Rating.Again
        # Never `Easy`: how quickly an answer came says nothing of knowing (decision 0028).
        return Rating.Hard if self.has_help else Rating.Good


def read_tries(answers: Sequence[tuple[datetime, bool]], hints: Sequence[datetime]) -> list[Try]:
    """Return one student's tries at one question; a hint helps the next one.

    Args:
        answers: when each came and whether it was correct, in time order.
        hints: when each was opened.
    """
    tries: list[Try] = []
    before: datetime | None = None
    for at, is_correct in answers:
        has_help = any((before is None or hint > before) and hint <= at for hint in hints)
        tries.append(Try(at, is_correct, has_help))
        before = at
    return tries


def counting_tries(tries: Sequence[Try], *, zone: tzinfo) -> list[Try]:
    """Return the tries that say something about knowing: the first of each day, after a rest.

    A second try right after the feedback mostly tells that the feedback was read.

    Args:
        tries: all answers of one student to one question, in time order.
        zone: where the student's days begin.
    """
    counting: list[Try] = []
    last: Try | None = None
    for entry in tries:
        if last is None or _is_rested(counting[-1].at, last.at, entry.at, zone):
            counting.append(entry)
        last = entry
    return counting


def has_rested(tries: Sequence[Try], *, now: datetime, zone: tzinfo) -> bool:
    """Say whether a try now would count."""
    counting = counting_tries(tries, zone=zone)
    return not counting or _is_rested(counting[-1].at, tries[-1].at, now, zone)


def this_time(tries: Sequence[Try], *, zone: tzinfo) -> int:
    """Return how many of the last tries belong to the present practice: since the last one that counted."""
    counting = counting_tries(tries, zone=zone)
    return sum(entry.at >= counting[-1].at for entry in tries) if counting else 0


def _is_rested(counted: datetime, last: datetime, now: datetime, zone: tzinfo) -> bool:
    is_another_day = now.astimezone(zone).date() > counted.astimezone(zone).date()
    return is_another_day and now - last >= LEAST_REST
