"""Linking: whoever had an account here before their course brought them comes in to that one from then on.

Two proofs in one browser: a launch, whose session offers it, and a sign-in by the form after that. The offer
is in the session, holds for some minutes and works once. Nothing that a teacher or another platform vouches
for counts as a sign-in here, or an account could be had by whoever holds a card.
"""

import secrets

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.models import LtiAccount
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone
from tutor.services.lti.people import CannotLink, link_account
from tutor.views.accounts.signing_in import SESSION_KEY as METHOD_KEY
from tutor.views.lti.frames import where_lti_is_on
from tutor.views.lti.launch import ACCOUNT_KEY
from tutor.views.requests import UserRequest

OFFER_KEY = "lti_link_offer"
OFFER_S = 15 * 60


@where_lti_is_on
@require_http_methods(["GET", "POST"])
@login_required
def link_account_page(request: UserRequest) -> HttpResponse:
    """Say what linking does, and begin it: the session ends, and its owner signs in to the other account."""
    account = _launched(request)
    if account is None:
        return render(request, "lti/link_how.html", {"account": None})
    if request.method == "GET":
        return render(request, "lti/link_how.html", {"account": account})
    token = secrets.token_urlsafe(24)
    cache.set(f"lti:offer:{token}", account.pk, OFFER_S)
    logout(request)
    request.session[OFFER_KEY] = token
    return redirect(f"{reverse('login')}?next={reverse('tutor:lti_link_confirm')}")


@where_lti_is_on
@require_http_methods(["GET", "POST"])
@login_required
def confirm_link(request: UserRequest) -> HttpResponse:
    """Ask the owner who has signed in, and link."""
    token = str(request.session.get(OFFER_KEY, ""))
    account = _offered(token)
    if account is None or request.session.get(METHOD_KEY) is not None:
        return _decline(request)
    if request.method == "GET":
        return render(request, "lti/link_confirm.html", {"account": account})
    del request.session[OFFER_KEY]
    # Of two presses at once, one has the offer.
    if not cache.delete(f"lti:offer:{token}"):
        return _decline(request)
    try:
        link_account(account=account, to=request.user)
    except (CannotLink, Gone):
        return _decline(request)
    note_act(actor=request.user, action=Act.LTI_LINKED, whose=request.user, request=request)
    messages.success(request, gettext("Done. Your course opens this account from now on."))
    return redirect("tutor:home")


def _decline(request: HttpRequest) -> HttpResponse:
    return render(request, "lti/link_how.html", {"account": None, "is_over": True}, status=403)


def _launched(request: UserRequest) -> LtiAccount | None:
    """Return the account that this session's launch came in by."""
    if request.session.get(METHOD_KEY) != "lti":
        return None
    found = LtiAccount.objects.filter(pk=request.session.get(ACCOUNT_KEY, 0), user=request.user)
    return found.select_related("lti_user__registration", "user").first()


def _offered(token: str) -> LtiAccount | None:
    key = int(cache.get(f"lti:offer:{token}", 0)) if token else 0
    return LtiAccount.objects.filter(pk=key).select_related("lti_user__registration", "user").first()
