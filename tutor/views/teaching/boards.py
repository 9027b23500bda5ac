"""The teacher's boards: begin a group prompt, watch it, steer it, close it."""

import random

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from content.keys import read_key
from content.language import gettext
from tutor.domain.grouping import mix_by_progress, shuffle_into_groups
from tutor.forms.boards import MoveForm, PromptForm, TimeForm
from tutor.models import Classroom, ClassSession, GroupPrompt, Post, Sitting, Suggestion
from tutor.presenters import boards
from tutor.queries import progress, selectors
from tutor.services.audit.openings import note_opened
from tutor.services.teaching import group_prompts, posts
from tutor.services.teaching.suggestions import AlreadyDecided, NothingDone
from tutor.views.form_pages import page, takes_form_from
from tutor.views.requests import UserRequest
from tutor.views.teaching.teach import get_classroom, reply_done, with_open_session

PAGE = "tutor:boards"


@require_GET
@login_required
def show_boards(request: UserRequest, classroom_id: int) -> HttpResponse:
    """Show the boards of the group prompt that runs, else the form that begins one."""
    classroom = get_classroom(request, classroom_id)
    context = boards.present_boards(classroom)
    session = context["session"]
    if session is not None and context["prompt"] is None:
        context |= boards.present_start(
            session,
            present=_present(session),
            suggestion=_open_suggestion(classroom, request.GET.get("suggestion", "")),
            step_id=read_key(request.GET.get("step", "")),
        )
    return render(request, "tutor/boards.html", context)


def _present(session: ClassSession) -> list[Sitting]:
    here = selectors.sittings_taking_part(session, now=timezone.now())
    return list(here.select_related("student", "lesson").order_by("student__first_name", "student__username"))


def _open_suggestion(classroom: Classroom, text: str) -> Suggestion | None:
    return classroom.suggestions.filter(pk=read_key(text) or 0, state=Suggestion.State.OPEN).first()


@takes_form_from(page("tutor:boards", "classroom_id"))
@login_required
@with_open_session(to=PAGE)
def start(request: UserRequest, session: ClassSession) -> HttpResponse:
    """Begin a group prompt; with a suggestion's id, this is what became of it."""
    classroom = session.classroom
    present = _present(session)
    form = PromptForm(request.POST, lesson=session.lesson, present=present)
    if not form.is_valid():
        return _show_again(request, classroom, session, form)
    asked = form.cleaned_data
    suggestion = (
        get_object_or_404(classroom.suggestions, pk=asked["suggestion"]) if asked["suggestion"] else None
    )
    try:
        group_prompts.start_prompt(
            session=session,
            teacher=request.user,
            groups=_make_groups(form, session),
            suggestion=suggestion,
            **{name: asked[name] for name in ("words", "step", "minutes")},
        )
    except AlreadyDecided:
        messages.error(request, gettext("Somebody has decided already."))
    except NothingDone as error:
        messages.error(request, gettext("%(error)s The suggestion stays open.") % {"error": error})
    except group_prompts.AnotherPromptRuns:
        messages.info(request, gettext("The groups are at work already."))
    return redirect(PAGE, classroom.pk)


def _make_groups(form: PromptForm, session: ClassSession) -> list[list[int]]:
    # Chance that nobody has to defend: no secret hangs on it.
    rng = random.Random()  # noqa: S311
    way = form.cleaned_data["way"]
    if way == "hand":
        return form.groups_by_hand()
    if way == "mixed":
        return mix_by_progress(progress.how_far(form.present, lesson=session.lesson), rng=rng)
    return shuffle_into_groups([sitting.pk for sitting in form.present], rng=rng)


def _show_again(
    request: UserRequest, classroom: Classroom, session: ClassSession, form: PromptForm
) -> HttpResponse:
    """Show the form with what was typed, and what is wrong with it."""
    typed = {name: request.POST.get(name, "") for name in ("words", "minutes", "way")}
    context = boards.present_boards(classroom) | boards.present_start(
        session,
        present=list(form.present),
        suggestion=_open_suggestion(classroom, request.POST.get("suggestion", "")),
        step_id=read_key(request.POST.get("step", "")),
    )
    errors = [text for texts in form.errors.values() for text in texts]
    note_opened(actor=request.user, address=PAGE, parts={"classroom_id": classroom.pk})
    return render(request, "tutor/boards.html", context | typed | {"errors": errors}, status=422)


def _get_prompt(request: UserRequest, classroom_id: int, prompt_id: int) -> GroupPrompt:
    classroom = get_classroom(request, classroom_id)
    prompts = GroupPrompt.objects.filter(session__classroom=classroom).select_related("session")
    return get_object_or_404(prompts, pk=prompt_id)


@takes_form_from(page("tutor:boards", "classroom_id"))
@login_required
def change_time(request: UserRequest, classroom_id: int, prompt_id: int) -> HttpResponse:
    """Give more minutes, or call time."""
    prompt = _get_prompt(request, classroom_id, prompt_id)
    form = TimeForm(request.POST)
    if not form.is_valid():
        return reply_done(request, classroom_id, error=gettext("Please give 1 to 60 minutes."), to=PAGE)
    group_prompts.change_time(prompt=prompt, minutes=form.cleaned_data["minutes"])
    return reply_done(request, classroom_id, to=PAGE)


@takes_form_from(page("tutor:boards", "classroom_id"))
@login_required
def close(request: UserRequest, classroom_id: int, prompt_id: int) -> HttpResponse:
    """Take the boards off everybody's page."""
    group_prompts.close_prompt(prompt=_get_prompt(request, classroom_id, prompt_id))
    return reply_done(request, classroom_id, to=PAGE, refresh=True)


@takes_form_from(page("tutor:boards", "classroom_id"))
@login_required
def move(request: UserRequest, classroom_id: int, prompt_id: int) -> HttpResponse:
    """Put a student into another group."""
    prompt = _get_prompt(request, classroom_id, prompt_id)
    form = MoveForm(request.POST, prompt=prompt)
    if not form.is_valid():
        return reply_done(
            request, classroom_id, error=gettext("Please choose a student and a group."), to=PAGE
        )
    try:
        group_prompts.move_student(**form.cleaned_data)
    except group_prompts.GroupIsFull:
        return reply_done(request, classroom_id, error=gettext("That group has no chair left."), to=PAGE)
    return reply_done(request, classroom_id, to=PAGE)


@takes_form_from(page("tutor:boards", "classroom_id"))
@login_required
def remove_post(request: UserRequest, classroom_id: int, post_id: int) -> HttpResponse:
    """Take a post off its board, or put it back."""
    classroom = get_classroom(request, classroom_id)
    ours = Post.objects.filter(group__prompt__session__classroom=classroom)
    post = get_object_or_404(ours.select_related("group__prompt__session"), pk=post_id)
    posts.remove_post(post=post, teacher=request.user, removed=request.POST.get("removed") == "yes")
    return reply_done(request, classroom_id, to=PAGE)
