"""What allauth asks us: whom to let in, by which steps, and where to send them."""

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from content.language import gettext
from tutor.services.people.passwords import now_own
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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways to say once more who one is; whoever has none signs in anew."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        anew = {"id": "anew", "description": _("Sign in anew"), "url": reverse("account_sign_in_anew")}
        return found or [anew]

    def set_password(self, user: Any, password: str) -> None:
        """Set a password that its owner chose by the link of a letter."""
        super().set_password(user, password)
        now_own(person=user)

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
    """Second factors: apps that show codes, passkeys, recovery codes.

    Their keys lie in the database encrypted under the site's secret key, so that a copy of the database lets
    nobody make codes. With another secret key they are lost, and an administrator resets them.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "That code is not right. Codes change every half minute: please type the newest."
        ),
    }

    def get_totp_label(self, user: Any) -> str:
        """Return what the app shows beside the code: the name one signs in with, and never an address."""
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code, black on white also where the page is dark."""
        import segno

        drawn: str = segno.make(url, error="m").svg_inline(scale=5, border=3, light="#fff")
        return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)

    def encrypt(self, text: str) -> str:
        """Return a key as it is kept."""
        kept: bytes = _box().encrypt(text.encode())
        return kept.decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a key as it is used; one that fits no code where the site's secret key is another now."""
        from cryptography.fernet import InvalidToken

        try:
            key: bytes = _box().decrypt(encrypted_text.encode())
            return key.decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Name a person to their own device by the name they sign in with."""
        name = user.get_username()
        return {"id": str(user.pk).encode(), "display_name": name, "name": name}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002
        """Return a first name for a passkey."""
        return gettext("My device")


def _box() -> Any:
    """Return what encrypts the keys of second factors, under the site's secret key and those before it."""
    from cryptography.fernet import Fernet, MultiFernet

    def key(secret: str | bytes) -> bytes:
        return base64.urlsafe_b64encode(
            salted_hmac("tutor.second_factor", "", secret=secret, algorithm="sha256").digest()
        )

    return MultiFernet(
        [Fernet(key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )
