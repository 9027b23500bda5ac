"""The texts of courses, lessons, steps and variants by their paths, of documents, rows and files alike."""

from collections.abc import Callable, Mapping
from typing import Any

from content.translations.questions import texts_of_question

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


def by_type(
    *, course: type, skill: type, misconception: type, lesson: type, step: type, variant: type, question: type
) -> Mapping[type, Callable[[Any], dict[str, Any]]]:
    """Return what gives the texts of a part, by its type: rows have other types than documents."""
    return {
        course: texts_of_course,
        skill: texts_of_skill,
        misconception: texts_of_misconception,
        lesson: texts_of_lesson,
        step: texts_of_step,
        variant: texts_of_variant,
        question: lambda one: texts_of_question(one.as_written()),
    }
