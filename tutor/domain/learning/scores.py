"""What a lesson counts in a gradebook: a rule on answers and skills that a teacher can say in one sentence.

A question counts whole once it was right at the first try without help, or once its student knows the skills
that it needs; half once it was right after that; and nothing while it is open. A lesson's score is the mean
over its questions, a course's the mean over its lessons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

LATER = 0.5


class Progress(StrEnum):
    """How far a student is (`activityProgress`, AGS 2.0, 3.4.4)."""

    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"


class Grading(StrEnum):
    """Whether a score is final (`gradingProgress`, AGS 2.0, 3.4.5)."""

    PENDING = "Pending"
    FULLY_GRADED = "FullyGraded"


@dataclass(frozen=True)
class QuestionStanding:
    """What there is of one student and one question.

    Attributes:
        right_at_first: the first try was right, without a hint before it.
        right: some try was.
        known: each of its skills is mastered, or a pre-test showed that the step can be skipped.
    """

    right_at_first: bool = False
    right: bool = False
    known: bool = False

    @property
    def share(self) -> float:
        """Return what the question counts, from 0 to 1."""
        if self.right_at_first or self.known:
            return 1.0
        return LATER if self.right else 0.0


@dataclass(frozen=True)
class LessonStanding:
    """What there is of one student and one lesson.

    Attributes:
        is_begun: there is anything to tell.
        is_ended: it is worked through, or skipped as a whole after a pre-test.
    """

    is_begun: bool
    is_ended: bool
    questions: tuple[QuestionStanding, ...] = ()

    @property
    def score(self) -> float | None:
        """Return the lesson's score, from 0 to 1; of one without questions `None` until it has ended."""
        if self.questions:
            return fmean(question.share for question in self.questions)
        return 1.0 if self.is_ended else None


@dataclass(frozen=True)
class Standing:
    """What is told of one student in one column.

    Attributes:
        score: from 0 to 1; `None` where there is none yet.
    """

    score: float | None
    progress: Progress

    @property
    def grading(self) -> Grading:
        """Return whether the score is final: it is once the lesson has ended, and may still grow."""
        return Grading.FULLY_GRADED if self.progress is Progress.COMPLETED else Grading.PENDING


def standing_in(lessons: Sequence[LessonStanding], *, best: float | None = None) -> Standing | None:
    """Return what a column tells of its lessons; `None` while none is begun.

    Args:
        lessons: one, or those of a course.
        best: the highest score so far: practising does not cost anything, so it never falls.
    """
    if not any(lesson.is_begun for lesson in lessons):
        return None
    ended = all(lesson.is_ended for lesson in lessons)
    known = [lesson.score for lesson in lessons]
    score = None if all(one is None for one in known) else fmean(one or 0.0 for one in known)
    if score is not None and best is not None:
        score = max(score, best)
    return Standing(score, Progress.COMPLETED if ended else Progress.IN_PROGRESS)
