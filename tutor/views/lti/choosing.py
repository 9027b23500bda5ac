"""A teacher chooses, once, where a link of a course leads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from content.language import gettext
from content.models import Course, Lesson
from tutor.models import LtiLink
from tutor.services.lti.launches import choose_target, find_target, links_of
from tutor.views.lti.frames import where_lti_is_on
from tutor.views.requests import UserRequest


@where_lti_is_on
@require_http_methods(["GET", "POST"])
@login_required
def choose(request: UserRequest, link_id: int) -> HttpResponse:
    """Show what a link may lead to, and take the choice. For those who teach in the link's course."""
    link = get_object_or_404(links_of(request.user), pk=link_id)
    if request.method == "GET":
        return _show(request, link)
    course, _, lesson = request.POST.get("target", "").partition("/")
    target = find_target(course=course, lesson=lesson, is_led=request.POST.get("led") == "yes")
    courses = Course.objects.visible_to(request.user)
    if target.course is None or not courses.filter(pk=target.course.pk).exists():
        return _show(request, link, error=gettext("Please choose a course or a lesson."))
    choose_target(link=link, target=target, by=request.user)
    messages.success(
        request, gettext("Chosen. The link opens this from now on, for everybody in your course.")
    )
    classroom = getattr(link.resource_link.context, "lti_class", None)
    if classroom is not None and request.user.may_teach:
        return redirect("tutor:classroom", classroom.classroom_id)
    return redirect("tutor:home")


def _show(request: UserRequest, link: LtiLink, error: str = "") -> HttpResponse:
    lessons = Prefetch("lessons", Lesson.objects.order_by("position", "pk"))
    courses = Course.objects.visible_to(request.user).prefetch_related(lessons).order_by("title", "pk")
    context = {"link": link, "courses": courses, "error": error}
    return render(request, "lti/choose.html", context, status=422 if error else 200)
