"""Keeps staff who owe a second factor at its set-up, where the operator asks for one."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django_htmx.http import HttpResponseClientRedirect

from tutor.services.people.second_factor import SESSION_KEY, is_owed

# What opens before a second factor is set up: its set-up, and the ways out.
ALWAYS_OPEN = {
    "login",
    "account_login",
    "account_reauthenticate",
    "logout",
    "admin:logout",
    "healthz",
    "readyz",
    "tutor:privacy",
    "tutor:change_password",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def hold_back(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Send whoever owes a second factor to its page, whatever they ask for."""

    def pass_on(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    # Here, because `resolver_match` is not there before.
    def process_view(request: HttpRequest, *args: object) -> HttpResponse | None:
        match = request.resolver_match
        if not is_owed(request.user, request.session) or (match and match.view_name in ALWAYS_OPEN):
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect("/")
        return redirect("mfa_index")

    pass_on.process_view = process_view  # type: ignore[attr-defined]
    return pass_on


@receiver([authenticator_added, authenticator_removed])
def keep_up(sender: object, request: HttpRequest, user: object, **kwargs: object) -> None:
    """Let whoever sets up a second factor go on, and whoever takes the last one away be asked for it anew."""
    lasting = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    if Authenticator.objects.filter(user=user, type__in=lasting).exists():
        request.session[SESSION_KEY] = "given"
    elif request.session.get(SESSION_KEY) == "given":
        del request.session[SESSION_KEY]
