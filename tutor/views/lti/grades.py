"""What was told to an LMS about a class, what waits and why; and the list of people that comes from it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from content.keys import read_key
from content.language import gettext, ngettext
from tutor.models import LtiClass
from tutor.presenters import lms
from tutor.queries import selectors
from tutor.services.lti.members import pull_roster_later
from tutor.services.lti.scores import lines_of_class, send_again
from tutor.services.lti.sending import send_soon
from tutor.views.form_pages import page, takes_form_from
from tutor.views.lti.frames import where_lti_is_on
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import check_teacher, get_classroom


@where_lti_is_on
@require_GET
@login_required
def list_grades(request: UserRequest) -> HttpResponse:
    """List the classes of whoever asks that an LMS has; all of them for an administrator."""
    check_teacher(request.user)
    rows = lms.present_classes(selectors.classrooms_of(request.user))
    return render(request, "lti/grades.html", {"rows": rows})


@where_lti_is_on
@require_GET
@login_required
def show_grades(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show what was told of a class, what waits and why."""
    classroom = get_classroom(request, classroom_id)
    columns = lms.present_columns(classroom)
    context = {"classroom": classroom, "columns": columns, "headline": lms.headline(columns)}
    return render(request, "lti/class_grades.html", context)


@where_lti_is_on
@takes_form_from(page("tutor:lti_class_grades", "classroom_id"))
@login_required
def send_grades_again(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Let scores of a class be sent once more: one student's, a column's, or all."""
    classroom = get_classroom(request, classroom_id)
    lines = lines_of_class(classroom.pk)
    if "line" in request.POST:
        lines = lines.filter(pk=read_key(request.POST["line"]) or 0)
    if "column" in request.POST:
        lines = lines.filter(item=read_key(request.POST["column"]) or 0)
    shown = lines.filter(pk__in=lms.shown_lines().values("pk"))
    count = shown.count()
    for registration_id in send_again(shown):
        send_soon(registration_id)
    words = ngettext("%(count)s score is being sent again.", "%(count)s scores are being sent again.", count)
    messages.success(request, words % {"count": count})
    return redirect("tutor:lti_class_grades", classroom.pk)


@where_lti_is_on
@require_GET
@login_required
def show_roster(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show how the list from the LMS stands: a part of the class's page of people."""
    classroom = get_classroom(request, classroom_id)
    if not request.htmx:
        return redirect("tutor:people", classroom.pk)
    context = {"classroom": classroom, "roster": lms.present_roster(classroom)}
    return render(request, "lti/partials/roster.html", context)


@where_lti_is_on
@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def pull_roster(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Let the list of people be fetched from the LMS."""
    classroom = get_classroom(request, classroom_id)
    found = LtiClass.objects.filter(classroom=classroom).values_list("context", flat=True)
    for context_id in found:
        pull_roster_later(context_id, asked_by=request.user)
    if not found:
        messages.info(request, gettext("This class is of no LMS, so there is no list to fetch."))
    return redirect("tutor:people", classroom.pk)
