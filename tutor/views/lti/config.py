"""What an administrator of an LMS pastes there: a page, and the JSON that Canvas takes."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

from content.language import gettext
from tutor.domain.lti.tool import Tool
from tutor.views.lti.frames import where_lti_is_on


def tool_at(request: HttpRequest) -> Tool:
    """Return this tool with the addresses that it has from outside."""

    def address(name: str) -> str:
        return request.build_absolute_uri(reverse(name))

    return Tool(
        name="Attune",
        description=gettext(
            "Lessons that notice when something stops making sense, and teach it another way."
        ),
        host=request.get_host(),
        home=address("tutor:home"),
        login=address("tutor:lti_login"),
        launch=address("tutor:lti_launch"),
        keys=address("tutor:lti_jwks"),
        icon=request.build_absolute_uri(static("tutor/img/favicon.svg")),
    )


@where_lti_is_on
@require_GET
def show_config(request: HttpRequest) -> HttpResponse:
    """Show every address and setting that an LMS asks for."""
    return render(
        request,
        "lti/config.html",
        {
            "tool": tool_at(request),
            "canvas": request.build_absolute_uri(reverse("tutor:lti_canvas")),
            "register": request.build_absolute_uri(reverse("tutor:lti_register")),
            "admin": request.user.is_authenticated and request.user.is_superuser,
        },
    )


@where_lti_is_on
@require_GET
def show_canvas(request: HttpRequest) -> HttpResponse:
    """Return the configuration of a developer key, for "Enter URL" in Canvas."""
    return JsonResponse(tool_at(request).canvas(), json_dumps_params={"indent": 2})
