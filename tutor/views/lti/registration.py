"""The page that an LMS opens to register this tool by itself.

With a link that an administrator made, the link is the permission: the LMS shows the page in a frame, where
browsers send no cookie, so the form carries no token of a session, and needs none: nobody else knows the
address. Without such a link an administrator must be signed in.
"""

import logging
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tutor.models import LtiRegistrationLink, User
from tutor.services.lti.registration import CannotRegister, find_link, register
from tutor.views.lti.config import tool_at
from tutor.views.lti.frames import let_frame, where_lti_is_on
from tutor.views.requests import UserRequest

log = logging.getLogger(__name__)


@where_lti_is_on
@require_http_methods(["GET", "POST"])
@login_required
def register_signed_in(request: UserRequest) -> HttpResponse:
    """Register a platform for an administrator who is signed in."""
    if not request.user.is_superuser:
        raise PermissionDenied
    return _answer(request, by=request.user)


@csrf_exempt
@where_lti_is_on
@require_http_methods(["GET", "POST"])
def register_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Register a platform for whoever holds a link."""
    link = find_link(token)
    if link is None:
        return let_frame(render(request, "lti/register.html", {"state": "used"}, status=404))
    return let_frame(_answer(request, link=link))


def _answer(
    request: HttpRequest, *, by: User | None = None, link: LtiRegistrationLink | None = None
) -> HttpResponse:
    """Say which LMS asks, and register it once that is wanted."""
    said = request.POST if request.method == "POST" else request.GET
    address, bearer = said.get("openid_configuration", ""), said.get("registration_token", "")
    host = _host(address)
    context = {"address": address, "bearer": bearer, "host": host, "link": link}
    if not host:
        return render(request, "lti/register.html", {"state": "empty"}, status=400)
    if request.method == "GET":
        return render(request, "lti/register.html", {**context, "state": "ask"})
    try:
        platform = register(configuration_url=address, bearer=bearer, tool=tool_at(request), by=by, link=link)
    except CannotRegister as error:
        log.warning("LTI registration failed: %s", str(error))
        return render(request, "lti/register.html", {**context, "state": "failed"}, status=400)
    return render(request, "lti/register.html", {"state": "done", "platform": platform})


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        return parts.hostname or "" if parts.scheme in ("https", "http") else ""
    except ValueError:
        return ""
