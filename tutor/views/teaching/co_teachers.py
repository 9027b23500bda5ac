"""Teaching a class together: asking, answering, taking it back, leaving."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from content.language import gettext, with_names
from tutor.forms.classes import TeacherForm
from tutor.models import TeacherInvitation
from tutor.queries.selectors import classrooms_of
from tutor.services.locks import Gone
from tutor.services.teaching import co_teachers
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import check_teacher, get_classroom


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def invite_teacher(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Ask a colleague to teach the class too."""
    classroom = get_classroom(request, classroom_id)
    form = TeacherForm(request.POST)
    username = form.cleaned_data["username"] if form.is_valid() else ""
    try:
        made = co_teachers.invite_teacher(classroom=classroom, username=username, by=request.user)
        messages.success(
            request,
            gettext("%(display_name)s is asked, and sees the class after a yes.")
            % {"display_name": made.invited.display_name},
        )
    except co_teachers.CannotInvite as error:
        messages.error(request, str(error))
    return redirect("tutor:people", classroom.pk)


@takes_form_from(page("tutor:classes"))
@login_required
def answer_invitation(request: UserRequest, invitation_id: int) -> HttpResponse:
    """Accept to teach a class, or decline; whoever accepts once more is led to the class too."""
    check_teacher(request.user)
    asked = request.user.class_invitations.select_related("classroom", "invited")
    invitation = get_object_or_404(asked, pk=invitation_id)
    accepts = request.POST.get("accept") == "yes"
    try:
        co_teachers.answer_invitation(invitation=invitation, accepts=accepts)
    except Gone:
        return _reply_answered(request, invitation, accepts=accepts)
    if not accepts:
        messages.success(request, gettext("Declined."))
        return redirect("tutor:classes")
    messages.success(
        request, with_names(gettext("You teach %(name)s too."), {"name": invitation.classroom.name})
    )
    return redirect("tutor:classroom", invitation.classroom_id)


def _reply_answered(request: UserRequest, invitation: TeacherInvitation, *, accepts: bool) -> HttpResponse:
    if accepts and invitation.classroom.teachers.filter(pk=request.user.pk).exists():
        return redirect("tutor:classroom", invitation.classroom_id)
    messages.info(request, gettext("This invitation was withdrawn or answered already."))
    return redirect("tutor:classes")


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def withdraw_invitation(request: UserRequest, classroom_id: int, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    classroom = get_classroom(request, classroom_id)
    invitation = get_object_or_404(classroom.invitations.select_related("classroom"), pk=invitation_id)
    if co_teachers.withdraw_invitation(invitation=invitation):
        messages.success(request, gettext("The invitation is withdrawn."))
    else:
        messages.info(request, gettext("That invitation was answered already."))
    return redirect("tutor:people", classroom.pk)


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def remove_teacher(request: UserRequest, classroom_id: int, teacher_id: int) -> HttpResponse:
    """Let a colleague, or oneself, teach the class no more."""
    check_teacher(request.user)
    if teacher_id == request.user.pk and not classrooms_of(request.user).filter(pk=classroom_id).exists():
        # Pressed twice; of a class that never was theirs it tells nobody whether there is one.
        messages.info(request, gettext("You no longer teach this class."))
        return redirect("tutor:classes")
    classroom = get_classroom(request, classroom_id)
    try:
        taught = co_teachers.remove_teacher(classroom=classroom, teacher_id=teacher_id)
    except co_teachers.LastTeacher:
        messages.error(request, gettext("A class keeps at least one teacher. Invite a colleague first."))
        return redirect("tutor:people", classroom.pk)
    if not taught:
        messages.info(request, gettext("This teacher was removed already."))
    elif teacher_id == request.user.pk:
        messages.success(
            request, with_names(gettext("You no longer teach %(name)s."), {"name": classroom.name})
        )
        return redirect("tutor:classes")
    return redirect("tutor:people", classroom.pk)
