"""Whom to help first: the list, "I helped", and what came after."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from content import figures
from content.language import gettext, with_names
from tutor.forms.helping import HelpForm
from tutor.forms.reports import TermForm
from tutor.models import User
from tutor.presenters.helping import present_help_first
from tutor.queries.helping.after import learners_of
from tutor.reports.helping import help_document
from tutor.reports.replies import in_english_for_programs, reply_with
from tutor.services.teaching.helping import note_help, undo_help
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import get_classroom, reply_done

LIST = "tutor:help_first"
# What the report tells of where nobody chose days.
TERM = timedelta(days=120)


@require_GET
@login_required
def show_list(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show whom to help first, in the lesson and between lessons."""
    classroom = get_classroom(request, classroom_id)
    return render(request, "tutor/help_first.html", present_help_first(classroom))


@takes_form_from(page(LIST, "classroom_id"))
@login_required
def helped(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Note that the teacher helped a student."""
    classroom = get_classroom(request, classroom_id)
    form = HelpForm(request.POST)
    if not form.is_valid():
        return reply_done(
            request, classroom.pk, error=gettext("That did not arrive whole. Please press it again."), to=LIST
        )
    sent = form.cleaned_data
    student = get_object_or_404(User, pk=sent.pop("student"), enrolments__classroom=classroom)
    note_help(classroom=classroom, student=student, helper=request.user, **sent)
    done = with_names(gettext("Noted: you helped %(name)s."), {"name": student.display_name})
    return reply_done(request, classroom.pk, done=done, to=LIST)


@takes_form_from(page(LIST, "classroom_id"))
@login_required
def undo(request: UserRequest, classroom_id: int, help_id: int) -> HttpResponse:
    """Take a note back; any teacher of the class may, as all have the same rights."""
    classroom = get_classroom(request, classroom_id)
    kept = get_object_or_404(classroom.helps.select_related("classroom", "student"), pk=help_id)
    if not undo_help(help_given=kept):
        error = gettext("That was noted too long ago to take back. It stays in the record.")
        return reply_done(request, classroom.pk, error=error, to=LIST)
    done = with_names(
        gettext("Taken back: %(name)s is on the list again."), {"name": kept.student.display_name}
    )
    return reply_done(request, classroom.pk, done=done, to=LIST)


@require_GET
@login_required
@in_english_for_programs
def show_after(request: UserRequest, classroom_id: int, form: str = "") -> HttpResponse:
    """Show what came after help over a term, or give it as a file."""
    classroom = get_classroom(request, classroom_id)
    dates, today = TermForm(request.GET), timezone.localdate()
    first, last = today - TERM, today
    if dates.is_valid():
        first, last = dates.cleaned_data["first"], dates.cleaned_data["last"]
    begin = timezone.make_aware(datetime.combine(first, time.min))
    end = min(timezone.now(), timezone.make_aware(datetime.combine(last, time.max)))
    heading = with_names(
        gettext("%(classroom)s, %(first)s to %(last)s: what came after help"),
        {
            "classroom": classroom.name,
            "first": figures.long_day(first),
            "last": figures.long_day(last),
        },
    )
    learners = learners_of(classroom, first=begin, last=end)
    document = help_document(learners, heading=heading, min_group=settings.MIN_GROUP, until=end.timestamp())
    return reply_with(request, document, form, classroom=classroom)
