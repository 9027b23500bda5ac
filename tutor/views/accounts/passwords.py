"""Changing one's own password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.models import User
from tutor.services.people import passwords
from tutor.services.people.standing import HELD, MUST_CHANGE, standing_of
from tutor.throttling.guesses import OLD_PASSWORDS
from tutor.views.requests import UserRequest


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def change_password(request: UserRequest) -> HttpResponse:
    """Take a new password, for the old one; or in place of one that somebody else set."""
    must_change = bool(request.session.get(MUST_CHANGE))
    if not request.user.has_usable_password():
        return render(request, "tutor/accounts/no_password.html")
    form = _form_of(request, must_change=must_change)
    blocked = request.method == "POST" and not must_change and OLD_PASSWORDS.is_blocked(request.user.pk)
    if request.method == "POST" and not blocked:
        if form.is_valid():
            return _change(request, form)
        if "old_password" in form.errors:
            OLD_PASSWORDS.note_failure(request.user.pk)
    context = {"form": form, "must_change": must_change, "blocked": blocked}
    status = 429 if blocked else 422 if form.errors else 200
    return render(request, "tutor/accounts/password.html", context, status=status)


def _form_of(request: UserRequest, *, must_change: bool) -> "SetPasswordForm[User]":
    data = request.POST if request.method == "POST" else None
    return SetPasswordForm(request.user, data) if must_change else PasswordChangeForm(request.user, data)


def _change(request: UserRequest, form: "SetPasswordForm[User]") -> HttpResponse:
    passwords.change_password(person=request.user, password=form.cleaned_data["new_password1"])
    # This session goes on, under a new key; all others of this person end.
    update_session_auth_hash(request, request.user)
    if request.session.pop(MUST_CHANGE, None) and request.user.role != User.Role.STUDENT:
        # Who gives passwords to staff may do all that staff may, so nothing is kept from them by waiting for
        # the next session; and a second factor can be set up in this one.
        request.session.pop(HELD, None)
        request.session.update(standing_of(request.user))
    messages.success(request, gettext("Your new password holds from now on. Elsewhere you are signed out."))
    return redirect("tutor:home")
