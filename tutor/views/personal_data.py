"""The data about the person who asks: shown, downloaded, erased."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from content.language import gettext
from tutor.forms.lessons import ERASE_WORD, EraseForm
from tutor.presenters.consents import choices_of
from tutor.services import personal_data
from tutor.services.audit import trail
from tutor.services.people.notices import notices_of
from tutor.services.people.standing import hidden_before, is_held
from tutor.views.requests import UserRequest

# So many entries of the audit log are looked at for the page, and so many lines made of them shown.
LOOKED_AT = 500
LOOKED_LINES = 20


@never_cache
@require_GET
@login_required
def show_mine(request: UserRequest) -> HttpResponse:
    """Say in plain words what is held, and how much of it."""
    hidden = hidden_before(request.session)
    context = {
        "counts": personal_data.count_holdings(request.user, hidden_before=hidden),
        "choices": choices_of(request.user),
        "is_held": is_held(request.session),
        "hidden_before": hidden,
        "notices": notices_of(request.user),
        "looked": trail.tell(request.user, most=LOOKED_AT)[:LOOKED_LINES],
        "audit_days": settings.AUDIT_DAYS,
    }
    return render(request, "tutor/you.html", context)


@never_cache
@require_GET
@login_required
def download_mine(request: UserRequest) -> HttpResponse:
    """Hand everything out in one file."""
    disposition = {"Content-Disposition": 'attachment; filename="what-attune-keeps.zip"'}
    packed = personal_data.pack(request.user, hidden_before=hidden_before(request.session))
    return HttpResponse(packed, content_type="application/zip", headers=disposition)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def erase_mine(request: UserRequest) -> HttpResponse:
    """Ask once more, then erase."""
    form = EraseForm(request.POST or None)
    may_close = personal_data.may_close_account(request.user)
    if request.method == "POST" and form.is_valid():
        with_account = form.cleaned_data["account"] == "close" and may_close
        personal_data.erase(person=request.user, with_account=with_account)
        if with_account:
            logout(request)
        messages.success(
            request,
            gettext("Erased.") if not with_account else gettext("Erased, and your account is closed."),
        )
        return redirect("tutor:home" if with_account else "tutor:you")
    error = (
        gettext("Nothing was erased: please choose, and type the word.") if request.method == "POST" else ""
    )
    hidden = hidden_before(request.session)
    context = {
        "may_close": may_close,
        "error": error,
        "goes": personal_data.count_what_goes(request.user, hidden_before=hidden),
        "word": gettext(ERASE_WORD),
    }
    return render(request, "tutor/erase.html", context, status=422 if error else 200)
