"""What is missing of a course's translations, and what is older than its original."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info

from content.language import OF_TEXTS, ngettext
from content.models import Course, Lesson, Misconception, Question, Skill, Step, Variant
from content.translations.kept import MADE_FROM, as_in_files, digest_of, fit, has_words
from content.translations.parts import by_type
from content.translations.words import in_words

_TEXTS = by_type(
    course=Course,
    skill=Skill,
    misconception=Misconception,
    lesson=Lesson,
    step=Step,
    variant=Variant,
    question=Question,
)


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


@dataclass(frozen=True)
class Field:
    """A text that an author translates.

    Attributes:
        name: of the form's field, by the part and the path.
        original: what it is made from; words that are accepted stand a line each.
        text: what stands there now; empty where it is missing.
        is_outdated: its original has changed since.
    """

    name: str
    path: str
    original: str
    text: str
    is_outdated: bool
    problem: str = ""

    @property
    def rows(self) -> int:
        """How high its text area is."""
        return min(14, 1 + len(self.original) // 60 + self.original.count("\n"))

    @property
    def called(self) -> str:
        """What it is of its part, in words."""
        return in_words(self.path)

    @property
    def is_missing(self) -> bool:
        """Say whether it is still to be translated."""
        return not self.text and has_words(self.original)


def name_of(part: Any) -> str:
    """Return by what the fields of a part are known in a form."""
    return f"{part._meta.model_name}-{part.pk}"


def fields_of(part: Any, code: str) -> list[Field]:
    """Return the texts of a part as a form shows them."""
    originals = texts_of(part)
    found = fit(part.translations.get(code, {}), originals)
    return [
        Field(
            f"{name_of(part)}:{path}",
            path,
            as_lines(text),
            as_in_files(path, as_lines(found.texts.get(path, ""))),
            path in found.outdated,
        )
        for path, text in originals.items()
    ]


def as_lines(text: Any) -> str:
    """Return a text as it is typed, a list of words with a line for each."""
    if isinstance(text, str):
        return text
    return "\n".join(str(entry.get("text", "") if isinstance(entry, dict) else entry) for entry in text)


def with_texts(part: Any, code: str, sent: Mapping[str, str], seen: Collection[str]) -> dict[str, Any]:
    """Return what a part keeps of a language once what was typed is taken.

    Args:
        part: a row of a course.
        code: the language.
        sent: what was typed, by path; a path that is not there stays as it is, an empty text goes.
        seen: the paths whose text fits its original as that is now.
    """
    originals = texts_of(part)
    found = fit(part.translations.get(code, {}), originals)
    kept: dict[str, Any] = {}
    marks = {}
    for path, original in originals.items():
        text, before = sent.get(path), found.texts.get(path)
        if text is None or text == as_lines(before or ""):
            if before is not None:
                kept[path] = before
                is_old = path in found.outdated and path not in seen
                marks[path] = found.outdated[path] if is_old else digest_of(original)
        elif text:
            kept[path] = _as_kept(text, original, before or [])
            marks[path] = digest_of(original)
    return {**kept, MADE_FROM: marks} if kept else {}


def _as_kept(text: str, original: Any, before: Any) -> Any:
    """Return what was typed as it is kept; of a list, words to which something is said keep that."""
    if isinstance(original, str):
        return text
    known = {entry["text"]: entry for entry in before if isinstance(entry, dict)}
    words = [word.strip() for word in text.splitlines() if word.strip()]
    return [known.get(word, word) for word in words]


def store_texts(part: Any, code: str, texts: Mapping[str, Any]) -> None:
    """Keep the texts of a part in a language; none takes the language from it."""
    others = {other: kept for other, kept in part.translations.items() if other != code}
    part.translations = {**others, **({code: dict(texts)} if texts else {})}
    part.save(update_fields=["translations"])
