"""What a reader gives back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc

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
        further: the other courses of the same source.
    """

    format: str
    course: CourseDoc
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    is_whole: bool = False
    ignored: tuple[str, ...] = ()
    further: tuple["Reading", ...] = ()

    def each(self) -> tuple["Reading", ...]:
        """Return one reading for each course of the source."""
        return (replace(self, further=()), *self.further)

    def with_licence(self, licence: str) -> "Reading":
        """Return it with a licence for all that has none: for a whole course, or for the steps of a bank."""
        course = self.course
        if self.is_whole:
            course = replace(course, licence=course.licence or licence)
        else:
            course = replace(course, lessons=tuple(_licensed(lesson, licence) for lesson in course.lessons))
        further = tuple(one.with_licence(licence) for one in self.further)
        return replace(self, course=course, further=further)

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


def _licensed(lesson: LessonDoc, licence: str) -> LessonDoc:
    steps = (replace(step, licence=step.licence or licence) for step in lesson.steps)
    return replace(lesson, steps=tuple(steps))


@dataclass(frozen=True)
class Wanted:
    """How to read.

    Attributes:
        course: the address that is asked for.
        complete: refuse an unfinished course.
        licence: what is stated for all that has no licence of its own.
        part: of several courses the one to take, by its title or address; empty for all.
        on_progress: hears how much is read and how much there is, in units of the reader's own.
    """

    course: str = ""
    licence: str = ""
    part: str = ""
    complete: bool = False
    on_progress: Callable[[int, int], None] = lambda done, total: None
