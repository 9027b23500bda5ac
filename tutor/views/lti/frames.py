"""Pages that an LMS may show in a frame of its own, and whether one asks.

Nothing of a person is on them, and they do nothing but lead to a window of their own: there is nothing to
trick anybody into. Every other page refuses to be framed.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

_FRAMES = {"iframe", "frame", "embed", "object", "fencedframe"}
View = Callable[..., HttpResponse]


def where_lti_is_on(view: View) -> View:
    """Answer 404 as long as LTI is off."""

    @wraps(view)
    def check(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.LTI:
            raise Http404
        return view(request, *args, **kwargs)

    return check


def is_framed(request: HttpRequest) -> bool:
    """Say whether the reply would be shown in a frame, as far as the browser says so."""
    return request.headers.get("Sec-Fetch-Dest", "") in _FRAMES


def let_frame(response: HttpResponse) -> HttpResponse:
    """Let any LMS show this page in a frame: its own address is none that we were told."""
    response.xframe_options_exempt = True
    replaced = getattr(response, "_csp_replace", {})
    response._csp_replace = {**replaced, "frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return response


def keeps_opener(view: View) -> View:
    """Let the frame of an LMS and the window that it opened know of each other, along the whole way in.

    Each reply that says otherwise, a redirect too, would part them. They are pages of this site both, and
    what was chosen in the window goes back to the LMS through the frame.
    """

    @wraps(view)
    def keep(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    return keep
