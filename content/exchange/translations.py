"""Translations of a course's documents: as rows keep them, as files tell them, and carried along."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from content.coursefiles.documents import (
    CourseDoc,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.translations.kept import Kept, Texts, carried, to_files, to_row
from content.translations.parts import by_type

Part = CourseDoc | SkillDoc | MisconceptionDoc | LessonDoc | StepDoc | VariantDoc | QuestionDoc
Change = Callable[[Part, Texts, tuple[str, ...]], Kept]
"""From a part, its texts and its place to the translations that it is to have."""
_TEXTS = by_type(
    course=CourseDoc,
    skill=SkillDoc,
    misconception=MisconceptionDoc,
    lesson=LessonDoc,
    step=StepDoc,
    variant=VariantDoc,
    question=QuestionDoc,
)


def as_told(course: CourseDoc) -> CourseDoc:
    """Return a course whose translations are as files tell them."""
    return _changed(course, lambda part, texts, _: to_files(part.translations, texts))


def as_rows(course: CourseDoc) -> CourseDoc:
    """Return a course whose translations are as rows keep them."""
    return _changed(course, lambda part, texts, _: to_row(part.translations, texts))


def carry(present: CourseDoc, brought: CourseDoc, *, keep: bool) -> CourseDoc:
    """Return a course that comes, its translations with what is known of them here.

    With `keep`, translations that do not come along stay.
    """
    here: dict[tuple[str, ...], Part] = {}

    def note(part: Part, texts: Texts, place: tuple[str, ...]) -> Kept:
        here[place] = part
        return part.translations

    _changed(present, note)

    def change(part: Part, texts: Texts, place: tuple[str, ...]) -> Kept:
        known = here.get(place)
        if known is None or not (known.translations or part.translations):
            return part.translations
        before, after = _TEXTS[type(known)](known), texts or _TEXTS[type(part)](part)
        return carried(known.translations, before, part.translations, after, keep=keep)

    return _changed(brought, change)


def languages_of(course: CourseDoc) -> dict[str, set[str]]:
    """Return the languages of each lesson and step, by its place ("lesson", "lesson/step")."""
    found: dict[str, set[str]] = {}
    for lesson in course.lessons:
        found[lesson.slug] = set(lesson.translations)
        for step in lesson.steps:
            parts: tuple[Any, ...] = (step, *step.variants, *step.questions)
            found[f"{lesson.slug}/{step.slug}"] = {code for part in parts for code in part.translations}
    return found


def _changed(course: CourseDoc, change: Change) -> CourseDoc:
    def put(part: Any, *place: str) -> Any:
        # The originals are worked out only where something depends on them.
        texts = _TEXTS[type(part)](part) if part.translations else {}
        return replace(part, translations=change(part, texts, place))

    return put(  # type: ignore[no-any-return]
        replace(
            course,
            skills=tuple(put(one, "skill", one.slug) for one in course.skills),
            misconceptions=tuple(put(one, "misconception", one.slug) for one in course.misconceptions),
            lessons=tuple(
                put(
                    replace(lesson, steps=tuple(_step(put, lesson, step) for step in lesson.steps)),
                    "lesson",
                    lesson.slug,
                )
                for lesson in course.lessons
            ),
        )
    )


def _step(put: Callable[..., Any], lesson: LessonDoc, step: StepDoc) -> Any:
    place = ("lesson", lesson.slug, step.slug)
    return put(
        replace(
            step,
            variants=tuple(put(one, *place, "variant", one.name) for one in step.variants),
            questions=tuple(put(one, *place, "question", one.slug) for one in step.questions),
        ),
        *place,
    )
