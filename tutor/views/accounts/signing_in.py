"""The one way into a session that is not the sign-in form, and what every session keeps of how it began."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from tutor.models import User
from tutor.services.people import notices, standing
from tutor.services.people.standing import METHOD as SESSION_KEY
from tutor.services.people.standing import Method

__all__ = ["SESSION_KEY", "Method", "sign_in"]
_KEPT = (
    *(standing.METHOD, standing.HELD, standing.MUST_CHANGE, standing.HIDDEN),
    *(standing.DEVICE, standing.CARD),
)


def sign_in(request: HttpRequest, user: User, *, method: Method) -> None:
    """Begin a session of a person whom somebody else vouched for, and keep by which way.

    The session names the one backend of the settings: any other would not be accepted at the next request.
    """
    # Read by `note_standing`, which `login` calls.
    request.signing_in_by = method  # type: ignore[attr-defined]
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


@receiver(user_logged_in)
def note_standing(sender: object, request: HttpRequest | None, user: Any, **kwargs: object) -> None:
    """Keep in the session who could have begun it, and tell the person what others did to the account."""
    if request is None:
        return
    method = getattr(request, "signing_in_by", "")
    # Of an earlier session of the same person in this browser.
    for key in _KEPT:
        request.session.pop(key, None)
    request.session.update(standing.standing_of(user, method=method))
    if not hasattr(request, "_messages"):
        # Nobody looks at a page: what would be told now would be lost.
        return
    for words in notices.tell_news(person=user, is_own=not standing.is_held(request.session)):
        messages.warning(request, words)
