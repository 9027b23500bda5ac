"""A student's consents, and their guardian's confirmation."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.forms.lessons import ConsentForm, GuardianForm
from tutor.models.wordings import wording_of
from tutor.presenters.consents import choices_of
from tutor.services import consents
from tutor.services.consents import consent_of
from tutor.views.requests import UserRequest


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def choose(request: UserRequest) -> HttpResponse:
    """Explain each purpose and take the student's decision about one."""
    target = _safe_next(request)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        if form.cleaned_data["decision"] == "give":
            site = request.build_absolute_uri("/").rstrip("/")
            consents.give(student=request.user, purpose=purpose, site=site)
        else:
            consents.withdraw(student=request.user, purpose=purpose)
        # An address as it stands: `redirect` would look for a page of that name first.
        return HttpResponseRedirect(target or f"{reverse('tutor:consent')}#{purpose}")
    error = gettext("Please choose yes or no.") if request.method == "POST" else ""
    context = {"choices": choices_of(request.user), "next": target, "error": error}
    return render(request, "tutor/consent.html", context, status=422 if error else 200)


def _safe_next(request: UserRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if is_ours else ""


@never_cache
@require_http_methods(["GET", "POST"])
def answer_as_guardian(request: UserRequest, token: str) -> HttpResponse:
    """Show a guardian what a student agreed to, and take the guardian's word; the link is the key."""
    consent = consent_of(token)
    if consent is None:
        raise Http404
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        consents.decide_for(consent_id=consent.pk, is_agreed=form.cleaned_data["decision"] == "confirm")
        return redirect("tutor:guardian", token)
    wording = wording_of(consent.purpose)
    decides_alone = consent.student.is_of_age
    is_open = consent.withdrawn_at is None and consent.version == wording.version and not decides_alone
    context = {
        "consent": consent,
        "wording": wording,
        "is_open": is_open,
        "decides_alone": decides_alone,
        "token": token,
    }
    return render(request, "tutor/guardian.html", context, status=422 if request.method == "POST" else 200)
