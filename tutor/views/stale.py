"""Replies to a page that acted on an earlier state."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django_htmx.http import trigger_client_event

from tutor.views.requests import UserRequest

STALE = 409
INCOMPLETE = _("That did not arrive whole, so nothing was changed. Please try again.")


def say(request: UserRequest, reply: HttpResponse, words: str) -> HttpResponse:
    """Let the page say why its action was not taken: by an event with htmx, else on the page that follows."""
    if request.htmx:
        return trigger_client_event(reply, "notice", {"words": words}, after="settle")
    messages.info(request, words)
    return reply


def send_to(request: UserRequest, address: str, words: str) -> HttpResponse:
    """Send a page without htmx to how it stands now."""
    return say(request, redirect(address), words)
