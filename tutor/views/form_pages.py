"""Addresses that take a form. Whoever comes there by a reload is led to the page on which the form stands."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect

from tutor.queries import selectors
from tutor.views.requests import UserRequest

View = Callable[..., HttpResponse]


def takes_form_from(page: View) -> Callable[[View], View]:
    """Let a view take POST alone, and answer GET with `page`.

    A browser asks by GET when a reply is loaded anew, and when somebody had to sign in between.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def check(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                return login_required(page)(request, *args, **kwargs)
            if request.method == "POST":
                return view(request, *args, **kwargs)
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return check

    return decorate


def page(name: str, *keys: str) -> View:
    """Return what leads to a page by its name, with those of the address's own arguments that it takes."""

    def lead(request: HttpRequest, **kwargs: object) -> HttpResponse:
        return redirect(name, *(kwargs[key] for key in keys))

    return lead


def lesson_of_sitting(request: UserRequest, sitting_id: int, **_: object) -> HttpResponse:
    """Lead a student to the lesson of a sitting, where it was left."""
    sitting = get_object_or_404(selectors.sittings_of(request.user), pk=sitting_id)
    return redirect("tutor:lesson", sitting.lesson.course.slug, sitting.lesson.slug)


def lesson_of_adaptation(request: UserRequest, adaptation_id: int) -> HttpResponse:
    """Lead a student to the lesson in which help came."""
    sittings = selectors.sittings_of(request.user).filter(adaptations=adaptation_id)
    return lesson_of_sitting(request, get_object_or_404(sittings).pk)
