"""The page on which a teacher chooses what an LMS links to, and the way back."""

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tutor.forms.lti_links import LinksForm, SearchForm, read_picks
from tutor.models import User
from tutor.queries.lti.linkable import find_offers
from tutor.services.lti.content_items import ContentItem, item_of_course, item_of_lesson
from tutor.services.lti.deep_links import (
    Asked,
    NotServed,
    Over,
    Sent,
    answer_asked,
    find_asked,
    find_sent,
    host_of,
    keep_sent,
    remember_asked,
)
from tutor.views.lti.frames import keeps_opener, let_frame, where_lti_is_on
from tutor.views.requests import UserRequest


def open_links(
    request: HttpRequest, person: User, *, deployment: Any, claim: Mapping[str, object]
) -> HttpResponse:
    """Lead whoever an LMS sent to choose links to the page for it, or say why there is none."""
    try:
        key = remember_asked(request.session, person=person, deployment=deployment, claim=claim)
    except NotServed as reason:
        context = {"reason": str(reason)}
        return render(request, "lti/links_not_served.html", context, status=HTTPStatus.BAD_REQUEST)
    return redirect("tutor:lti_links", key)


@keeps_opener
@where_lti_is_on
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose_links(request: UserRequest, key: UUID) -> HttpResponse:
    """Offer courses and lessons to a teacher whom an LMS sent, and take what was chosen back to it."""
    if request.user.role == User.Role.STUDENT and not request.user.is_superuser:
        raise PermissionDenied
    try:
        asked = find_asked(request.session, key=str(key), person=request.user)
        if request.method == "POST" and "send" in request.POST:
            return _answer(request, asked)
    except Over:
        return render(request, "lti/links_over.html", status=HTTPStatus.NOT_FOUND)
    return _offer(request, asked)


def _offer(request: UserRequest, asked: Asked, form: LinksForm | None = None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    search = SearchForm(sent)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    picks = read_picks(sent.getlist("pick"))
    context = {
        "asked": asked,
        "error": form.non_field_errors() if form else "",
        "words": words,
        "offers": find_offers(request.user, words=words, courses=picks["course"], lessons=picks["lesson"]),
        "picks": picks,
        "led": sent.get("led") == "yes",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "lti/links.html", context, status=status)


def _answer(request: UserRequest, asked: Asked) -> HttpResponse:
    items: list[ContentItem] = []
    if request.POST["send"] == "chosen":
        form = LinksForm(request.POST, person=request.user, takes_several=asked.takes_several)
        if not form.is_valid():
            return _offer(request, asked, form)
        items = _items(request, asked, form)
    signed = answer_asked(request.session, asked=asked, items=items)
    sent = Sent(asked.platform, asked.return_url, signed)
    back = reverse("tutor:lti_links_back", args=[keep_sent(sent)])
    return _send(request, sent, number=len(items), back=back)


@where_lti_is_on
@require_safe
def send_back(request: HttpRequest, key: str) -> HttpResponse:
    """Take an answer to the LMS from within its frame, where browsers keep no session of ours."""
    try:
        return let_frame(_send(request, find_sent(key)))
    except Over:
        return let_frame(render(request, "lti/links_over.html", status=HTTPStatus.NOT_FOUND))


def _send(request: HttpRequest, sent: Sent, *, number: int | None = None, back: str = "") -> HttpResponse:
    context = {**asdict(sent), "number": number, "back": back}
    response = render(request, "lti/links_send.html", context)
    # This page, and no other, may send a form to another site: to where the launch said, and nowhere else.
    response._csp_replace = {"form-action": [form_target(sent.return_url)]}  # type: ignore[attr-defined]
    return response


def _items(request: UserRequest, asked: Asked, form: LinksForm) -> list[ContentItem]:
    launch_url = request.build_absolute_uri(reverse("tutor:lti_launch"))
    # An LMS that does not say whether it makes columns may do so.
    has_line_item = asked.takes_line_items is not False
    courses = [
        item_of_course(
            course, launch_url=launch_url, has_line_item=has_line_item, opens_window=asked.opens_windows
        )
        for course in form.cleaned_data["courses"]
    ]
    lessons = [
        item_of_lesson(
            lesson,
            led=form.cleaned_data["led"],
            launch_url=launch_url,
            has_line_item=has_line_item,
            opens_window=asked.opens_windows,
        )
        for lesson in form.cleaned_data["lessons"]
    ]
    return courses + lessons


def form_target(address: str) -> str:
    """Return an address as a content policy names it: without query, and without what ends a name there.

    A semicolon or a comma in it would begin another directive, or another policy.
    """
    parts = urlsplit(address)
    host = host_of(address)
    if ":" in host:
        host = f"[{host}]"
    port = f":{parts.port}" if parts.port else ""
    return (
        f"{parts.scheme}://{quote(host, safe='.-[]:_')}{port}{quote(parts.path or '/', safe='/%:@!$&()*+=~')}"
    )
