"""The type of the requests that views get."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tutor.models import User


class UserRequest(HttpRequest):
    """A request as the middleware makes it, of somebody who is signed in: behind `login_required`."""

    user: User
    htmx: HtmxDetails
