"""The few pages of the platform that are not the consumer's own, and how tests arrange it."""

import json
from collections.abc import Callable
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt
from lti_consumer import api, utils
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import CourseAllowPIISharingInLTIFlag, Lti1p3Passport, LtiAgsScore, LtiConfiguration
from opaque_keys.edx.keys import CourseKey

from school.models import Grade, Profile

COURSE = CourseKey.from_string("course-v1:School+Maths+2026")
TITLE = "Maths, Year 6"


def takes_json(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the object that a test sent."""
    return csrf_exempt(lambda request, **parts: view(request, json.loads(request.body), **parts))


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ready")


@takes_json
def keep_person(request: HttpRequest, said: dict[str, str]) -> JsonResponse:
    """Make a person, or change one: `username`, `name`, `email`, `role` (staff, student), `is_enrolled`."""
    user, _ = User.objects.update_or_create(
        username=said.pop("username"), defaults={"email": said.pop("email", "")}
    )
    person, _ = Profile.objects.update_or_create(user=user, defaults=said)
    CourseAllowPIISharingInLTIFlag(course_id=COURSE, enabled=True, changed_by=user).save()
    return JsonResponse({"subject": str(person.external_user_id)})


@takes_json
def make_unit(request: HttpRequest, said: dict[str, str]) -> JsonResponse:
    """Put a tool, by its address, into the course; `ags` is how it may grade. Answer what it has to know."""
    passport = Lti1p3Passport.objects.create(
        lti_1p3_tool_keyset_url=f"{said['tool']}/lti/jwks/",
        lti_1p3_internal_private_key=private_key(),
        lti_1p3_internal_private_key_id="platform",
    )
    number = LtiConfiguration.objects.count() + 1
    unit = LtiConfiguration.objects.create(
        version=LtiConfiguration.LTI_1P3,
        config_store=LtiConfiguration.CONFIG_ON_DB,
        location=COURSE.make_usage_key("lti_consumer", f"unit{number}"),
        lti_1p3_passport=passport,
        lti_1p3_oidc_url=f"{said['tool']}/lti/login/",
        lti_1p3_launch_url=f"{said['tool']}/lti/launch/",
        lti_advantage_enable_nrps=True,
        lti_advantage_deep_linking_enabled=True,
        lti_advantage_deep_linking_launch_url=f"{said['tool']}/lti/launch/",
        lti_advantage_ags_mode=said.get("ags", LtiConfiguration.LTI_ADVANTAGE_AGS_PROGRAMMATIC),
    )
    return JsonResponse(
        {
            "unit": unit.pk,
            "location": str(unit.location),
            "issuer": utils.get_lti_api_base(),
            "client_id": passport.lti_1p3_client_id,
            "deployment_id": "1",
            "auth_url": utils.get_lms_lti_launch_link(),
            "token_url": utils.get_lms_lti_access_token_link(passport.passport_id),
            "keyset_url": utils.get_lms_lti_keyset_link(passport.passport_id),
        }
    )


@cache
def private_key() -> str:
    """Return the platform's key. The consumer would make one for each unit, which takes it seconds."""
    return (
        rsa.generate_private_key(public_exponent=65537, key_size=2048)
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def enter(request: HttpRequest, username: str) -> HttpResponse:
    """Sign a person of the platform in, and go to the unit that is asked for."""
    login(request, get_object_or_404(User, username=username))
    return redirect(f"/units/{int(request.GET['unit'])}/")


def show_unit(request: HttpRequest, unit: int) -> HttpResponse:
    """Show a unit of the course to whoever is signed in."""
    links = format_html('<p><a id="open" href="/units/{}/open/">Open</a></p>', unit)
    if request.user.profile.role == "staff":
        links += format_html('<p><a id="choose" href="/units/{}/choose/">Choose content</a></p>', unit)
    return HttpResponse(format_html("<!doctype html><title>{0}</title><h1>{0}</h1>{1}", TITLE, links))


def open_unit(request: HttpRequest, unit: int) -> HttpResponse:
    """Launch the unit, or show what was chosen for it where that is more than one thing."""
    return redirect(api.get_lti_1p3_content_url(launch_of(request.user, unit)))


def choose_in_frame(request: HttpRequest, unit: int) -> HttpResponse:
    """Let a teacher choose within this page, as Moodle and Canvas do."""
    frame = format_html('<iframe src="/units/{}/choose/" width="900" height="600"></iframe>', unit)
    return HttpResponse(format_html("<!doctype html><title>{0}</title>{1}", TITLE, frame))


def choose_content(request: HttpRequest, unit: int) -> HttpResponse:
    """Send a teacher to choose what the unit shows."""
    return redirect(api.get_lti_1p3_launch_start_url(launch_of(request.user, unit), deep_link_launch=True))


def launch_of(user: User, unit: int) -> Lti1p3LaunchData:
    """Return what a launch tells. Made at the press: the consumer keeps one for each person and unit."""
    config = get_object_or_404(LtiConfiguration, pk=unit)
    return Lti1p3LaunchData(
        user_id=user.pk,
        user_role=user.profile.role,
        config_id=config.config_id,
        resource_link_id=str(config.location),
        external_user_id=str(user.profile.external_user_id),
        name=user.profile.name,
        email=user.email,
        launch_presentation_document_target="window",
        context_id=str(COURSE),
        context_type=["course_offering"],
        context_title=TITLE,
        context_label=str(COURSE),
    )


def show_book(request: HttpRequest, unit: int) -> JsonResponse:
    """Tell what the platform holds about a unit: chosen content, line items, scores, and the gradebook."""
    config = get_object_or_404(LtiConfiguration, pk=unit)
    scores = LtiAgsScore.objects.filter(line_item__lti_configuration=config)
    return JsonResponse(
        {
            "content": list(config.ltidlcontentitem_set.values("content_type", "attributes")),
            "line_items": list(config.ltiagslineitem_set.values()),
            "scores": list(scores.values()),
            "grades": list(
                Grade.objects.filter(location=config.location).values(
                    "user__username", "earned", "possible", "comment"
                )
            ),
        },
        json_dumps_params={"default": str},
    )
