"""A teacher's hand on a session: begin, pause, lead, tell, end."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from content.language import gettext
from tutor.forms.classes import LeadForm, MessageForm, StartForm
from tutor.forms.lessons import HandForm
from tutor.models import ClassSession, Sitting
from tutor.presenters import lessons
from tutor.queries import selectors
from tutor.services.teaching import sessions
from tutor.views.form_pages import lesson_of_sitting, page, takes_form_from
from tutor.views.own import get_own_sitting
from tutor.views.requests import UserRequest
from tutor.views.stale import STALE, say
from tutor.views.teaching.teach import ENDED, get_classroom, reply_done, with_open_session

OTHER_SESSION = _("Your class has ended this lesson, or begun anew. Raise your hand there.")


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def start(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Begin a lesson with the class."""
    classroom = get_classroom(request, classroom_id)
    form = StartForm(request.POST, lessons=selectors.lessons_open_to(request.user))
    if not form.is_valid():
        return reply_done(request, classroom.pk, error=gettext("Please choose a lesson and its pace."))
    try:
        sessions.start_session(classroom=classroom, **form.cleaned_data)
    except sessions.AnotherSessionRuns:
        return reply_done(
            request, classroom.pk, error=gettext("A session is running already. End that one first.")
        )
    except sessions.ClassIsArchived:
        return reply_done(request, classroom.pk, error=gettext("This class is archived. Restore it first."))
    return reply_done(request, classroom.pk, refresh=True)


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
@with_open_session()
def pause(request: UserRequest, session: ClassSession) -> HttpResponse:
    """Ask for everybody's eyes, or let them go on."""
    sessions.pause_session(session=session, paused=request.POST.get("paused") == "yes")
    return reply_done(request, session.classroom_id)


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
@with_open_session()
def lead(request: UserRequest, session: ClassSession) -> HttpResponse:
    """Bring everybody to a step."""
    form = LeadForm(request.POST, lesson=session.lesson)
    if not form.is_valid():
        return reply_done(request, session.classroom_id, error=gettext("That step is not in this lesson."))
    sessions.lead_to(session=session, step=form.cleaned_data["step"])
    return reply_done(request, session.classroom_id)


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
@with_open_session()
def pace(request: UserRequest, session: ClassSession) -> HttpResponse:
    """Let everybody go at their own pace, or keep the class together."""
    together = request.POST.get("pacing") == ClassSession.Pacing.TEACHER
    pacing = ClassSession.Pacing.TEACHER if together else ClassSession.Pacing.SELF
    sessions.set_pacing(session=session, pacing=pacing)
    return reply_done(request, session.classroom_id)


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
@with_open_session()
def tell(request: UserRequest, session: ClassSession) -> HttpResponse:
    """Put a word on every student's page."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return reply_done(
            request, session.classroom_id, error=gettext("A message has at most 300 characters.")
        )
    message = form.cleaned_data["message"]
    sessions.send_announcement(session=session, message=message)
    return reply_done(
        request,
        session.classroom_id,
        done=gettext("Everyone can read it.") if message else gettext("Taken back."),
    )


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def end(request: UserRequest, classroom_id: int) -> HttpResponse:
    """End the session, and lead to its report; whoever presses once more is led there too."""
    classroom = get_classroom(request, classroom_id)
    session = classroom.sessions.open().first()
    if session is not None:
        sessions.end_session(session=session)
        messages.success(request, gettext("The session has ended. This is its report."))
    else:
        session = classroom.sessions.order_by("-ended_at").first()
    if session is None:
        return reply_done(request, classroom_id, error=str(ENDED))
    report = reverse("tutor:session_report", args=[classroom_id, session.pk])
    return HttpResponseClientRedirect(report) if request.htmx else redirect(report)


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def lower_hand(request: UserRequest, classroom_id: int, sitting_id: int) -> HttpResponse:
    """Lower a student's hand: the teacher has been there."""
    classroom = get_classroom(request, classroom_id)
    ours = Sitting.objects.filter(student__enrolments__classroom=classroom)
    # A hand that is up in another class's session is for the teacher there to see to.
    ours = ours.exclude(seats__in=selectors.seats_elsewhere(classroom))
    sitting = get_object_or_404(ours.select_related("student"), pk=sitting_id)
    sessions.set_hand(sitting=sitting, raised=False)
    return reply_done(request, classroom_id)


@takes_form_from(lesson_of_sitting)
@login_required
def raise_hand(request: UserRequest, sitting_id: int) -> HttpResponse:
    """Raise or lower one's own hand, in a session."""
    sitting = get_own_sitting(request, sitting_id)
    session = selectors.open_session_of(sitting)
    form = HandForm(request.POST)
    if session is None or not form.is_valid() or form.cleaned_data.pop("session") != session.pk:
        return say(request, _reply_with_bar(request, sitting, session, status=STALE), str(OTHER_SESSION))
    sessions.toggle_hand(sitting=sitting, **form.cleaned_data)
    return _reply_with_bar(request, sitting, session)


def _reply_with_bar(
    request: UserRequest, sitting: Sitting, session: ClassSession | None, *, status: int = 200
) -> HttpResponse:
    if not request.htmx:
        return redirect("tutor:lesson", sitting.lesson.course.slug, sitting.lesson.slug)
    bar = lessons.present_class_bar(sitting, session)
    return render(request, "tutor/partials/class_bar.html", bar, status=status)
