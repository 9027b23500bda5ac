"""Texts and steps exactly as a student sees them: the same renderer, templates and styles."""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from content.admin.pages import editable_course, editable_step, for_authors
from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.models import Question, Step
from content.policy.kinds import KINDS
from content.questions import InvalidSpec, face_of
from content.rendering import LONGEST_TEXT, render_markdown


@for_authors
@require_POST
def preview_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a text as HTML, and what is wrong with it; JSON in and out."""
    course = editable_course(request, pk)
    try:
        text = str(json.loads(request.body)["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"error": "There is no text."}, status=422)
    images = course.image_urls()
    faults = FaultList()
    TextChecker(images, faults).check(text, file="", line=1)
    problems = [f"Line {fault.line}: {fault.reason}." for fault in sorted(faults.faults)]
    if len(text) > LONGEST_TEXT:
        return JsonResponse({"html": "", "problems": problems})
    return JsonResponse({"html": render_markdown(text, images=images), "problems": problems})


@for_authors
@xframe_options_sameorigin
@require_GET
def preview_frame(request: HttpRequest) -> HttpResponse:
    """Return an empty page in the students' styles, for a text to be put into."""
    return render(request, "content/preview_text.html")


@for_authors
@xframe_options_sameorigin
@require_GET
def preview_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a step as a student sees it, with the variants named in `show` unfolded below it."""
    step = editable_step(request, pk)
    wanted = request.GET.getlist("show") if "show" in request.GET else [""]
    everything = request.GET.get("all") == "yes"
    return render(request, "content/preview_step.html", _page(step, None if everything else wanted))


def _page(step: Step, wanted: list[str] | None) -> dict[str, Any]:
    """Return what the students' page needs, for nobody's sitting; None wants all variants and hints."""
    images = step.lesson.course.image_urls()
    numbers = list(step.lesson.steps.values_list("pk", flat=True))
    view = {
        "step": step,
        "body_html": render_markdown(step.body, images=images),
        "number": numbers.index(step.pk) + 1,
        "total": len(numbers),
        "is_last": numbers[-1] == step.pk,
        "questions": [
            present_question(question, images, with_hints=wanted is None) for question in step.questions.all()
        ],
        "adaptations": _adaptations(step, images, wanted),
    }
    return {
        "lesson": step.lesson,
        "course": step.lesson.course,
        "sitting": {"pk": 0},
        "step_view": view,
        "camera": {"feature_on": False},
    }


@dataclass(frozen=True)
class QuestionPreview:
    """A question as the students' templates want it; nothing is typed, nothing is marked."""

    question: Question
    prompt_html: SafeString
    choices: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    lefts: list[dict[str, Any]] = field(default_factory=list)
    rights: list[dict[str, Any]] = field(default_factory=list)
    hints_html: list[SafeString] = field(default_factory=list)
    hints_left: int = 0
    unit: str = ""
    error: str = ""
    response: dict[str, list[str]] = field(default_factory=dict)


def present_question(
    question: Question, images: dict[str, str], *, with_hints: bool = False
) -> QuestionPreview:
    """Return a question for its preview; one that makes no sense shows its prompt alone."""
    html = partial(render_markdown, images=images)
    prompt = html(question.prompt)
    try:
        face = face_of(question.parsed_spec(), seed=question.pk)
    except InvalidSpec as error:
        return QuestionPreview(question, prompt, error=str(error))
    return QuestionPreview(
        question=question,
        prompt_html=prompt,
        choices=[{"value": value, "html": html(text)} for value, text in face.choices],
        items=[{"value": value, "html": html(text)} for value, text in face.items],
        lefts=[
            {"name": f"match-{index}", "html": html(text), "chosen": ""}
            for index, text in enumerate(face.lefts)
        ],
        rights=[{"value": value, "html": html(text)} for value, text in face.rights],
        hints_html=[html(hint) for hint in question.hints] if with_hints else [],
        hints_left=0 if with_hints else len(question.hints),
        unit=face.unit,
    )


def _adaptations(step: Step, images: dict[str, str], wanted: list[str] | None) -> list[dict[str, Any]]:
    """Return the step's variants in the order wanted, built-in ones where the step has none."""
    own = {variant.kind: variant for variant in step.variants.all()}
    shown: list[dict[str, Any]] = []
    for name in own if wanted is None else wanted:
        kind = KINDS.get(name)
        if kind is None or (name not in own and not kind.is_built_in):
            continue
        variant = own.get(name)
        shown.append(
            {
                "id": len(shown) + 1,
                "kind": kind.name,
                "kind_label": kind.label,
                "title": variant.title if variant else kind.label,
                "body_html": render_markdown(variant.body if variant else kind.fallback, images=images),
                "sentence": "Here the student reads why it is shown.",
                "state": "shown",
            }
        )
    return shown


def preview_urls() -> list[URLPattern]:
    """Return the addresses of the previews, below /admin/content/course/."""
    return [
        path("<int:pk>/preview/", preview_text, name="content_course_preview"),
        path("preview/", preview_frame, name="content_preview_frame"),
        path("steps/<int:pk>/preview/", preview_step, name="content_preview_step"),
    ]
