"""The browsers in which somebody has signed in before, each known by a signed cookie."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

SALT = "tutor.devices"
LASTS_S = 365 * 24 * 3600
# A class shares a trolley of tablets; whoever signed in longest ago is forgotten first.
MOST_NAMES = 40


@dataclass(frozen=True)
class Device:
    """A browser: its random name, and digests of the user names that have signed in there."""

    key: str
    names: tuple[str, ...] = ()

    def knows(self, username: str) -> bool:
        """Say whether somebody of this name has signed in there."""
        return _digest(username) in self.names

    def with_name(self, username: str) -> "Device":
        """Return the browser after one more sign-in."""
        others = [name for name in self.names if name != _digest(username)]
        return Device(self.key, (*others, _digest(username))[-MOST_NAMES:])


def _digest(username: str) -> str:
    return salted_hmac(SALT, username.casefold()).hexdigest()[:16]


def device_of(request: HttpRequest | None) -> Device | None:
    """Return the browser that asks, if its cookie is one of ours."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "") if request is not None else ""
    try:
        found = signing.loads(cookie, salt=SALT, max_age=LASTS_S)
        return Device(str(found["key"]), tuple(found["names"]))
    except (signing.BadSignature, TypeError, KeyError):
        return None


@receiver(user_logged_in)
def note_sign_in(sender: object, request: HttpRequest | None, user: Any, **kwargs: object) -> None:
    """Let the reply to a sign-in bring the cookie."""
    if request is not None:
        request.signed_in_as = user.get_username()  # type: ignore[attr-defined]


def remember_device(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep in the browser who has signed in there."""

    def remember(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        username = getattr(request, "signed_in_as", None)
        if username is not None:
            known = device_of(request) or Device(secrets.token_urlsafe(12))
            _set_cookie(response, known.with_name(username))
        return response

    return remember


def _set_cookie(response: HttpResponse, device: Device) -> None:
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps({"key": device.key, "names": device.names}, salt=SALT),
        max_age=LASTS_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
