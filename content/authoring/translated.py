"""What is missing of a course's translations, and what is older than its original."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info, ngettext

from content.language import OF_TEXTS
from content.models import Course, Lesson, Misconception, Question, Skill, Step, Variant
from content.translations.kept import fit, has_words
from content.translations.parts import (
    texts_of_course,
    texts_of_lesson,
    texts_of_misconception,
    texts_of_skill,
    texts_of_step,
    texts_of_variant,
)
from content.translations.questions import texts_of_question

_TEXTS: dict[type, Any] = {
    Course: texts_of_course,
    Skill: texts_of_skill,
    Misconception: texts_of_misconception,
    Lesson: texts_of_lesson,
    Step: texts_of_step,
    Variant: texts_of_variant,
    Question: lambda question: texts_of_question(question.as_written()),
}


@dataclass(frozen=True)
class Lack:
    """What a language lacks of a course, a lesson or a step: `where` is its title.

    Attributes:
        total: how many texts there are to translate.
        missing, outdated: how many of them are not translated, and how many have a newer original.
    """

    code: str
    where: str
    model: str
    pk: int
    total: int
    missing: int
    outdated: int

    def sentences(self) -> Iterator[str]:
        """Yield what an author reads of it."""
        values = {"language": language_name(self.code), "where": self.where}
        if self.missing:
            text = ngettext(
                "%(language)s: %(total)s text of “%(where)s” is missing.",
                "%(language)s: %(total)s texts of “%(where)s” are missing.",
                self.missing,
            )
            yield text % {**values, "total": self.missing}
        if self.outdated:
            text = ngettext(
                "%(language)s: the original of %(total)s text of “%(where)s” has changed since.",
                "%(language)s: the originals of %(total)s texts of “%(where)s” have changed since.",
                self.outdated,
            )
            yield text % {**values, "total": self.outdated}


def language_name(code: str) -> str:
    """Return what a language is called in the reader's."""
    return str(get_language_info(code)["name_translated"])


def texts_of(part: Any) -> dict[str, Any]:
    """Return the texts of a row by their paths."""
    texts: dict[str, Any] = _TEXTS[type(part)](part)
    return texts


def parts_of_step(step: Step) -> list[Any]:
    """Return a step with all that belongs to it, as it stands on the page."""
    return [step, *step.variants.all(), *step.questions.all()]


def is_translated_into(course: Course, code: str) -> bool:
    """Say whether any text of a course is there in a further language."""
    steps = Step.objects.filter(lesson__course=course)
    parts = (
        Course.all_objects.filter(pk=course.pk),
        *(course.skills, course.misconceptions, course.lessons, steps),
        Variant.objects.filter(step__in=steps),
        Question.objects.filter(step__in=steps),
    )
    return any(rows.filter(translations__has_key=code).exists() for rows in parts)


def lacks_in(course: Course, lessons: Sequence[Lesson]) -> list[Lack]:
    """Return what the languages that a course has begun lack, in the order of the course."""
    places: list[tuple[str, str, int, list[Any]]] = [
        ("course", course.title, course.pk, [course, *course.skills.all(), *course.misconceptions.all()])
    ]
    for lesson in lessons:
        places.append(("lesson", lesson.title, lesson.pk, [lesson]))
        places += [("step", step.title, step.pk, parts_of_step(step)) for step in lesson.steps.all()]
    begun = {code for *_, parts in places for part in parts for code in part.translations}
    return [
        lack
        for code in OF_TEXTS
        if code in begun and code != course.language
        for model, where, pk, parts in places
        if (lack := _lack(code, where, model, pk, parts)).missing or lack.outdated
    ]


def _lack(code: str, where: str, model: str, pk: int, parts: Sequence[Any]) -> Lack:
    total = missing = outdated = 0
    for part in parts:
        originals = texts_of(part)
        found = fit(part.translations.get(code, {}), originals)
        wanted = [path for path, text in originals.items() if has_words(text)]
        total += len(wanted)
        missing += sum(path not in found.texts for path in wanted)
        outdated += len(found.outdated)
    return Lack(code, where, model, pk, total, missing, outdated)
