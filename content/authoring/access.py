"""Who may write what. Authors own their courses; co-authors may edit; a superuser may do everything."""

from typing import Any

from content.models import Course, Image, Lesson, Misconception, Question, Rule, Skill, Step, Variant

AUTHOR_ROLE = "author"
Part = Course | Image | Lesson | Misconception | Question | Rule | Skill | Step | Variant


def is_author(user: Any) -> bool:
    """Return whether a user may use the authors' pages at all."""
    if not (user.is_active and user.is_staff):
        return False
    # The role is a field of tutor's users, whom content does not know.
    return user.is_superuser or getattr(user, "role", "") == AUTHOR_ROLE


def course_of(part: Part) -> Course | None:
    """Return the course that a part belongs to; None for a rule of the site."""
    match part:
        case Course():
            return part
        case Step():
            return part.lesson.course
        case Question() | Variant():
            return part.step.lesson.course
        case _:
            return part.course


def may_edit(user: Any, part: Part) -> bool:
    """Return whether a user may change a part; rules of the site are a superuser's."""
    if user.is_superuser:
        return True
    course = course_of(part)
    return course is not None and is_author(user) and may_edit_course(user, course)


def may_edit_course(user: Any, course: Course) -> bool:
    """Return whether a user owns a course or writes it with its owner."""
    return owns(user, course) or course.original.co_authors.filter(pk=user.pk).exists()


def owns(user: Any, course: Course) -> bool:
    """Return whether a user may delete a course, publish it and choose who writes it."""
    return bool(user.is_superuser or course.original.owner_id == user.pk)
