"""What the audit log notes of signing in: staff's sessions, second factors, passwords, linked accounts."""

from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from tutor.models import User
from tutor.services.audit.acts import Act, note_act
from tutor.services.audit.openings import is_staff


def connect() -> None:
    """Listen to Django's signal and to allauth's. To be called once, when all apps are there."""
    from allauth.account.signals import password_changed, password_reset, password_set
    from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
    from allauth.socialaccount.signals import social_account_added

    user_logged_in.connect(_note_session, dispatch_uid="audit sign-in")
    social_account_added.connect(_note_linked, dispatch_uid="audit linked")
    for signal, act in (
        (password_changed, Act.PASSWORD_CHANGED),
        (password_set, Act.PASSWORD_CHANGED),
        (password_reset, Act.PASSWORD_FORGOTTEN),
        (authenticator_added, Act.MFA_ADDED),
        (authenticator_removed, Act.MFA_RESET),
        (authenticator_reset, Act.MFA_RENEWED),
    ):
        signal.connect(partial(_note, act), weak=False, dispatch_uid=f"audit {act}")


def _note_session(sender: Any, request: HttpRequest | None, user: User, **more: Any) -> None:
    if is_staff(user):
        note_act(actor=user, action=Act.SIGNED_IN, whose=user)


def _note(
    act: Act, sender: Any, request: HttpRequest | None, user: User, authenticator: Any = None, **more: Any
) -> None:
    # Recovery codes come and go with the factor that they stand in for, which is noted by itself.
    is_of_factor = act in (Act.MFA_ADDED, Act.MFA_RESET)
    if is_of_factor and getattr(authenticator, "type", None) == Authenticator.Type.RECOVERY_CODES:
        return
    # Whoever resets a forgotten password is nobody yet; an administrator may take away another's factor.
    asking = getattr(request, "user", None)
    actor = asking if asking is not None and asking.is_authenticated else user
    note_act(actor=actor, action=act, whose=user)


def _note_linked(sender: Any, request: HttpRequest | None, sociallogin: Any, **more: Any) -> None:
    account = sociallogin.account
    note_act(actor=sociallogin.user, action=Act.SIGN_ON_LINKED, whose=sociallogin.user, what=account.provider)
