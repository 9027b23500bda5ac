"""What the authors' own pages (beside Django's forms) share."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from content.access import is_author, owns
from content.models import Course

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_authors(view: View[P]) -> View[P]:
    """Let authors in, after they signed in to the admin."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not is_author(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)


def editable_course(request: HttpRequest, pk: int) -> Course:
    """Return a course that the asker may edit, or answer 404."""
    return get_object_or_404(Course.objects.editable_by(request.user), pk=pk)


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
