"""What every request and every reply passes through."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.defaults import bad_request, page_not_found
from django_htmx.http import trigger_client_event

from tutor.ops import logs
from tutor.services.locks import Gone
from tutor.throttling.storage_budget import ROWS_OF_A_FORM, has_room, note_stored
from tutor.views.own import CourseClosed, reply_closed
from tutor.views.requests import UserRequest

TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
TOO_MUCH = _(
    "You have sent more within this hour than is kept. What you typed stays here: send it again later."
)
ALWAYS_HEARD = {"logout", "tutor:erase_mine", "tutor:guardian"}


def reference(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give each request a number that its log lines carry, and the error page shows."""

    def number(request: HttpRequest) -> HttpResponse:
        logs.begin_request(request)
        try:
            return get_response(request)
        finally:
            logs.end_request()

    return number


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow the camera to our own pages only, and to nobody where the feature is off."""

    def add_header(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        camera = "(self)" if settings.CAMERA_AFFECT else "()"
        response["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
        return response

    return add_header


def no_store(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let browsers keep no page of somebody signed in: who signs out leaves nothing behind "Back".

    A reply that says itself how long it may be kept (a course's picture) stays as it is.
    """

    def forbid(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        name = settings.SESSION_COOKIE_NAME
        if name in request.COOKIES or name in response.cookies:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return forbid


def admin_content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let pages under /admin/, and only there, stand in frames of their own."""

    def relax(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(reverse("admin:index")):
            response._csp_replace = settings.ADMIN_CONTENT_POLICY  # type: ignore[attr-defined]
        return response

    return relax


def within_budget(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Take no more forms of a person than fit this hour's budget, and lose nothing of what is refused.

    Whoever signs out, erases or takes a consent back is always heard.
    """

    def count(request: UserRequest) -> HttpResponse:
        response = get_response(request)
        # In this order: who asks is a question to the database, and with it away each one waits for seconds.
        if response.status_code < HTTPStatus.BAD_REQUEST and _is_budgeted(request):
            size = sum(len(value.encode()) for _, values in request.POST.lists() for value in values)
            note_stored(request.user, size + ROWS_OF_A_FORM)
        return response

    # Here, because `resolver_match` is not there before.
    def process_view(request: UserRequest, *args: object) -> HttpResponse | None:
        if not _is_budgeted(request) or has_room(request.user):
            return None
        if request.htmx:
            return trigger_client_event(HttpResponse(status=TOO_MANY), "notice", {"words": str(TOO_MUCH)})
        sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        return render(request, "429.html", {"sent": sent[:100]}, status=TOO_MANY)

    count.process_view = process_view  # type: ignore[attr-defined]
    return count


def _is_budgeted(request: HttpRequest) -> bool:
    match = request.resolver_match
    if request.method != "POST" or match is None or not request.user.is_authenticated:
        return False
    if "admin" in match.namespaces or match.view_name in ALWAYS_HEARD:
        return False
    return match.view_name != "tutor:consent" or request.POST.get("decision") == "give"


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse the one letter that PostgreSQL cannot keep, wherever a request brings it.

    The admin's forms refuse it themselves, and give an author's long text back with the reason.
    """

    def pass_on(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, *args: object) -> HttpResponse | None:
        match = request.resolver_match
        sent_by = [request.GET] if match and "admin" in match.namespaces else [request.GET, request.POST]
        fields = [entry for sent in sent_by for entry in sent.lists()]
        has_nul = "\0" in request.path_info or any(
            "\0" in text for name, texts in fields for text in (name, *texts)
        )
        return bad_request(request, BadRequest()) if has_nul else None

    pass_on.process_view = process_view  # type: ignore[attr-defined]
    return pass_on


def gone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as for what never was, where it was erased meanwhile; and say where a course was taken back."""

    def pass_on(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: UserRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, CourseClosed):
            return reply_closed(request, error.lesson)
        return page_not_found(request, error) if isinstance(error, Gone) else None

    pass_on.process_exception = process_exception  # type: ignore[attr-defined]
    return pass_on
