"""A teacher at work with the accounts of a class: made from a list, let in anew, given cards."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from content.language import gettext
from tutor.forms.accounts import NamesForm, PrintForm
from tutor.models import Classroom
from tutor.reports.card_views import CardView, present_cards
from tutor.services.people import cards, new_accounts, passwords, pictures
from tutor.services.people.new_accounts import Line, ListChanged
from tutor.views.accounts.pictures import NAMES, check_on
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import of_open_class

_people = page("tutor:people", "classroom_id")


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
@of_open_class
def make_accounts(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Read a pasted list, show who would get an account, and make them once that was seen."""
    if request.method == "GET":
        return _show_list(request, classroom)
    form = NamesForm(request.POST)
    lines = new_accounts.read_names(request.POST.get("names", "")[:10_000], classroom=classroom)
    if not form.is_valid() or not lines:
        error = gettext("There was no name in the list. Write one name on each line.")
        return _show_list(request, classroom, error=error)
    if not form.cleaned_data["sure"] or form.cleaned_data["seen"] is None:
        return _show_list(request, classroom, lines=lines)
    try:
        people = new_accounts.make_accounts(
            classroom=classroom,
            lines=lines,
            seen=form.cleaned_data["seen"],
            with_same_names=form.cleaned_data["with_same_names"],
            by=request.user,
        )
    except ListChanged:
        return _show_changed(request, classroom)
    printed = cards.print_cards(
        classroom=classroom, student_ids=[person.pk for person in people], by=request.user
    )
    return _reply_cards(request, classroom, present_cards(request, printed, names=NAMES))


def _show_changed(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Tell a second press, to whose list nobody is left to be made, from a class that others have changed."""
    lines = new_accounts.read_names(request.POST.get("names", "")[:10_000], classroom=classroom)
    if all(line.is_there for line in lines):
        error = gettext(
            "Everyone on this list is in the class already. If you have not seen their cards, "
            "print new ones under “Accounts”."
        )
    else:
        error = gettext("The class has changed since you looked. Nothing was made; please look again.")
    return _show_list(request, classroom, lines=lines, error=error)


def _show_list(
    request: UserRequest, classroom: Classroom, *, lines: list[Line] | None = None, error: str = ""
) -> HttpResponse:
    context = {
        "classroom": classroom,
        "lines": lines or [],
        "new": sum(not line.is_there for line in lines or []),
        "seen": classroom.enrolments.count(),
        "typed": request.POST.get("names", "")[:10_000],
        "error": error,
        "most": new_accounts.MOST_LINES,
    }
    return render(request, "tutor/people/make_accounts.html", context, status=422 if error else 200)


@never_cache
@takes_form_from(_people)
@login_required
@of_open_class
def give_password(request: UserRequest, classroom: Classroom, student_id: int) -> HttpResponse:
    """Give a student a new password, and show it once."""
    try:
        student, password = passwords.give_password(
            classroom=classroom, student_id=student_id, by=request.user
        )
    except passwords.NotYours:
        return _tell_not_yours(request, classroom)
    context = {"classroom": classroom, "student": student, "password": password}
    return render(request, "tutor/people/password_given.html", context)


@never_cache
@takes_form_from(_people)
@login_required
@of_open_class
def print_cards(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Make new cards of a class or of one student, as a page to print or as a PDF."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["student"]
    printed = cards.print_cards(
        classroom=classroom, student_ids=None if chosen is None else [chosen], by=request.user
    )
    if not printed:
        words = gettext("Nobody in this class can have a card from you: see who can under “Accounts”.")
        messages.error(request, words)
        return redirect("tutor:people", classroom.pk)
    views = present_cards(request, printed, names=NAMES)
    if form.cleaned_data["form"] == "pdf":
        return _reply_pdf(classroom, views)
    return _reply_cards(request, classroom, views)


def _reply_cards(request: UserRequest, classroom: Classroom, views: list[CardView]) -> HttpResponse:
    return render(request, "tutor/people/cards.html", {"classroom": classroom, "cards": views})


def _reply_pdf(classroom: Classroom, views: list[CardView]) -> HttpResponse:
    # What it writes with takes a fifth of a start to import.
    from tutor.reports.cards import write_cards

    name = f"{slugify(classroom.name) or 'class'}-cards.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        write_cards(classroom.name, views), content_type="application/pdf", headers=disposition
    )


@takes_form_from(_people)
@login_required
@of_open_class
def revoke_cards(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Void the cards and pictures of a class or of one student."""
    form = PrintForm(request.POST)
    if not form.is_valid():
        raise Http404
    chosen = form.cleaned_data["student"]
    count = cards.revoke_cards(
        classroom=classroom, student_ids=None if chosen is None else [chosen], by=request.user
    )
    words = (
        gettext("Cards that no longer work: %(count)s. Pictures given until now do not work either.")
        if settings.PICTURE_SIGN_IN
        else gettext("Cards that no longer work: %(count)s.")
    )
    messages.success(request, words % {"count": count})
    return redirect("tutor:people", classroom.pk)


@never_cache
@takes_form_from(_people)
@login_required
@of_open_class
def give_pictures(request: UserRequest, classroom: Classroom, student_id: int) -> HttpResponse:
    """Give a student new pictures, and show them once."""
    check_on()
    given = pictures.give_pictures(classroom=classroom, student_id=student_id, by=request.user)
    if given is None:
        return _tell_not_yours(request, classroom)
    student, drawn = given
    shown = [(name, NAMES[name]) for name in drawn]
    context = {"classroom": classroom, "student": student, "pictures": shown}
    return render(request, "tutor/people/pictures_given.html", context)


def _tell_not_yours(request: UserRequest, classroom: Classroom) -> HttpResponse:
    """Say of whom nothing is given; the same of a student who left as of a stranger."""
    words = gettext(
        "Nothing was changed: this student has left the class, or gets in another way. "
        "See whom you can let in under “Accounts”."
    )
    messages.error(request, words)
    return redirect("tutor:people", classroom.pk)
