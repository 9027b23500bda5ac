"""The texts of a course that students read as Markdown, by the part that they stand in."""

from collections.abc import Iterable, Iterator
from typing import Any

from content.models import Course, Lesson, Misconception, Question, Step
from content.questions import InvalidSpec, hint_texts, spec_texts
from content.questions.variables import Written, sample
from content.texts.rendering import images_in

Place = Step | Misconception
"""What holds texts: a step with its variants and questions, or a misconception with its feedback."""


def places_in(course: Course, lessons: Iterable[Lesson]) -> list[Place]:
    """Return all of a course that holds texts; `lessons` are those of `lessons_of`. One query."""
    return [*course.misconceptions.all(), *(step for lesson in lessons for step in lesson.steps.all())]


def texts_at(place: Place) -> Iterator[str]:
    """Yield every text of a place in the course's own language; of a question with variables, of versions."""
    if isinstance(place, Misconception):
        yield place.feedback
        return
    yield place.body
    yield from (variant.body for variant in place.variants.all())
    for question in place.questions.all():
        for version in _versions(question):
            yield version.prompt
            yield from (text for _, text in hint_texts(version.hints))
            yield from (text for _, text in spec_texts(version.spec))


def translated_texts_at(place: Place) -> Iterator[str]:
    """Yield every text of a place in further languages: they may show pictures of their own."""
    parts: list[Any] = [place]
    if isinstance(place, Step):
        parts += [*place.variants.all(), *place.questions.all()]
    for part in parts:
        # Of words that are accepted as an answer, what is said to each is a text, too.
        yield from (text for _, text in spec_texts(part.translations))


def pictures_shown(places: Iterable[Place]) -> dict[str, Place]:
    """Return the pictures that texts show, by reference, each with a place that shows it."""
    return {
        name: place
        for place in places
        for text in (*texts_at(place), *translated_texts_at(place))
        for _, name, _ in images_in(text)
    }


def _versions(question: Question) -> list[Written]:
    """Return a question as students meet it, of one with variables a few versions."""
    try:
        return list(sample(question.as_written()))
    except InvalidSpec:
        return [question.as_written()]
