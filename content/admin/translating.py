"""The pages on which authors translate: the original and a field for it, side by side."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from content.admin.pages import author_page, editable_course, editable_step, for_authors
from content.admin.texts import check_text
from content.authoring.translated import (
    Field,
    Taken,
    Typed,
    fields_of,
    homeless_texts,
    language_name,
    name_of,
    parts_of_course,
    parts_of_step,
    store_texts,
    take,
)
from content.authoring.versions import record_first_version, record_version
from content.coursefiles.lined import TITLE
from content.language import OF_TEXTS, RIGHT_TO_LEFT, gettext, with_names
from content.models import Course, Question
from content.questions import InvalidSpec
from content.translations.kept import MADE_FROM, as_in_files
from content.translations.questions import check_said
from content.translations.words import in_words

_PLAIN = ("title", "name", "unit", "accepted")
# The part and the path; what belongs to a field has a further colon in its name.
_NAME = re.compile(r"(?P<part>[a-z]+-[a-z0-9-]{1,80}):(?P<path>[^:]{1,200})")


@dataclass(frozen=True)
class Section:
    """A part of the course on the page: what it is, its fields, and what is wrong with it as a whole."""

    title: str
    fields: Sequence[Field]
    problem: str = ""

    @property
    def is_sound(self) -> bool:
        """Say whether all of it can be stored."""
        return not self.problem and not any(field.problem or field.theirs for field in self.fields)


@dataclass(frozen=True)
class Sections:
    """All parts on the page.

    Attributes:
        homeless: what was typed for texts that are there no longer, each behind what it was.
    """

    all: Sequence[Section]
    homeless: Sequence[tuple[str, str]] = ()

    @property
    def is_sound(self) -> bool:
        """Say whether all that was typed can be stored."""
        return not self.homeless and all(section.is_sound for section in self.all)


@for_authors
@require_http_methods(["GET", "POST"])
def translate_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Translate a step with its variants and questions."""
    step = editable_step(request, pk)
    read = partial(parts_of_step, step)
    return _translate(request, step.lesson.course, step, read, back="admin:content_step_change")


@for_authors
@require_http_methods(["GET", "POST"])
def translate_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Translate what a course, its lessons, skills and misconceptions are called and say."""
    course = editable_course(request, pk)
    read = partial(parts_of_course, course)
    return _translate(request, course, course, read, back="admin:content_course_change")


def _translate(
    request: HttpRequest, course: Course, place: Any, read: Callable[[], Sequence[Any]], *, back: str
) -> HttpResponse:
    languages = [(code, language_name(code)) for code in OF_TEXTS if code != course.language]
    asked = request.POST.get("language") or request.GET.get("language", "")
    code = asked if asked in dict(languages) else languages[0][0]
    status = 200
    if request.method == "POST":
        sections = _save(request, course, place, read, code, typed=_typed(request), is_asked=asked == code)
        if sections.is_sound:
            messages.success(request, gettext("Saved."))
            return redirect(f"{request.path}?language={code}")
        status = 422
    else:
        sections = Sections([Section(_title(part), fields_of(part, code)) for part in read()])
    context = {
        "place": place,
        "back": back,
        "languages": languages,
        "language": code,
        "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "own": course.language,
        "own_direction": "rtl" if course.language in RIGHT_TO_LEFT else "ltr",
        "sections": sections.all,
        "homeless": sections.homeless,
        "is_refused": status == 422,
        "missing": sum(field.is_missing for one in sections.all for field in one.fields),
    }
    title = gettext("Translate %(place)s") % {"place": place}
    page = author_page(request, "content/translate.html", title, **context)
    page.status_code = status
    return page


def _title(part: Any) -> str:
    return f"{part._meta.verbose_name}: {part}"


def _typed(request: HttpRequest) -> dict[str, dict[str, Typed]]:
    """Return what was typed, by the part's name and the path."""
    sent = request.POST
    typed: dict[str, dict[str, Typed]] = {}
    for name in sent:
        found = _NAME.fullmatch(name)
        if found is None:
            continue
        original, _, shown = sent.get(f"{name}:opened", "").partition(".")
        typed.setdefault(found["part"], {})[found["path"]] = Typed(
            as_in_files(found["path"], sent[name]).strip(),
            original=original,
            shown=shown,
            fits=f"{name}:seen" in sent,
            keeps_theirs=f"{name}:theirs" in sent,
        )
    return typed


@transaction.atomic
def _save(
    request: HttpRequest,
    course: Course,
    place: Any,
    read: Callable[[], Sequence[Any]],
    code: str,
    *,
    typed: Mapping[str, Mapping[str, Typed]],
    is_asked: bool,
) -> Sections:
    """Store all that was typed, or nothing; without `is_asked` it is in a language that is none of these."""
    # Of two authors who save at once, the second is held against what the first has stored.
    Course.all_objects.select_for_update().get(pk=course.pk)
    place.refresh_from_db()
    taken = {}
    for part in read():
        taken[part] = take(part, code, typed.get(name_of(part), {}) if is_asked else {})
    homeless = [pair for one in taken.values() for pair in one.homeless.items()]
    known = {name_of(part) for part in taken} if is_asked else set()
    for name in typed.keys() - known:
        homeless += homeless_texts(typed[name]).items()
    pictures = course.image_urls()
    sections = Sections(
        [_checked(part, one, code, course.language, pictures) for part, one in taken.items()],
        [(in_words(path), text) for path, text in homeless],
    )
    if sections.is_sound:
        _store(request, course, place, code, taken)
    return sections


def _checked(part: Any, taken: Taken, code: str, own: str, pictures: Any) -> Section:
    """Return a section with what was typed, and what is wrong with it."""
    varies = isinstance(part, Question) and bool(part.variables)
    fields = []
    for field in taken.fields:
        problem = _problem(field.path, field.text, pictures, varies) if field.is_typed else ""
        fields.append(replace(field, problem=f"{field.problem} {problem}".strip()))
    section = Section(_title(part), fields)
    is_changed = taken.texts != part.translations.get(code, {})
    if isinstance(part, Question) and is_changed and section.is_sound:
        return replace(section, problem=_sense(part, taken.texts, code, own))
    return section


def _problem(path: str, text: str, pictures: Any, varies: bool) -> str:
    last = path.rpartition(".")[2]
    if "\0" in text:
        return gettext("This is no text.")
    if last == "title" and len(text) > TITLE:
        return gettext("%(name)s has more than %(most)s characters") % {"name": in_words(last), "most": TITLE}
    if last in _PLAIN:
        return ""
    try:
        check_text(text, pictures=pictures, varies=varies)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


def _sense(question: Question, texts: dict[str, Any], code: str, own: str) -> str:
    kept = {path: text for path, text in texts.items() if path != MADE_FROM}
    try:
        check_said(question.as_written(), kept, code=code, own=own)
    except InvalidSpec as error:
        return str(error)
    return ""


def _store(request: HttpRequest, course: Course, place: Any, code: str, taken: Mapping[Any, Taken]) -> None:
    record_first_version(course)
    for part, one in taken.items():
        if one.texts != part.translations.get(code, {}):
            store_texts(part, code, one.texts)
    note = with_names(gettext("Translated “%(place)s” (%(language)s)"), {"place": place, "language": code})
    record_version(course, by=request.user, note=note)


def translating_urls() -> list[URLPattern]:
    """Return the addresses of these pages, below /admin/content/course/."""
    return [
        path("<int:pk>/translate/", translate_course, name="content_course_translate"),
        path("steps/<int:pk>/translate/", translate_step, name="content_step_translate"),
    ]
