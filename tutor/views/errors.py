"""What a person reads when a page cannot be made."""

import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tutor.messages.outage import OUTAGE_ERRORS

RETRY_AFTER_S = 3


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something broke, and its number in the log; or, with a part away, that it will soon be back.

    Browsers keep an answer that got 503 and send it again; a page that was only opened loads itself anew.
    """
    # Django hands over no exception, but calls this while it handles one.
    if not isinstance(sys.exc_info()[1], OUTAGE_ERRORS):
        reference = {"reference": getattr(request, "reference", "")}
        return HttpResponse(render_to_string("500.html", reference), status=500)
    context = {"reload_after_s": RETRY_AFTER_S if request.method == "GET" else None}
    return HttpResponse(
        render_to_string("503.html", context), status=503, headers={"Retry-After": str(RETRY_AFTER_S)}
    )
