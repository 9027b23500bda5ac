"""The one way into a session that is not the sign-in form."""

from typing import Literal

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from tutor.models import User

Method = Literal["card", "lti", "pictures"]
SESSION_KEY = "signed_in_by"


def sign_in(request: HttpRequest, user: User, *, method: Method) -> None:
    """Begin a session of a person whom somebody else vouched for, and keep by which way.

    The session names the one backend of the settings: any other would not be accepted at the next request.
    """
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_KEY] = method
