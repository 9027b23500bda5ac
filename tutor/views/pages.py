"""Home, the list of courses, privacy, health."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from content.models import Course
from tutor.domain.learning.next_lesson import next_lesson
from tutor.models import User
from tutor.presenters.consents import has_words_changed, is_comparison_open, said_by
from tutor.presenters.first_steps import is_all_done, list_first_steps
from tutor.queries import progress, selectors
from tutor.queries.sources import sources_of
from tutor.services.people import pictures
from tutor.simulation import demo
from tutor.views.requests import UserRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Welcome strangers; send everybody else to their work."""
    if not request.user.is_authenticated:
        # Where children sign in by pictures, the next one begins with the faces.
        if pictures.device_of(request.COOKIES.get(pictures.COOKIE, "")) is not None:
            return redirect("tutor:pictures")
        accounts = demo.ACCOUNTS if settings.DEMO else ()
        return render(request, "tutor/home.html", {"demo_accounts": accounts, "demo_password": demo.PASSWORD})
    if request.user.is_superuser and not is_all_done(list_first_steps()):
        return redirect("tutor:first_steps")
    pages: dict[str, str] = {
        User.Role.TEACHER: "tutor:classes",
        User.Role.AUTHOR: "admin:content_course_changelist",
    }
    return redirect(pages.get(request.user.role, "tutor:courses"))


@require_safe
@login_required
def list_courses(request: UserRequest) -> HttpResponse:
    """List the courses with how far the student is in each lesson, and what to practise again."""
    known, courses = progress.masteries_of(request.user), selectors.courses_for(request.user)
    progress.add_words(courses, known)
    said = said_by(request.user)
    open_courses = {entry["course"].pk for entry in courses}
    context = _class_now(request) | {
        "classrooms": request.user.enrolled_in.filter(archived_at=None),
        "courses": courses,
        "go_on": next_lesson(courses),
        "practice": progress.practice_sets(request.user, known, courses=open_courses, now=timezone.now()),
        "is_new": not any(entry["is_begun"] for entry in courses),
        "ask_again": has_words_changed(said),
        "tells_comparison": is_comparison_open(said),
    }
    return render(request, "tutor/courses.html", context)


@require_safe
@login_required
def show_sources(request: UserRequest, course: str) -> HttpResponse:
    """Name the sources and licences of a course that the asker may see."""
    found = get_object_or_404(Course.objects.visible_to(request.user), slug=course)
    return render(request, "tutor/sources.html", {"course": found, "sources": sources_of(found)})


@require_safe
@login_required
def class_now(request: UserRequest) -> HttpResponse:
    """Say what the student's classes are at, to the list of lessons; nothing while it shows just that."""
    context = _class_now(request)
    if request.GET.get("shown") == context["shown"]:
        return HttpResponse(status=204)
    return render(request, "tutor/class_now.html", context)


def _class_now(request: UserRequest) -> dict[str, Any]:
    sessions = list(selectors.open_sessions_for(request.user))
    return {"class_sessions": sessions, "shown": "-".join(str(session.pk) for session in sessions)}


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say in one page what is read, kept and never kept."""
    return render(request, "tutor/privacy.html", {"reading_days": settings.READING_DAYS})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is up."""
    return HttpResponse("ok", content_type="text/plain")
