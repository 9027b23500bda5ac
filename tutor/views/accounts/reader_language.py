"""In which language a page speaks, and how a browser and a person's account keep it.

The browser's cookie decides, as it does in Django, then what the browser asks for. What a person chose
stands in the account as well and comes along to another browser at sign-in; letters speak it.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from tutor.models import User
from tutor.services.people.languages import keep_language, language_of_site


class ReaderLanguage(LocaleMiddleware):
    """Django's, and the reply to a sign-in brings the language of the account."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say in which language the page is, and let the browser keep it where the account has one."""
        code = getattr(request, "language_of_account", None)
        if code is not None:
            set_cookie(response, code)
        replied: HttpResponseBase = super().process_response(request, response)
        return replied


def set_cookie(response: HttpResponseBase, code: str) -> None:
    """Let the browser keep a language for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def speak_as_asked(request: HttpRequest, user: User, asked: str) -> None:
    """Speak the language that an LMS asks for, where the account has chosen none.

    The browser's cookie does not count: it may be of whoever sat there before.
    """
    code = language_of_site(asked) if asked else ""
    if code and not user.has_chosen_language:
        translation.activate(code)
        request.language_of_account = code  # type: ignore[attr-defined]


@receiver(user_logged_in)
def meet(sender: object, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Go on in the language that was chosen for the account, or keep the one that the page is in."""
    if request is None:
        return
    if not user.has_chosen_language:
        keep_language(user, translation.get_language() or settings.LANGUAGE_CODE, is_chosen=False)
    elif translation.check_for_language(user.language) and user.language != translation.get_language():
        request.language_of_account = user.language  # type: ignore[attr-defined]
        translation.activate(user.language)
