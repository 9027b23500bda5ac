"""What the authors' own pages (beside Django's forms) share."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from content.authoring.access import is_author, may_edit_course, owns
from content.authoring.drafts import part_in_working_copy, working_copy
from content.models import Course, Step

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def may_write(request: HttpRequest) -> bool:
    """Say whether the menu offers the authors' pages."""
    return is_author(request.user)


def for_authors(view: View[P]) -> View[P]:
    """Let authors in, after they signed in to the admin."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_author(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)  # type: ignore[return-value]


def editable_course(request: HttpRequest, pk: int) -> Course:
    """Return a course that the asker may edit, or its draft if it is published, or answer 404."""
    course = get_object_or_404(Course.all_objects.all(), pk=pk)
    if not may_edit_course(request.user, course):
        # Not 403: what is not yours does not exist, so that numbers cannot be counted through.
        raise Http404
    return working_copy(course)


def editable_step(request: HttpRequest, pk: int) -> Step:
    """Return a step of a course that the asker may edit, of its draft if it is published, or answer 404."""
    step = get_object_or_404(Step.objects.select_related("lesson__course__draft_of"), pk=pk)
    course = step.lesson.course
    if not may_edit_course(request.user, course):
        raise Http404
    found: Step | None = part_in_working_copy(step, course)
    if found is None:
        raise Http404
    return found


def owned_course(request: HttpRequest, pk: int) -> Course:
    """Return a course that the asker owns, or answer 403 or 404."""
    course = editable_course(request, pk)
    if not owns(request.user, course):
        raise PermissionDenied
    return course


def author_page(request: HttpRequest, template: str, title: str, **context: Any) -> TemplateResponse:
    """Return a page inside the admin's frame."""
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "title": title, **context}
    )


def read_json(request: HttpRequest) -> Any:
    """Return what a script sent.

    Raises:
        ValueError: it is not JSON, or a form.
        RecursionError: it is nested too deeply.
    """
    # Of a form with files, which Django has parsed by now, the body cannot be read any more.
    if request.content_type != "application/json":
        raise ValueError("not JSON")
    return json.loads(request.body)
