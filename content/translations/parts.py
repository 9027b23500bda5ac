"""The texts of courses, lessons, steps and variants by their paths, of documents, rows and files alike."""

from collections.abc import Mapping
from typing import Any

COURSE = LESSON = ("title", "summary")
SKILL = ("title",)
MISCONCEPTION = ("title", "feedback")
STEP = VARIANT = ("title", "body")


def texts_of_course(course: Any) -> dict[str, str]:
    """Return the texts of a course itself."""
    return _texts(course, COURSE)


def texts_of_skill(skill: Any) -> dict[str, str]:
    """Return the texts of a skill."""
    return _texts(skill, SKILL)


def texts_of_misconception(one: Any) -> dict[str, str]:
    """Return the texts of a misconception."""
    return _texts(one, MISCONCEPTION)


def texts_of_lesson(lesson: Any) -> dict[str, str]:
    """Return the texts of a lesson itself."""
    return _texts(lesson, LESSON)


def texts_of_step(step: Any) -> dict[str, str]:
    """Return the texts of a step itself."""
    return _texts(step, STEP)


def texts_of_variant(variant: Any) -> dict[str, str]:
    """Return the texts of a variant."""
    return _texts(variant, VARIANT)


def _texts(part: Any, names: tuple[str, ...]) -> dict[str, str]:
    found = {name: part.get(name) if isinstance(part, Mapping) else getattr(part, name) for name in names}
    return {name: text for name, text in found.items() if isinstance(text, str) and text.strip()}
