"""What is missing of a course's translations, what is older than its original, and what authors type."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language_info

from content.language import OF_TEXTS, gettext, ngettext
from content.models import Course, Lesson, Misconception, Question, Skill, Step, Variant
from content.translations.kept import MADE_FROM, as_in_files, digest_of, fit, has_words
from content.translations.parts import by_type
from content.translations.words import in_words

# No digest: what a field without one was opened on is asked for.
_UNKNOWN = "?"
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


def parts_of_course(course: Course) -> list[Any]:
    """Return a course with its lessons, skills and misconceptions."""
    return [course, *course.lessons.all(), *course.skills.all(), *course.misconceptions.all()]


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
        opened: digests of the original and of the text that is stored, which come back with what is typed.
        is_typed: the text was typed, and is not stored yet.
        fits: the author says that it fits its original as that is now.
        theirs: what somebody else has stored since the page was opened.
    """

    name: str
    path: str
    original: str
    text: str
    is_outdated: bool
    opened: str
    is_typed: bool = False
    fits: bool = False
    theirs: str = ""
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
    """Return by what the fields of a part are known in a form.

    A slug, no key: a page may be opened before the course is published, and saved into the draft's rows.
    """
    return f"{part._meta.model_name}-{part.slug}"


def fields_of(part: Any, code: str) -> list[Field]:
    """Return the texts of a part as a form shows them."""
    originals = texts_of(part)
    found = fit(part.translations.get(code, {}), originals)
    fields = []
    for path, original in originals.items():
        text = as_in_files(path, as_lines(found.texts.get(path, ""))).strip()
        opened = f"{digest_of(original)}.{digest_of(text)}"
        is_outdated = path in found.outdated
        fields.append(
            Field(f"{name_of(part)}:{path}", path, as_lines(original), text, is_outdated, opened=opened)
        )
    return fields


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


@dataclass(frozen=True)
class Typed:
    """What a browser sent for one text.

    Attributes:
        original, shown: digests of the original and of its translation, as the page showed them.
        fits: the author says that the translation fits the original that the page showed.
        keeps_theirs: what somebody else has stored since is to stay.
    """

    text: str
    original: str = _UNKNOWN
    shown: str = _UNKNOWN
    fits: bool = False
    keeps_theirs: bool = False

    @property
    def is_changed(self) -> bool:
        """Say whether it differs from what the page showed."""
        return digest_of(self.text) != self.shown


@dataclass(frozen=True)
class Taken:
    """What becomes of what was typed for a part.

    Attributes:
        fields: its texts as the page shows them where they cannot be stored yet.
        texts: what the part keeps of the language where they can.
        homeless: by path, what was typed for texts that are there no longer.
    """

    fields: list[Field]
    texts: dict[str, Any]
    homeless: dict[str, str]


def take(part: Any, code: str, typed: Mapping[str, Typed]) -> Taken:
    """Return what becomes of what was typed, by path, for a part in a language.

    Only what differs from what the page showed is taken. A text goes along with its original, which may stand
    elsewhere in its list by now. Where the original has changed, or somebody else has translated it, the
    author is asked.
    """
    opened = {path: one.original or _UNKNOWN for path, one in typed.items()}
    places = fit({**{path: path for path in typed}, MADE_FROM: opened}, texts_of(part))
    fields, texts, seen = [], {}, set()
    for shown in fields_of(part, code):
        field, one = shown, typed.get(places.texts.get(shown.path, ""))
        if one is not None:
            field = _met(shown, one, is_original_changed=shown.path in places.outdated)
        if field.is_typed:
            texts[field.path] = field.text
        if field.fits:
            seen.add(field.path)
        fields.append(field)
    placed = set(places.texts.values())
    homeless = {path: one for path, one in typed.items() if path not in placed}
    return Taken(fields, with_texts(part, code, texts, seen), homeless_texts(homeless))


def _met(field: Field, one: Typed, *, is_original_changed: bool) -> Field:
    """Return a field as it stands now with what was typed into it, and with what came in between."""
    is_typed = one.is_changed and one.text != field.text
    if one.keeps_theirs or not (is_typed or (one.fits and field.is_outdated)):
        return field
    problem = gettext(
        "The original has changed since you opened this page. See whether your translation still fits it, "
        "and save again."
    )
    return replace(
        field,
        text=one.text if is_typed else field.text,
        is_typed=is_typed,
        fits=one.fits and not is_original_changed,
        theirs=field.text if is_typed and digest_of(field.text) != one.shown else "",
        problem=problem if is_original_changed else "",
    )


def homeless_texts(typed: Mapping[str, Typed]) -> dict[str, str]:
    """Return what would be lost of what was typed for texts that are there no longer."""
    return {path: one.text for path, one in typed.items() if one.text and one.is_changed}


def store_texts(part: Any, code: str, texts: Mapping[str, Any]) -> None:
    """Keep the texts of a part in a language; none takes the language from it."""
    others = {other: kept for other, kept in part.translations.items() if other != code}
    part.translations = {**others, **({code: dict(texts)} if texts else {})}
    part.save(update_fields=["translations"])
