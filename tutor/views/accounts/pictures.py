"""Signing in by pictures, on a device that a teacher opened for a class."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from content.language import gettext
from tutor.domain.people import tell_apart
from tutor.domain.pictures import LENGTH, PICTURES, next_picks
from tutor.models import Classroom, OpenDevice, User
from tutor.services.people import pictures
from tutor.services.people.standing import DEVICE
from tutor.throttling.guesses import PICTURES_OF_PUPIL, PICTURES_ON_DEVICE
from tutor.views.accounts.signing_in import sign_in
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import get_classroom, of_open_class

NAMES = {
    "apple": gettext_lazy("apple"),
    "ball": gettext_lazy("ball"),
    "balloon": gettext_lazy("balloon"),
    "boat": gettext_lazy("boat"),
    "cloud": gettext_lazy("cloud"),
    "cup": gettext_lazy("cup"),
    "fish": gettext_lazy("fish"),
    "flower": gettext_lazy("flower"),
    "house": gettext_lazy("house"),
    "key": pgettext_lazy("for a door", "key"),
    "kite": pgettext_lazy("a toy", "kite"),
    "moon": gettext_lazy("moon"),
    "star": gettext_lazy("star"),
    "sun": gettext_lazy("sun"),
    "tree": gettext_lazy("tree"),
    "umbrella": gettext_lazy("umbrella"),
}


def check_on() -> None:
    """Answer as if there were no such page where pictures are switched off.

    Raises:
        Http404: they are.
    """
    if not settings.PICTURE_SIGN_IN:
        raise Http404


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
@of_open_class
def open_device(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Open this browser for a class, and sign the teacher out of it: children sit down at it next."""
    check_on()
    wanted = request.POST.get("minutes", "")
    minutes = next((one for one in pictures.MINUTES if str(one) == wanted), pictures.MINUTES[0])
    device, cookie = pictures.open_device(classroom=classroom, minutes=minutes, by=request.user)
    logout(request)
    reply = redirect("tutor:pictures")
    reply.set_cookie(
        pictures.COOKIE,
        cookie,
        expires=device.ends_at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return reply


@takes_form_from(page("tutor:people", "classroom_id"))
@login_required
def close_device(request: UserRequest, classroom_id: int, device_id: int) -> HttpResponse:
    """Close a device of a class before its time."""
    check_on()
    classroom = get_classroom(request, classroom_id)
    if pictures.close_device(classroom=classroom, device_id=device_id, by=request.user):
        messages.success(
            request, gettext("Closed. Whoever had signed in by pictures on that device is signed out.")
        )
    return redirect("tutor:people", classroom.pk)


@never_cache
@require_safe
def show_faces(request: HttpRequest) -> HttpResponse:
    """Show who can sign in on this device."""
    device = _device_of(request)
    if device is None:
        return _tell_closed(request)
    students = pictures.faces_on(device)
    names = tell_apart([(one.first_name, one.last_name, one.username) for one in students])
    context = {"device": device, "faces": list(zip(students, names, strict=True))}
    return render(request, "tutor/accounts/faces.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def tap_pictures(request: HttpRequest, student_id: int) -> HttpResponse:
    """Take three taps, one at a time; right ones sign the student in until the device closes."""
    device = _device_of(request)
    if device is None:
        return _tell_closed(request)
    secret = pictures.find_secret(device, student_id)
    if secret is None:
        raise Http404
    student, here, anywhere = secret.student, (secret.pk, device.pk), (secret.pk,)
    if PICTURES_ON_DEVICE.is_blocked(*here) or PICTURES_OF_PUPIL.is_blocked(*anywhere):
        return _ask(request, student, error=_wait_words(), status=429)
    picks = next_picks(request.POST.getlist("picked")[:LENGTH], request.POST.get("pick", ""))
    if request.method == "GET" or picks is None:
        return _ask(request, student)
    if len(picks) < LENGTH:
        return _ask(request, student, picked=picks)
    if not pictures.are_right(secret=secret, picks=picks):
        PICTURES_ON_DEVICE.note_failure(*here)
        PICTURES_OF_PUPIL.note_failure(*anywhere)
        return _ask(
            request, student, error=gettext("Not quite. Look at your card and try again."), status=422
        )
    # Only what was counted here: a classmate may guess between a pupil's own sign-ins, but not without end.
    PICTURES_ON_DEVICE.forget(*here)
    sign_in(request, student, method="pictures")
    request.session[DEVICE] = device.pk
    request.session.set_expiry(max(60, int((device.ends_at - timezone.now()).total_seconds())))
    return redirect("tutor:home")


def _ask(
    request: HttpRequest,
    student: User,
    *,
    picked: list[str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    shown = [(name, NAMES[name]) for name in PICTURES]
    context = {
        "student": student,
        "shown": shown,
        "picked": [(name, NAMES[name]) for name in picked or []],
        "places": range(LENGTH - len(picked or [])),
        "number": len(picked or []) + 1,
        "total": LENGTH,
        "error": error,
        "must_wait": status == 429,
    }
    return render(request, "tutor/accounts/pictures.html", context, status=status)


def _wait_words() -> str:
    return gettext("That was wrong too often. Ask your teacher, or try again in 15 minutes.")


def _device_of(request: HttpRequest) -> OpenDevice | None:
    check_on()
    return pictures.device_of(request.COOKIES.get(pictures.COOKIE, ""))


def _tell_closed(request: HttpRequest) -> HttpResponse:
    return render(request, "tutor/accounts/device_closed.html", status=404)
