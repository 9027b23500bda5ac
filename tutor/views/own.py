"""A student's own sittings and what is part of them, as long as their course is open to the student."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from content.models import Lesson
from tutor.models import Adaptation, Sitting
from tutor.queries import selectors
from tutor.views.requests import UserRequest


class CourseClosed(LookupError):
    """A lesson that a student has begun, of a course that its author took back."""

    def __init__(self, lesson: Lesson) -> None:
        super().__init__(lesson.slug)
        self.lesson = lesson


def get_own_sitting(request: UserRequest, sitting_id: int) -> Sitting:
    """Return a sitting of the student who asks.

    Raises:
        Http404: it is nobody's, or somebody else's.
        CourseClosed: its course is not open to the student now.
    """
    sitting = get_object_or_404(selectors.sittings_of(request.user), pk=sitting_id)
    check_open(request, sitting.lesson)
    # The same person, so that nobody loads it again.
    sitting.student = request.user
    return sitting


def get_open_lesson(request: UserRequest, *, course: str, lesson: str) -> Lesson:
    """Return a lesson that the student may take, or has begun before its author took it out of the course.

    Raises:
        Http404: there is none, as far as the student can tell.
        CourseClosed: the student has begun it, and its course is not open now.
    """
    named = {"course__slug": course, "slug": lesson}
    found = selectors.lessons_open_to(request.user).select_related("course").filter(**named).first()
    if found is None:
        begun = Lesson.all_objects.filter(**named, sittings__student=request.user).select_related("course")
        found = get_object_or_404(begun)
        check_open(request, found)
    return found


def get_own_adaptation(request: UserRequest, adaptation_id: int) -> Adaptation:
    """Return an adaptation of the student who asks.

    Raises:
        Http404: it is nobody's, or somebody else's.
        CourseClosed: its course is not open to the student now.
    """
    mine = Adaptation.objects.filter(sitting__student=request.user)
    found = get_object_or_404(
        mine.select_related("variant", "sitting", "step__lesson__course"), pk=adaptation_id
    )
    check_open(request, found.step.lesson)
    return found


def check_open(request: UserRequest, lesson: Lesson) -> None:
    """Let nobody see what an author took back, whoever began it.

    Raises:
        CourseClosed: the lesson's course is not open to the person who asks.
    """
    if not selectors.is_open_to(request.user, lesson.course):
        raise CourseClosed(lesson)


def reply_closed(request: UserRequest, lesson: Lesson) -> HttpResponse:
    """Answer that a course is closed for now; a part of a page leads to the page that says so."""
    if request.htmx:
        return HttpResponseClientRedirect(reverse("tutor:lesson", args=[lesson.course.slug, lesson.slug]))
    return render(request, "tutor/closed.html", status=404)
