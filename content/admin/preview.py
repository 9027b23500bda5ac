"""Texts and steps exactly as a student sees them: the same renderer, templates and styles."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from content.admin.pages import editable_course, editable_step, for_authors, read_json
from content.authoring.student_page import TEMPLATE, page_of
from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.keys import read_key
from content.language import gettext
from content.texts.rendering import LONGEST_TEXT, render_markdown


@for_authors
@require_POST
def preview_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a text as HTML, and what is wrong with it; JSON in and out."""
    course = editable_course(request, pk)
    try:
        text = str(read_json(request)["text"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return JsonResponse({"error": gettext("There is no text.")}, status=422)
    images = course.image_urls()
    faults = FaultList()
    TextChecker(images, faults).check(text, file="", line=1)
    problems = [
        gettext("Line %(line)s: %(reason)s.") % {"line": fault.line, "reason": fault.reason}
        for fault in sorted(faults.faults)
    ]
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
    """Show a step as a student sees it, with the variants named in `show` unfolded below it.

    `version` draws the numbers of its questions.
    """
    step = editable_step(request, pk)
    wanted = request.GET.getlist("show") if "show" in request.GET else [""]
    everything = request.GET.get("all") == "yes"
    seed = read_key(request.GET.get("version", "")) or 0
    following = request.GET.copy()
    following["version"] = str(seed + 1)
    context = page_of(step, None if everything else wanted, seed=seed)
    return render(request, TEMPLATE, context | {"another_url": f"?{following.urlencode()}"})


def preview_urls() -> list[URLPattern]:
    """Return the addresses of the previews, below /admin/content/course/."""
    return [
        path("<int:pk>/preview/", preview_text, name="content_course_preview"),
        path("preview/", preview_frame, name="content_preview_frame"),
        path("steps/<int:pk>/preview/", preview_step, name="content_preview_step"),
    ]
