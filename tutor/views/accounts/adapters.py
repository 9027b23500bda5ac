"""What allauth asks us: whom to let in, by which steps, and where to send them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from tutor.services.people.second_factor import SESSION_KEY


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name and password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many incorrect codes. Please wait five minutes, then try again."),
        "incorrect_password": _("That is not your password. Please try again; capital letters count."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no: accounts are made elsewhere."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Send nobody to another host, not even to one of the operator's."""
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Look at a password as the sign-in page does: by the one backend, which counts guesses."""
        return authenticate(request, **credentials)

    def get_login_stages(self) -> list[str]:
        """Ask for a second factor, where there are any."""
        return [] if settings.SECOND_FACTOR == "off" else ["tutor.views.accounts.stages.SecondFactorStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        """Begin the session, and keep in it whether a second factor was asked, here or elsewhere.

        The session names the backend by its path in the settings. allauth would name the class where it is
        defined, which is another path for a class that a package passes on, and the next request would find
        nobody signed in.
        """
        user.backend = settings.AUTHENTICATION_BACKENDS[0]
        super().login(request, user)
        methods = {record["method"] for record in get_authentication_records(request, user)}
        if "mfa" in methods:
            request.session[SESSION_KEY] = "given"
        elif "socialaccount" in methods:
            request.session[SESSION_KEY] = "elsewhere"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors."""


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Other services' accounts."""
