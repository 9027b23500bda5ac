"""What every request and every reply passes through."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.defaults import page_not_found

from tutor import logs
from tutor.services.locks import Gone


def reference(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Give each request a number that its log lines carry, and the error page shows."""

    def number(request: HttpRequest) -> HttpResponse:
        request.reference = logs.begin_request()
        return get_response(request)

    return number


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow the camera to our own pages only, and to nobody where the feature is off."""

    def add_header(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        camera = "(self)" if settings.CAMERA_AFFECT else "()"
        response["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
        return response

    return add_header


def admin_content_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Let pages under /admin/, and only there, stand in frames of their own."""

    def relax(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path_info.startswith(reverse("admin:index")):
            response._csp_replace = settings.ADMIN_CONTENT_POLICY  # type: ignore[attr-defined]
        return response

    return relax


def gone(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as for what never was, where it was erased while the request was on its way."""

    def pass_on(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        return page_not_found(request, error) if isinstance(error, Gone) else None

    pass_on.process_exception = process_exception  # type: ignore[attr-defined]
    return pass_on
