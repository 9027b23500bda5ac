"""Making an account for oneself, where the operator lets people."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.forms.accounts import SignUpForm
from tutor.models import User
from tutor.services.locks import Gone
from tutor.services.people import sign_up as services
from tutor.throttling.guesses import RESETS_BY_ADDRESS, SIGN_UP_CODES, SIGN_UPS


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Take what an account needs; whoever is signed in has one."""
    if settings.SIGN_UP == "off":
        raise Http404
    if request.user.is_authenticated:
        return redirect("tutor:home")
    if request.method == "GET":
        return _show(request, SignUpForm(initial={"code": request.GET.get("code", "")[:30]}))
    address = str(request.META.get("REMOTE_ADDR", ""))
    # Before the code and the name are looked up: whoever is blocked learns nothing about either.
    if SIGN_UPS.is_blocked(address) or SIGN_UP_CODES.is_blocked(address):
        words = gettext("Many accounts were made here just now. Please wait a minute, and try again.")
        return _show(request, SignUpForm(request.POST), error=words, status=429)
    form = SignUpForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    return _make(request, form, address)


def _make(request: HttpRequest, form: SignUpForm, address: str) -> HttpResponseBase:
    code = form.cleaned_data["code"]
    classroom = services.find_class(code)
    if classroom is None and (code or settings.SIGN_UP == "code"):
        SIGN_UP_CODES.note_failure(address)
        form.add_error("code", gettext("No class has that code. Please check it with your teacher."))
        return _show(request, form, status=422)
    # Also of names that are taken: so many an hour may be asked about.
    SIGN_UPS.note_failure(address)
    try:
        person = services.sign_up(
            given_name=form.cleaned_data["given_name"],
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password1"],
            classroom=classroom,
        )
    except services.NameTaken:
        form.add_error("username", gettext("Please choose another user name, or leave it empty."))
        return _show(request, form, status=422)
    except Gone:
        form.add_error("code", gettext("No class has that code. Please check it with your teacher."))
        return _show(request, form, status=422)
    _ask_to_confirm(request, person, form.cleaned_data["email"].lower())
    return _begin(request, person)


def _ask_to_confirm(request: HttpRequest, person: User, address: str) -> None:
    """Send the letter by which an address counts; no more of them to one address than resets."""
    if not settings.EMAIL_CONFIRMATION or not address or RESETS_BY_ADDRESS.is_blocked(address):
        return
    from tutor.services.people.letters import ask_to_confirm

    RESETS_BY_ADDRESS.note_failure(address)
    ask_to_confirm(user=person, address=address, site=request.build_absolute_uri("/").rstrip("/"))
    words = gettext("A letter is on its way to %(address)s. Open the link in it, and the address counts.")
    messages.info(request, words % {"address": address})


def _begin(request: HttpRequest, person: User) -> HttpResponseBase:
    from allauth.account.utils import perform_login

    name = person.username
    words = gettext("Welcome. Your user name is %(name)s: please write it down.") % {"name": name}
    messages.success(request, words)
    reply: HttpResponseBase = perform_login(request, person, redirect_url="/")
    return reply


def _show(request: HttpRequest, form: SignUpForm, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "error": error, "needs_code": settings.SIGN_UP == "code"}
    context["takes_address"] = settings.EMAIL_CONFIRMATION
    return render(request, "tutor/accounts/sign_up.html", context, status=status)
