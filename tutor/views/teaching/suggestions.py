"""What a teacher does for the whole class: by a suggestion, changed or not, or unasked."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from content.language import gettext, ngettext, with_names
from content.policy.kinds import KINDS
from tutor.forms.classes import ActionForm, DismissForm, TakeBackForm
from tutor.models import Classroom, ClassSession, Suggestion
from tutor.presenters.class_overview import lesson_now
from tutor.queries import selectors
from tutor.services.teaching import class_help, sessions, suggestions
from tutor.services.teaching.group_prompts import GROUP_PROMPT
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import get_classroom, reply_done


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def act(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Do something for everyone; with a suggestion's id, this is what became of it."""
    classroom = get_classroom(request, classroom_id)
    form = ActionForm(request.POST)
    if not form.is_valid():
        said = form.non_field_errors() or [gettext("Please choose what to do.")]
        return reply_done(request, classroom_id, error=str(said[0]))
    action = form.cleaned_data["action"]
    session = classroom.sessions.open().select_related("lesson", "step").first()
    if action in ActionForm.IN_SESSION and session is None:
        return reply_done(request, classroom_id, error=gettext("Begin a session first: this needs one."))
    key = form.cleaned_data["suggestion"]
    if action == GROUP_PROMPT and session is not None:
        return _go_to_boards(request, classroom_id, key)
    suggestion = get_object_or_404(classroom.suggestions, pk=key) if key else None
    do = partial(_carry_out, classroom, session, action, form.cleaned_data["message"])
    try:
        if suggestion is None:
            told = do()
        else:
            told = suggestions.start_suggestion(
                suggestion=suggestion, teacher=request.user, action=action, act=do
            )
    except suggestions.AlreadyDecided:
        return reply_done(request, classroom_id, error=gettext("Somebody has decided already."))
    except suggestions.NothingDone as error:
        stays = f" {gettext('The suggestion stays open.')}" if suggestion else ""
        return reply_done(request, classroom_id, error=f"{error}{stays}")
    return reply_done(request, classroom_id, done=told)


def _go_to_boards(request: UserRequest, classroom_id: int, suggestion_id: int | None) -> HttpResponse:
    """Lead straight to the form that begins a group prompt; beginning it decides the suggestion."""
    address = reverse("tutor:boards", args=[classroom_id])
    if suggestion_id:
        address = f"{address}?suggestion={suggestion_id}"
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _carry_out(classroom: Classroom, session: ClassSession | None, action: str, message: str) -> str:
    if session is not None and action == "pause":
        sessions.pause_session(session=session, paused=True)
        return gettext("Everyone is paused.")
    if session is not None and action == "message":
        sessions.send_announcement(session=session, message=message)
        return gettext("Everyone can read it.")
    if session is not None and action == "back":
        return _lead_back(session)
    lesson = session.lesson if session else lesson_now(classroom, now=timezone.now())
    present = selectors.present_sittings(classroom, lesson_id=lesson.pk, now=timezone.now()) if lesson else []
    made = suggestions.help_everyone(classroom=classroom, sittings=list(present), kind=action)
    text = ngettext(
        "%(help)s: shown to %(n)s student. You can take it back.",
        "%(help)s: shown to %(n)s students. You can take it back.",
        len(made),
    )
    return text % {"help": KINDS[action].label, "n": len(made)}


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def take_back(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Take off everybody's page what was shown for all."""
    classroom = get_classroom(request, classroom_id)
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return reply_done(request, classroom_id, error=gettext("Please choose what to take back."))
    kind = form.cleaned_data["kind"]
    count = class_help.take_back(classroom=classroom, kind=kind)
    text = ngettext(
        "%(help)s: taken back from %(n)s student.", "%(help)s: taken back from %(n)s students.", count
    )
    said = text % {"help": KINDS[kind].label, "n": count}
    return reply_done(request, classroom_id, done=said)


def _lead_back(session: ClassSession) -> str:
    steps = session.lesson.steps.all()
    before = selectors.parts_before(steps, session.step).last() if session.step else None
    target = before or steps.first()
    if target is None:
        raise suggestions.NothingDone(gettext("This lesson has no step to go back to."))
    sessions.lead_to(session=session, step=target)
    return with_names(gettext("Everyone goes back to %(title)s."), {"title": target.say("title")})


@takes_form_from(page("tutor:classroom", "classroom_id"))
@login_required
def dismiss(request: UserRequest, classroom_id: int, suggestion_id: int) -> HttpResponse:
    """Let a suggestion go, and keep why."""
    classroom = get_classroom(request, classroom_id)
    suggestion = get_object_or_404(classroom.suggestions, pk=suggestion_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return reply_done(
            request, classroom_id, error=gettext("Please say why in a few words, at most 200 characters.")
        )
    reason = form.cleaned_data["reason"]
    if suggestion.state == Suggestion.State.OPEN:
        suggestions.decide_suggestion(suggestion=suggestion, teacher=request.user, reason=reason)
    return reply_done(request, classroom_id)
