"""The way in from an LMS: it asks us to begin, we ask it who comes, and it answers with a signed token.

The token comes by a form from another origin, which brings no session: what ties it to the browser is a
cookie of its own, set when the way in began. In a frame browsers keep no such cookie, so there a page offers
to begin in a window of its own.
"""

import hashlib
import logging
from urllib.parse import urlencode, urlsplit

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from content.language import gettext
from tutor.services.lti import keys
from tutor.services.lti.after_launch import follow_up
from tutor.services.lti.launches import Landing, Page, Target, find_target, handle_launch
from tutor.services.lti.refusals import WORDS, Reason, Refused
from tutor.views.accounts.reader_language import speak_as_asked
from tutor.views.accounts.signing_in import sign_in
from tutor.views.lti.deep_linking import open_links
from tutor.views.lti.frames import is_framed, keeps_opener, let_frame, where_lti_is_on

log = logging.getLogger(__name__)
ACCOUNT_KEY = "lti_account"
COOKIE_S = 10 * 60


@csrf_exempt
@keeps_opener
@where_lti_is_on
@require_http_methods(["GET", "POST"])
def begin_login(request: HttpRequest) -> HttpResponse:
    """Begin a way in: ask the platform who comes, or offer a window of its own first."""
    from tutor.services.lti import messages

    params = {name: str(value) for name, value in (request.POST or request.GET).items()}
    try:
        if not _is_ours(request, params.get("target_link_uri", "")):
            raise Refused(Reason.FOREIGN_TARGET if params.get("target_link_uri") else Reason.NO_LAUNCH)
        start = messages.begin(params, redirect_uri=request.build_absolute_uri(reverse("tutor:lti_launch")))
    except Refused as refused:
        return _refuse(request, refused)
    if is_framed(request):
        return let_frame(render(request, "lti/new_window.html", {"address": _address_to_begin(params)}))
    response = redirect(start.ask_at)
    # Lax would not come with the platform's form. Over plain HTTP a browser keeps a cookie for other sites
    # under no name; there, on one machine, platform and tool are one site, and the default does.
    response.set_cookie(
        _cookie_name(request, start.state),
        start.state,
        max_age=COOKIE_S,
        secure=request.is_secure(),
        httponly=True,
        samesite="None" if request.is_secure() else None,
    )
    return response


@csrf_exempt
@keeps_opener
@where_lti_is_on
@require_http_methods(["GET", "POST"])
def launch(request: HttpRequest) -> HttpResponse:
    """Let in whoever a platform vouches for, and open the page that the launch is for."""
    from tutor.services.lti import messages

    params = {name: str(value) for name, value in request.POST.items()}
    name = _cookie_name(request, params.get("state", ""))
    try:
        checked = messages.check(params, cookie_state=request.COOKIES.get(name))
        target = _target_of(request, checked.launch.target)
        landing = handle_launch(launch=checked.launch, deployment=checked.deployment, path=target)
    except Refused as refused:
        begin_again = messages.login_of(params.get("state", "")) if refused.reason is Reason.NO_COOKIE else {}
        return _refuse(request, refused, begin_again)
    follow_up(landing=landing, launch=checked.launch)
    speak_as_asked(request, landing.user, checked.launch.locale)
    sign_in(request, landing.user, method="lti")
    request.session[ACCOUNT_KEY] = landing.account.pk
    _say_hello(request, landing)
    if landing.page is Page.LINKS:
        response = open_links(
            request, landing.user, deployment=checked.deployment, claim=checked.launch.deep_linking
        )
    else:
        response = redirect(_address_of(landing))
    response.delete_cookie(name, samesite="None" if request.is_secure() else None)
    return response


@where_lti_is_on
@require_GET
@cache_control(public=True, max_age=600)
def show_keys(request: HttpRequest) -> HttpResponse:
    """Publish the keys that sign what we send."""
    return JsonResponse(keys.published_keys())


@where_lti_is_on
@require_GET
def wait(request: HttpRequest) -> HttpResponse:
    """Tell a student that no lesson is behind this link: none was chosen yet, or it was taken back."""
    return render(request, "lti/not_chosen.html")


def _refuse(
    request: HttpRequest, refused: Refused, begin_again: dict[str, str] | None = None
) -> HttpResponse:
    """Say what happened, what is safe and what to do; the log gets the reason and the platform's number."""
    platform = refused.platform.pk if refused.platform is not None else "unknown"
    log.warning("LTI launch refused: %s, platform %s", refused.reason.value, platform)
    context = {
        "words": WORDS[refused.reason],
        "reason": refused.reason.value,
        "address": _address_to_begin(begin_again) if begin_again else "",
        "may_sign_in": refused.reason is Reason.ADMINISTRATOR,
    }
    return let_frame(render(request, "lti/refused.html", context, status=refused.status))


def _address_to_begin(params: dict[str, str]) -> str:
    from tutor.services.lti.messages import LOGIN

    said = {name: params[name] for name in LOGIN if params.get(name)}
    return f"{reverse('tutor:lti_login')}?{urlencode(said)}"


def _cookie_name(request: HttpRequest, state: str) -> str:
    """Return a name for each way in: several lessons may be opened at once."""
    name = f"lti-{hashlib.sha256(state.encode()).hexdigest()[:16]}"
    return f"__Host-{name}" if request.is_secure() else name


def _is_ours(request: HttpRequest, address: str) -> bool:
    return address.startswith(("https://", "http://")) and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def _target_of(request: HttpRequest, address: str) -> Target:
    """Return what a link's own address leads to: a lesson's page, or nothing in particular.

    Raises:
        Refused: it is not an address of this site.
    """
    if not address:
        return Target()
    if not _is_ours(request, address):
        raise Refused(Reason.FOREIGN_TARGET)
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return Target()
    return find_target(**match.kwargs) if match.view_name == "tutor:lesson" else Target()


def _address_of(landing: Landing) -> str:
    course, lesson = landing.target.course, landing.target.lesson
    if landing.page is Page.LESSON and course is not None and lesson is not None:
        return reverse("tutor:lesson", args=[course.slug, lesson.slug])
    if landing.page is Page.CLASS and landing.classroom is not None:
        return reverse("tutor:classroom", args=[landing.classroom.pk])
    if landing.page is Page.CHOOSE and landing.link is not None:
        return reverse("tutor:lti_choose", args=[landing.link.pk])
    if landing.page is Page.COURSE and course is not None:
        return f"{reverse('tutor:courses')}#course-{course.pk}"
    return reverse("tutor:lti_wait" if landing.page is Page.NOT_CHOSEN else "tutor:home")


def _say_hello(request: HttpRequest, landing: Landing) -> None:
    if landing.account.asked_role:
        flash.warning(
            request,
            gettext(
                "Your course calls you a teacher, and your account here is a student's. An administrator of "
                "this site has been asked; until then you see what students see."
            ),
        )
    if landing.is_new:
        words = gettext("Welcome! This account was made for you just now.")
        link = gettext("I already have an account here")
        flash.info(
            request, format_html('{} <a href="{}">{}</a>', words, reverse("tutor:lti_link_account"), link)
        )
