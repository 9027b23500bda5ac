"""What the boards of a group prompt show, on a student's page and on the teacher's."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from content.models import Step
from content.texts.rendering import render_markdown
from tutor.domain.grouping import MOST
from tutor.forms.boards import WAYS
from tutor.models import Classroom, ClassSession, GroupPrompt, Post, Sitting, Suggestion
from tutor.presenters.class_overview import is_present
from tutor.presenters.questions import image_urls
from tutor.queries.selectors import open_prompt_of
from tutor.services.teaching.group_prompts import GROUP_PROMPT, MINUTES, words_for


@dataclass(frozen=True)
class Member:
    """A student in a group, and whether the student's page is open."""

    place_id: int
    name: str
    is_away: bool


@dataclass(frozen=True)
class Note:
    """A post as its board shows it."""

    post: Post
    name: str
    is_own: bool


@dataclass
class Board:
    """One group's board."""

    pk: int
    number: int
    is_own: bool = False
    members: list[Member] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def has_room(self) -> bool:
        """Say whether a chair is left."""
        return len(self.members) < MOST


def list_boards(prompt: GroupPrompt, *, viewer: Sitting | None = None, now: datetime) -> list[Board]:
    """Return a prompt's boards, in three queries.

    Args:
        prompt: whose boards.
        viewer: the student who looks; while time runs only the own board is told, and of what the teacher
            removed only the student's own. `None` is a teacher, who sees everything.
        now: decides whether time is up, and who is away.
    """
    boards = {group.pk: Board(group.pk, group.number) for group in prompt.groups.all()}
    for place in prompt.places.select_related("sitting__student"):
        board = boards[place.group_id]
        board.is_own = board.is_own or (viewer is not None and place.sitting_id == viewer.pk)
        is_away = not is_present(place.sitting, now=now)
        board.members.append(Member(place.pk, place.sitting.student.display_name, is_away))
    shown = {pk for pk, board in boards.items() if viewer is None or board.is_own or prompt.ends_at <= now}
    for group_id, notes in _notes_by_group(shown, viewer).items():
        boards[group_id].notes = notes
    return [boards[pk] for pk in boards if pk in shown]


def _notes_by_group(group_ids: set[int], viewer: Sitting | None) -> dict[int, list[Note]]:
    notes = defaultdict(list)
    for post in Post.objects.filter(group__in=group_ids).select_related("sitting__student"):
        is_own = viewer is not None and post.sitting_id == viewer.pk
        if viewer is None or is_own or post.removed_at is None:
            notes[post.group_id].append(Note(post, post.sitting.student.display_name, is_own))
    return notes


def present_prompt(prompt: GroupPrompt, *, now: datetime) -> dict[str, Any]:
    """Return what every page says about a prompt: its words, and the time that is left."""
    images = image_urls(prompt.step) if prompt.step else {}
    return {
        "prompt": prompt,
        "words_html": render_markdown(prompt.words, images=images),
        "left_s": max(0, ceil((prompt.ends_at - now).total_seconds())),
        "is_over": prompt.ends_at <= now,
    }


def present_group(sitting: Sitting, session: ClassSession | None) -> dict[str, Any]:
    """Return what a student's group card shows; no `prompt` where the class talks nothing over."""
    context: dict[str, Any] = {"sitting": sitting, "prompt": None}
    prompt = open_prompt_of(session) if session else None
    if prompt is None:
        return context
    now = timezone.now()
    boards = list_boards(prompt, viewer=sitting, now=now)
    return {
        **context,
        **present_prompt(prompt, now=now),
        "boards": boards,
        "own_board": next((board for board in boards if board.is_own), None),
    }


def render_group(sitting: Sitting, session: ClassSession | None) -> tuple[bool, str]:
    """Return whether the student's class talks something over, and the group card."""
    context = present_group(sitting, session)
    return context["prompt"] is not None, render_to_string("tutor/partials/group_card.html", context)


def present_boards(classroom: Classroom) -> dict[str, Any]:
    """Return what the live part of the teacher's boards needs."""
    now = timezone.now()
    session = classroom.sessions.open().select_related("lesson__course", "step").first()
    context = {"classroom": classroom, "session": session, "prompt": None, "steers": True}
    prompt = open_prompt_of(session) if session else None
    if prompt is None:
        return context
    return context | present_prompt(prompt, now=now) | {"boards": list_boards(prompt, now=now)}


def render_boards(classroom_id: int) -> str:
    """Return the live part of the teacher's boards."""
    classroom = Classroom.objects.get(pk=classroom_id)
    return render_to_string("tutor/partials/boards_live.html", present_boards(classroom))


def present_start(
    session: ClassSession, *, present: list[Sitting], suggestion: Suggestion | None, step_id: int | None
) -> dict[str, Any]:
    """Return what the form that begins a group prompt offers: the words of the step the class is at."""
    step = _step_of(session, present, suggestion, step_id)
    return {
        "suggestion": suggestion,
        "step": step,
        "words": words_for(step),
        "with_words": session.lesson.steps.filter(variants__kind=GROUP_PROMPT).distinct(),
        "minutes": MINUTES,
        "ways": WAYS,
        "way": "random",
        "present": present,
    }


def _step_of(
    session: ClassSession, present: list[Sitting], suggestion: Suggestion | None, step_id: int | None
) -> Step | None:
    """Return the step asked for, else the suggestion's, else where the class was led or most are."""
    steps = {step.pk: step for step in session.lesson.steps.all()}
    standing = [sitting.step_id for sitting in present if sitting.step_id in steps]
    most = max(standing, key=standing.count, default=None)
    led = session.step_id if session.leads else None
    wanted = (step_id, suggestion.step_id if suggestion else None, led, most)
    return next((steps[pk] for pk in wanted if pk in steps), None)
