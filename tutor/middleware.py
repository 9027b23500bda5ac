"""Headers that every reply carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def permissions_policy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Allow the camera to our own pages only, and to nobody where the feature is off."""

    def add_header(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        camera = "(self)" if settings.CAMERA_AFFECT else "()"
        response["Permissions-Policy"] = f"camera={camera}, microphone=(), geolocation=()"
        return response

    return add_header
