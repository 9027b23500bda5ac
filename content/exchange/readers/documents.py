"""What a reader gives back."""

from collections.abc import Callable
from dataclasses import dataclass

from content.coursefiles.documents import CourseDoc, StepDoc

COUNTED = ("courses", "lessons", "steps", "questions", "hints", "skills", "pictures")
"""What a report counts, in its order."""


@dataclass(frozen=True)
class Skipped:
    """What was not taken: where it stands, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """What came of a source.

    Attributes:
        is_whole: the source is the course from end to end, and what it lacks leaves the course; a bank of
            questions only brings its own parts.
        notes: what was changed on the way, and what a reader has to say besides.
        ignored: files beside it that belong to no course.
    """

    format: str
    course: CourseDoc
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    is_whole: bool = False
    ignored: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return how many parts of each kind were taken."""
        steps = self.steps()
        questions = [question for step in steps for question in step.questions]
        return {
            "courses": 1 if steps or self.is_whole else 0,
            "lessons": len(self.course.lessons),
            "steps": len(steps),
            "questions": len(questions),
            "hints": sum(len(question.hints) for question in questions),
            "skills": len(self.course.skills),
            "pictures": len(self.course.images),
        }

    def steps(self) -> list[StepDoc]:
        """Return the steps of all lessons."""
        return [step for lesson in self.course.lessons for step in lesson.steps]


@dataclass(frozen=True)
class Wanted:
    """How to read: `course` is the address that is asked for, `complete` refuses an unfinished course."""

    course: str = ""
    complete: bool = False
    on_progress: Callable[[int, int], None] = lambda done, total: None
