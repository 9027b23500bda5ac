"""A student's group: its card in the lesson page, and what the student writes there."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from content.language import gettext
from tutor.forms.boards import PostForm
from tutor.models import Sitting
from tutor.presenters.boards import present_group
from tutor.queries import selectors
from tutor.services.teaching import posts
from tutor.views.form_pages import lesson_of_sitting, takes_form_from
from tutor.views.lesson import render_lesson
from tutor.views.own import get_own_sitting
from tutor.views.requests import UserRequest


@require_GET
@login_required
def show_group(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Show the card as it stands; the page asks for it when time is up."""
    return _reply(request, get_own_sitting(request, sitting_id))


@takes_form_from(lesson_of_sitting)
@login_required
def add_post(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Put a student's words on the group's board."""
    sitting = get_own_sitting(request, sitting_id)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _refuse(request, sitting, gettext("Write a few words, at most 400 characters."))
    try:
        posts.add_post(sitting=sitting, **form.cleaned_data)
    except posts.NotPosted as error:
        return _refuse(request, sitting, str(error))
    return _reply(request, sitting)


def _reply(request: UserRequest, sitting: Sitting) -> HttpResponse:
    if not request.htmx:
        return redirect("tutor:lesson", sitting.lesson.course.slug, sitting.lesson.slug)
    return render(
        request, "tutor/partials/group_card.html", present_group(sitting, selectors.open_session_of(sitting))
    )


def _refuse(request: UserRequest, sitting: Sitting, error: str) -> HttpResponse:
    """Show the card with why nothing was posted, and with what was typed."""
    said: dict[str, Any] = {"post_error": error, "typed": request.POST.get("words", "")[:400]}
    if not request.htmx and selectors.is_step_of(sitting.step, sitting.lesson_id):
        return render_lesson(request, sitting, sitting.step, status=422, extra=said)
    context = present_group(sitting, selectors.open_session_of(sitting)) | said
    return render(request, "tutor/partials/group_card.html", context, status=422)
