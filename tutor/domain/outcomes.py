"""What came of an adaptation: was the next answer right, and did confusion end within a minute.

Each is `None` where nothing tells. These are for reports about rules; they never grade a student.
"""

from collections.abc import Sequence

from content.signals.camera import ENTER, LEAVE, MIN_COVERAGE, WINDOW_S, ClipReading, mean_levels

WITHIN_S = 60.0
# A word counts as the state before help while it is this fresh (s).
SAID_S = 60.0
LOST, NOT_LOST = "lost", ("fine", "got_it")


def next_answer_right(helped_at: float, answers: Sequence[tuple[float, bool]]) -> bool | None:
    """Return whether the first answer after the help was right; `None` while there is none.

    Args:
        helped_at: epoch seconds.
        answers: (epoch seconds, correct) of the answers at the step, in time order.
    """
    return next((is_correct for at, is_correct in answers if at > helped_at), None)


def confusion_ended(
    helped_at: float, *, readings: Sequence[ClipReading], reports: Sequence[tuple[float, str]]
) -> bool | None:
    """Return whether a student who was confused at `helped_at` was not any more within a minute.

    The student's word is believed before the face. `None`: the student was not known to be confused, or
    neither word nor face told how it went on.

    Args:
        helped_at: epoch seconds.
        readings: clips from before and after, in time order.
        reports: (epoch seconds, word) of the taps at the step, in time order.
    """
    was_lost = _last_word(reports, helped_at - SAID_S, helped_at) == LOST
    level = _mean_confusion(readings, helped_at)
    if not was_lost and (level is None or level < ENTER):
        return None
    said = _last_word(reports, helped_at, helped_at + WITHIN_S)
    if said is not None:
        return said in NOT_LOST
    return _face_cleared(helped_at, readings)


def _last_word(reports: Sequence[tuple[float, str]], after: float, until: float) -> str | None:
    words = [word for at, word in reports if after < at <= until and word in (LOST, *NOT_LOST)]
    return words[-1] if words else None


def _face_cleared(helped_at: float, readings: Sequence[ClipReading]) -> bool | None:
    """Return whether the 10 s mean fell below `LEAVE`; `None` if it did not while hardly being seen."""
    within = [reading for reading in readings if helped_at < reading.at <= helped_at + WITHIN_S]
    moments = [reading.at for reading in within if reading.at >= helped_at + WINDOW_S]
    levels = [_mean_confusion(readings, at) for at in moments]
    if any(level is not None and level < LEAVE for level in levels):
        return True
    seen_until_the_end = bool(moments) and moments[-1] > helped_at + WITHIN_S - WINDOW_S
    was_seen = sum(level is not None for level in levels) >= MIN_COVERAGE * len(levels)
    return False if seen_until_the_end and was_seen else None


def _mean_confusion(readings: Sequence[ClipReading], at: float) -> float | None:
    window = [reading for reading in readings if at - WINDOW_S < reading.at <= at]
    return mean_levels(window, {"confused"}).get("confused")
