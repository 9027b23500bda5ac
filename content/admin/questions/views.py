"""What a question's form asks for while it is being filled in: the fields of another kind, and a preview."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from content.admin.pages import editable_course, for_authors
from content.admin.questions.course import CourseParts, parts_of
from content.admin.questions.fields import (
    AnswersWidget,
    Filled,
    PartsWidget,
    check_hints,
    empty_answers,
    in_words,
    into_kind,
    read_filled,
    render_fields,
)
from content.authoring.student_page import QUESTION_TEMPLATE, question_of
from content.models import Course, Question
from content.questions import parse_spec
from content.texts.rendering import LONGEST_TEXT


@for_authors
@require_POST
def fields_of_kind(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the fields of the kind that was chosen, with what the other kind's fields held; as JSON.

    `lost` names what was filled in and has no place in this kind. With `hints` it is the fields of the hints,
    where a question inside a hint became one of another kind.
    """
    course = parts_of(editable_course(request, pk))
    prefix = request.POST.get("prefix", "")
    if "hints" in request.POST:
        hints = PartsWidget().value_from_datadict(request.POST, None, f"{prefix}-hints")
        return JsonResponse({"html": render_fields(hints, f"{prefix}-hints", {}, course), "lost": []})
    name = f"{prefix}-answers"
    kind = request.POST.get(f"{prefix}-kind", "")
    filled = AnswersWidget().value_from_datadict(request.POST, None, name)
    lost: list[str] = []
    if kind not in Question.Kind.values:
        filled = empty_answers("")
    elif filled.kind != kind:
        filled, lost = into_kind(filled, kind)
    return JsonResponse({"html": render_fields(filled, name, {}, course, is_answers=True), "lost": lost})


@for_authors
@require_POST
def preview_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a question of a form as a student sees it, and what is wrong with it, as JSON."""
    course = editable_course(request, pk)
    prefix = request.POST.get("prefix", "")
    question, problems = question_in(request.POST, prefix, course)
    if problems:
        return JsonResponse({"html": "", "problems": problems})
    context = question_of(question, course)
    return JsonResponse({"html": render_to_string(QUESTION_TEMPLATE, context, request), "problems": []})


def question_in(sent: Any, prefix: str, course: Course) -> tuple[Question, list[str]]:
    """Return the question that a form holds, unstored, and what is wrong with it, each with its place."""
    kind = sent.get(f"{prefix}-kind", "")
    question = Question(kind=kind, prompt=sent.get(f"{prefix}-prompt", "")[:LONGEST_TEXT])
    filled = AnswersWidget().value_from_datadict(sent, None, f"{prefix}-answers")
    if kind not in Question.Kind.values or filled.kind != kind:
        return question, [gettext("Choose a kind.")]
    known = parts_of(course)
    hints = PartsWidget().value_from_datadict(sent, None, f"{prefix}-hints")
    question.spec, faults = _read(filled, known, check=lambda data: parse_spec(kind, data))
    found, faults_of_hints = _read(hints, known, check=check_hints)
    question.hints = list(found.get("hints", []))
    return question, [*faults, *faults_of_hints]


def _read(filled: Filled, course: CourseParts, *, check: Any) -> tuple[dict[str, Any], list[str]]:
    try:
        data, faults = read_filled(filled, {}, check=check, course=course)
    except ValidationError as error:
        return {}, list(error.messages)
    return data, in_words(filled, faults)


def question_urls() -> list[URLPattern]:
    """Return the addresses, below /admin/content/step/."""
    return [
        path("questions/<int:pk>/fields/", fields_of_kind, name="content_question_fields"),
        path("questions/<int:pk>/preview/", preview_question, name="content_question_preview"),
    ]
