"""The one lesson that a student's list of lessons leads to."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class NextLesson(NamedTuple):
    """Where to go on.

    Attributes:
        course: whose lesson it is.
        item: the lesson, as `courses_for` tells of it.
    """

    course: Any
    item: dict[str, Any]


def next_lesson(courses: Iterable[dict[str, Any]]) -> NextLesson | None:
    """Return the lesson to go on with, or to begin; None where all is done.

    The one begun that was seen last; else the first new one of the course that was seen last; else the first
    new one of all.

    Args:
        courses: from `courses_for`, in their order.
    """
    lessons = list(_lessons(courses))
    begun = [lesson for lesson in lessons if lesson.item["status"] == "started"]
    if begun:
        return max(begun, key=lambda lesson: lesson.item["sitting"].seen_at)
    new = [lesson for lesson in lessons if lesson.item["status"] == "new"]
    seen = [lesson for lesson in lessons if lesson.item["sitting"]]
    if not seen:
        return next(iter(new), None)
    last = max(seen, key=lambda lesson: lesson.item["sitting"].seen_at).course
    return next((lesson for lesson in new if lesson.course == last), next(iter(new), None))


def _lessons(courses: Iterable[dict[str, Any]]) -> Iterator[NextLesson]:
    for entry in courses:
        for item in entry["lessons"]:
            yield NextLesson(entry["course"], item)
