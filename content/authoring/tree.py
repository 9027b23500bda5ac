"""The lessons and steps of a course, of a large one a part at a time.

A course of up to `WHOLE_STEPS` steps and as many lessons is shown whole. Of a larger one the lessons are
folded, all but one, and both lessons and steps come in pages: a page's size has a bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q

from content.keys import read_key
from content.models import Course, Lesson, Step

WHOLE_STEPS = 200
PAGE_SIZE = 50
"""Of so many lessons, and of so many steps of the open lesson, a large course shows one page."""


@dataclass(frozen=True)
class View:
    """What is shown of a large course: a page of lessons, the open lesson (0: none), a page of its steps.

    Pages count from 0.
    """

    lessons: int = 0
    opened: int = 0
    steps: int = 0

    def __str__(self) -> str:
        return f"{self.lessons}.{self.opened}.{self.steps}"

    @classmethod
    def read(cls, text: str) -> "View | None":
        """Return the view that an address names; None where it names none."""
        keys = [read_key(part) for part in text.split(".", 3)]
        if len(keys) != 3:
            return None
        lessons, opened, steps = keys
        if lessons is None or opened is None or steps is None:
            return None
        return cls(lessons, opened, steps)


@dataclass(frozen=True)
class Page:
    """What is shown of a row of parts, and the views before and after it; None where there is nothing."""

    parts: Sequence[Any]
    first: int = 1
    before: View | None = None
    after: View | None = None


@dataclass(frozen=True)
class Branch:
    """A lesson with its steps, or without if it is folded; `toggled` is the view with it opened or folded."""

    lesson: Lesson
    step_total: int
    steps: Page | None
    toggled: View | None = None


@dataclass(frozen=True)
class Tree:
    """What is shown of a course: `branches.parts` are of `Branch`. Of a whole tree `view` is None."""

    branches: Page
    view: View | None = None


def is_large(course: Course) -> bool:
    """Return whether a course has more lessons or steps than are shown at once."""
    return _is_large(_lessons_with_totals(course))


def tree_of(course: Course, *, here: Any = None, view: View | None = None) -> Tree:
    """Return the tree beside the form of the part `here`, in two queries.

    Without a `view`, a large course is opened where `here` stands.
    """
    lessons = _lessons_with_totals(course)
    if not _is_large(lessons):
        steps = _steps_of([lesson.pk for lesson in lessons])
        whole = [Branch(one, one.step_total, Page(_within(steps, one.pk))) for one in lessons]
        return Tree(Page(whole))
    opened = view.opened if view else _lesson_at(here)
    steps = _steps_of([lesson.pk for lesson in lessons if lesson.pk == opened])
    view = view or View(_page_with(lessons, opened), opened, _page_with(steps, here.pk if here else 0))
    shown = _page(lessons, view, "lessons")
    return Tree(replace(shown, parts=[_branch(lesson, steps, view) for lesson in shown.parts]), view)


def _lessons_with_totals(course: Course) -> list[Any]:
    current = Count("steps", filter=Q(steps__archived_at__isnull=True))
    return list(course.lessons.only("title", "position", "course").annotate(step_total=current))


def _is_large(lessons: Sequence[Any]) -> bool:
    steps: int = sum(lesson.step_total for lesson in lessons)
    return max(len(lessons), steps) > WHOLE_STEPS


def _steps_of(lessons: Sequence[int]) -> list[Step]:
    return list(Step.objects.filter(lesson__in=lessons).only("title", "can_confuse", "lesson", "position"))


def _within(steps: Sequence[Step], lesson: int) -> list[Step]:
    return [step for step in steps if step.lesson_id == lesson]


def _lesson_at(here: Any) -> int:
    if isinstance(here, Lesson):
        return here.pk or 0
    return here.lesson_id if isinstance(here, Step) else 0


def _branch(lesson: Any, steps: Sequence[Step], view: View) -> Branch:
    if lesson.pk != view.opened:
        return Branch(lesson, lesson.step_total, None, replace(view, opened=lesson.pk, steps=0))
    return Branch(lesson, lesson.step_total, _page(steps, view, "steps"), replace(view, opened=0, steps=0))


def _page_with(parts: Sequence[Any], pk: int) -> int:
    return next((at // PAGE_SIZE for at, part in enumerate(parts) if part.pk == pk), 0)


def _page(parts: Sequence[Any], view: View, name: str) -> Page:
    last = max(0, len(parts) - 1) // PAGE_SIZE
    page = min(getattr(view, name), last)
    return Page(
        parts[page * PAGE_SIZE : (page + 1) * PAGE_SIZE],
        first=page * PAGE_SIZE + 1,
        before=replace(view, **{name: page - 1}) if page else None,
        after=replace(view, **{name: page + 1}) if page < last else None,
    )
