"""The pages on which authors translate: the original and a field for it, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    fields_of,
    language_name,
    name_of,
    parts_of_step,
    store_texts,
    texts_of,
    with_texts,
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


@dataclass(frozen=True)
class Section:
    """A part of the course on the page: what it is, its fields, and what is wrong with it as a whole."""

    title: str
    fields: Sequence[Field]
    problem: str = ""


@for_authors
@require_http_methods(["GET", "POST"])
def translate_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Translate a step with its variants and questions."""
    step = editable_step(request, pk)
    parts = parts_of_step(step)
    return _translate(request, step.lesson.course, step, parts, back="admin:content_step_change")


@for_authors
@require_http_methods(["GET", "POST"])
def translate_course(request: HttpRequest, pk: int) -> HttpResponse:
    """Translate what a course, its lessons, skills and misconceptions are called and say."""
    course = editable_course(request, pk)
    parts = [course, *course.lessons.all(), *course.skills.all(), *course.misconceptions.all()]
    return _translate(request, course, course, parts, back="admin:content_course_change")


def _translate(
    request: HttpRequest, course: Course, place: Any, parts: Sequence[Any], *, back: str
) -> HttpResponse:
    languages = [(code, language_name(code)) for code in OF_TEXTS if code != course.language]
    asked = request.POST.get("language") or request.GET.get("language", "")
    code = asked if asked in dict(languages) else languages[0][0]
    sections = [Section(_title(part), fields_of(part, code)) for part in parts]
    status = 200
    if request.method == "POST":
        taken = [_taken(request, part, code) for part in parts]
        sections = [
            _checked(request, course, part, code, texts, section)
            for part, texts, section in zip(parts, taken, sections, strict=True)
        ]
        if not any(one.problem or any(field.problem for field in one.fields) for one in sections):
            _store(request, course, place, code, list(zip(parts, taken, strict=True)))
            messages.success(request, gettext("Saved."))
            return redirect(f"{request.path}?language={code}")
        status = 422
    context = {
        "place": place,
        "back": back,
        "languages": languages,
        "language": code,
        "direction": "rtl" if code in RIGHT_TO_LEFT else "ltr",
        "own": course.language,
        "own_direction": "rtl" if course.language in RIGHT_TO_LEFT else "ltr",
        "sections": sections,
        "missing": sum(field.is_missing for one in sections for field in one.fields),
    }
    title = gettext("Translate %(place)s") % {"place": place}
    page = author_page(request, "content/translate.html", title, **context)
    page.status_code = status
    return page


def _title(part: Any) -> str:
    return f"{part._meta.verbose_name}: {part}"


def _taken(request: HttpRequest, part: Any, code: str) -> dict[str, Any]:
    """Return what a part is to keep of the language, of what was sent."""
    name = name_of(part)
    sent = {
        path: as_in_files(path, request.POST[f"{name}:{path}"]).strip()
        for path in texts_of(part)
        if f"{name}:{path}" in request.POST
    }
    seen = {path for path in sent if f"{name}:{path}:seen" in request.POST}
    return with_texts(part, code, sent, seen)


def _checked(
    request: HttpRequest, course: Course, part: Any, code: str, texts: dict[str, Any], section: Section
) -> Section:
    """Return a section with what was typed, and what is wrong with it."""
    pictures = course.image_urls()
    varies = isinstance(part, Question) and bool(part.variables)
    fields = []
    for field in section.fields:
        typed = request.POST.get(field.name)
        problem = "" if typed is None else _problem(field.path, typed.strip(), pictures, varies)
        fields.append(replace(field, text=field.text if typed is None else typed.strip(), problem=problem))
    problem = ""
    if isinstance(part, Question) and not any(field.problem for field in fields):
        problem = _sense(part, texts, code, course.language)
    return replace(section, fields=fields, problem=problem)


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


@transaction.atomic
def _store(
    request: HttpRequest, course: Course, place: Any, code: str, taken: Sequence[tuple[Any, dict[str, Any]]]
) -> None:
    record_first_version(course)
    for part, texts in taken:
        if texts != part.translations.get(code, {}):
            store_texts(part, code, texts)
    note = with_names(gettext("Translated “%(place)s” (%(language)s)"), {"place": place, "language": code})
    record_version(course, by=request.user, note=note)


def translating_urls() -> list[URLPattern]:
    """Return the addresses of these pages, below /admin/content/course/."""
    return [
        path("<int:pk>/translate/", translate_course, name="content_course_translate"),
        path("steps/<int:pk>/translate/", translate_step, name="content_step_translate"),
    ]
