"""What a question's form asks for while it is being filled in: the fields of another kind, and a preview."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from content.admin.pages import editable_course, for_authors
from content.admin.questions.course import CourseParts, parts_of
from content.admin.questions.fields import (
    AnswersWidget,
    Check,
    Filled,
    PartsWidget,
    Read,
    VariablesWidget,
    check_hints,
    empty_answers,
    in_words,
    into_kind,
    read_filled,
    render_fields,
)
from content.admin.questions.whole import check_versions, read_variables
from content.authoring.student_page import QUESTION_TEMPLATE, question_of
from content.keys import read_key
from content.language import gettext
from content.models import Course, Question
from content.questions import parse_spec
from content.questions.variables import describe, draw_values
from content.texts.rendering import LONGEST_TEXT


@for_authors
@require_POST
def fields_of_kind(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Return the fields of the kind that was chosen, with what the other kind's fields held; as JSON.

    `lost` names what was filled in and has no place in this kind. With `hints` it is the fields of the hints,
    where a question inside a hint became one of another kind. A step that has no course yet has none to name.
    """
    course = CourseParts() if pk is None else parts_of(editable_course(request, pk))
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
    seed = read_key(request.POST.get("seed", "")) or 0
    html = render_to_string(QUESTION_TEMPLATE, question_of(question, course, seed=seed), request)
    version = describe(draw_values(question.variables, seed))
    return JsonResponse({"html": html, "problems": [], "version": version})


def question_in(sent: Any, prefix: str, course: Course) -> tuple[Question, list[str]]:
    """Return the question that a form holds, unstored, and what is wrong with it, each with its place."""
    kind = sent.get(f"{prefix}-kind", "")
    question = Question(kind=kind, prompt=sent.get(f"{prefix}-prompt", "")[:LONGEST_TEXT])
    widgets = {"answers": AnswersWidget(), "hints": PartsWidget(), "variables": VariablesWidget()}
    filled = {
        name: widget.value_from_datadict(sent, None, f"{prefix}-{name}") for name, widget in widgets.items()
    }
    if kind not in Question.Kind.values or filled["answers"].kind != kind:
        return question, [gettext("Choose a kind.")]
    try:
        reads = _read_all(question, filled, parts_of(course))
    except ValidationError as error:
        return question, list(error.messages)
    return question, [line for name, read in reads.items() for line in in_words(filled[name], read.faults)]


def _read_all(question: Question, filled: Mapping[str, Filled], course: CourseParts) -> dict[str, Read]:
    """Fill a question with what stands in its fields."""
    question.variables, variables = read_variables(filled["variables"], {}, course)
    is_alone = filled["variables"].is_empty()
    checks: dict[str, Check] = {
        "answers": lambda data: parse_spec(question.kind, data),
        "hints": check_hints,
    }
    reads = {
        name: read_filled(filled[name], {}, check=check if is_alone else None, course=course)
        for name, check in checks.items()
    }
    question.spec, question.hints = reads["answers"].data, list(reads["hints"].data.get("hints", []))
    reads["variables"] = variables
    if not is_alone and not any(read.faults for read in reads.values()):
        problems = check_versions(question.as_written(), reads, course)
        if problems:
            reads["answers"].blame((), *problems)
    return reads


def question_urls() -> list[URLPattern]:
    """Return the addresses, below /admin/content/step/."""
    return [
        path("questions/fields/", fields_of_kind, name="content_question_fields_of_none"),
        path("questions/<int:pk>/fields/", fields_of_kind, name="content_question_fields"),
        path("questions/<int:pk>/preview/", preview_question, name="content_question_preview"),
    ]
