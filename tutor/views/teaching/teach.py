"""The teacher's pages: classes in aggregate, never one student's states."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh, trigger_client_event

from content.language import gettext
from tutor.models import Classroom, ClassSession, User
from tutor.presenters import lessons as presenters
from tutor.queries import selectors
from tutor.services.teaching.co_teachers import invitations_to
from tutor.views.requests import UserRequest
from tutor.views.stale import send_to

ENDED = _("The session has ended already.")

SessionAct = Callable[[UserRequest, ClassSession], HttpResponse]


def check_teacher(user: User) -> None:
    """Turn away who does not teach."""
    if not user.may_teach:
        raise PermissionDenied


def get_classroom(request: UserRequest, classroom_id: int) -> Classroom:
    """Return a class of the teacher who asks: 403 for who does not teach, 404 for another's class."""
    check_teacher(request.user)
    return get_object_or_404(selectors.classrooms_of(request.user), pk=classroom_id)


def of_open_class(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand a view the teacher's class instead of its key; lead from an archived one to its restoring.

    A page from before it was archived still has the forms of such views.
    """

    @wraps(view)
    def check(request: UserRequest, classroom_id: int, **keys: object) -> HttpResponse:
        classroom = get_classroom(request, classroom_id)
        if classroom.archived_at is None:
            return view(request, classroom, **keys)
        words = gettext("This class is archived. Restore it first.")
        return send_to(request, reverse("tutor:people", args=[classroom.pk]), words)

    return check


def reply_done(
    request: UserRequest,
    classroom_id: int,
    *,
    done: str = "",
    error: str = "",
    refresh: bool = False,
    to: str = "tutor:classroom",
) -> HttpResponse:
    """Answer what a teacher pressed on a live page: the socket brings what changed, the page says the words.

    Without htmx, and where the page is loaded anew, they stand on top of the page that comes.
    """
    if request.htmx and not refresh:
        # What was refused stays in its form; what was taken may be drawn anew.
        reply = HttpResponse(status=422 if error else 204)
        said = {"words": error or done}
        return trigger_client_event(reply, "attune:said", said) if error or done else reply
    if error or done:
        messages.add_message(request, messages.ERROR if error else messages.SUCCESS, error or done)
    return HttpResponseClientRefresh() if request.htmx else redirect(to, classroom_id)


def with_open_session(*, to: str = "tutor:classroom") -> Callable[[SessionAct], Callable[..., HttpResponse]]:
    """Hand an act the class's open session; one that ended meanwhile, by a colleague say, is said to have.

    Args:
        to: the page on which that is said without htmx.
    """

    def decorate(act: SessionAct) -> Callable[..., HttpResponse]:
        @wraps(act)
        def find(request: UserRequest, classroom_id: int) -> HttpResponse:
            classroom = get_classroom(request, classroom_id)
            session = classroom.sessions.open().select_related("lesson__course", "step").first()
            if session is None:
                return reply_done(request, classroom_id, error=str(ENDED), to=to)
            return act(request, session)

        return find

    return decorate


@require_GET
@login_required
def list_classes(request: UserRequest) -> HttpResponse:
    """List a teacher's classes: those at a lesson first, the archived ones apart."""
    check_teacher(request.user)
    at_now = ClassSession.objects.open().filter(classroom=OuterRef("pk")).values("lesson__title")[:1]
    classrooms = list(
        selectors.classrooms_of(request.user).annotate(size=Count("enrolments"), at_now=Subquery(at_now))
    )
    open_ones = [classroom for classroom in classrooms if not classroom.archived_at]
    context = {
        "at_lesson": [classroom for classroom in open_ones if classroom.at_now],
        "others": [classroom for classroom in open_ones if not classroom.at_now],
        "archived": [classroom for classroom in classrooms if classroom.archived_at],
        "invitations": invitations_to(request.user),
    }
    return render(request, "tutor/classes.html", context)


@require_GET
@login_required
def show_class(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show a class's states over its last lesson, in aggregate."""
    classroom = get_classroom(request, classroom_id)
    context = presenters.present_class(classroom)
    if context["session"] is None:
        lessons = selectors.lessons_open_to(request.user).select_related("course")
        context["lessons"] = lessons.order_by("course__title", "course_id", "position", "pk")
    return render(request, "tutor/classroom.html", context)
