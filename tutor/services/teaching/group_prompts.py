"""A class talks something over in groups: begin, seat, give more time, close."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from itertools import chain

from django.db import IntegrityError, transaction
from django.utils import timezone

from content.language import gettext
from content.models import Step
from content.policy.kinds import KINDS
from tutor.domain.grouping import MOST, choose_group
from tutor.messages import events
from tutor.models import ClassSession, GroupPlace, GroupPrompt, Sitting, Suggestion, TalkGroup, User
from tutor.queries.selectors import open_prompt_of, seats_elsewhere, sittings_taking_part
from tutor.services.locks import Gone, find_locked_sitting, lock_session, lock_sitting, lock_sittings
from tutor.services.teaching.suggestions import AlreadyDecided, NothingDone, decide_suggestion

GROUP_PROMPT = "group_prompt"
MINUTES = 5


class AnotherPromptRuns(ValueError):
    """The class talks in groups already, perhaps since a click a moment ago."""


class GroupIsFull(ValueError):
    """Every chair of the group is taken."""


def words_for(step: Step | None) -> str:
    """Return what a class talks over at a step, unless its teacher has other words."""
    variant = step.variants.filter(kind=GROUP_PROMPT).order_by("position").first() if step else None
    return variant.body if variant else KINDS[GROUP_PROMPT].fallback


@transaction.atomic
def start_prompt(
    *,
    session: ClassSession,
    teacher: User | None,
    words: str,
    step: Step | None,
    minutes: int,
    groups: Sequence[Sequence[int]],
    suggestion: Suggestion | None = None,
) -> GroupPrompt:
    """Let a class talk in groups, each a list of sittings; whoever else is there joins the smallest.

    No teacher begins it where the class's rules act by themselves.

    Raises:
        AnotherPromptRuns: a prompt is open.
        AlreadyDecided: the suggestion it comes from was decided before.
        NothingDone: it comes from a suggestion, and nobody is there to talk.
        GroupIsFull: a group has more than `MOST`.
        Gone: the session has ended.
    """
    lock_session(session)
    if not session.is_open:
        raise Gone(session)
    locked = lock_sittings({*_present_in(session), *chain.from_iterable(groups)})
    # Only now, since whoever takes a seat locks the sitting first.
    elsewhere = _who_sits_elsewhere(session)
    seated = [sitting for sitting in locked if sitting.pk not in elsewhere]
    still_here = {sitting.pk for sitting in seated}
    if suggestion and not decide_suggestion(suggestion=suggestion, teacher=teacher, action=GROUP_PROMPT):
        raise AlreadyDecided(suggestion)
    if suggestion and not any(groups):
        raise NothingDone(gettext("Nobody is in the lesson right now, so no groups were made."))
    if any(len(group) > MOST for group in groups):
        raise GroupIsFull(groups)
    ends_at = timezone.now() + timedelta(minutes=minutes)
    try:
        # In a savepoint: on PostgreSQL a refused insert would otherwise end the whole transaction.
        with transaction.atomic():
            prompt = GroupPrompt.objects.create(session=session, step=step, words=words, ends_at=ends_at)
    except IntegrityError:
        raise AnotherPromptRuns(session) from None
    _seat_groups(prompt, [[key for key in group if key in still_here] for group in groups if group])
    for sitting in seated:
        seat_latecomer(sitting=sitting, session=session)
    _notify_class(prompt)
    return prompt


def _seat_groups(prompt: GroupPrompt, groups: Sequence[Sequence[int]]) -> None:
    made = TalkGroup.objects.bulk_create(
        TalkGroup(prompt=prompt, number=number) for number in range(1, len(groups) + 1)
    )
    GroupPlace.objects.bulk_create(
        GroupPlace(prompt=prompt, group=group, sitting_id=sitting_id, chair=chair)
        for group, members in zip(made, groups, strict=True)
        for chair, sitting_id in enumerate(members, start=1)
    )


def seat_latecomer(*, sitting: Sitting, session: ClassSession) -> None:
    """Give who comes late a place in the smallest group, or in a new one; safe at every sign of life."""
    prompt = open_prompt_of(session)
    if prompt is None or prompt.ends_at <= timezone.now() or _has_place(prompt, sitting):
        return
    _find_place(prompt, sitting, session)


@transaction.atomic
def _find_place(prompt: GroupPrompt, sitting: Sitting, session: ClassSession) -> None:
    lock_sitting(sitting)
    # Two who come together must not take the last chair twice.
    _lock_prompt(prompt.pk)
    if _has_place(prompt, sitting):
        return
    chosen = choose_group(_group_sizes(prompt, session))
    group = TalkGroup.objects.get(pk=chosen) if chosen else _add_group(prompt)
    _take_chair(prompt, group, sitting)


def _lock_prompt(prompt_id: int) -> GroupPrompt:
    prompt = GroupPrompt.objects.select_for_update(no_key=True).filter(pk=prompt_id).first()
    if prompt is None:
        raise Gone("prompt")
    return prompt


def _has_place(prompt: GroupPrompt, sitting: Sitting) -> bool:
    return GroupPlace.objects.filter(prompt=prompt, sitting=sitting).exists()


def _present_in(session: ClassSession) -> set[int]:
    return set(sittings_taking_part(session, now=timezone.now()).values_list("pk", flat=True))


def _who_sits_elsewhere(session: ClassSession) -> set[int]:
    seats = seats_elsewhere(session.classroom).filter(session__lesson=session.lesson_id)
    return set(seats.values_list("sitting_id", flat=True))


def _group_sizes(prompt: GroupPrompt, session: ClassSession) -> dict[int, tuple[int, int]]:
    """Return, by group, how many are there and how many belong to it."""
    present = _present_in(session)
    members: dict[int, list[int]] = {pk: [] for pk in prompt.groups.values_list("pk", flat=True)}
    for group_id, sitting_id in prompt.places.values_list("group_id", "sitting_id"):
        members[group_id].append(sitting_id)
    return {pk: (len(present & set(own)), len(own)) for pk, own in members.items()}


def _add_group(prompt: GroupPrompt) -> TalkGroup:
    last = prompt.groups.order_by("number").last()
    return TalkGroup.objects.create(prompt=prompt, number=last.number + 1 if last else 1)


def _take_chair(prompt: GroupPrompt, group: TalkGroup, sitting: Sitting) -> None:
    taken = set(group.places.values_list("chair", flat=True))
    chair = next((number for number in range(1, MOST + 1) if number not in taken), None)
    if chair is None:
        raise GroupIsFull(group)
    place = {"group": group, "chair": chair}
    GroupPlace.objects.update_or_create(prompt=prompt, sitting=sitting, defaults=place)
    _notify_boards(prompt, group)


@transaction.atomic
def move_student(*, place: GroupPlace, group: TalkGroup | None) -> None:
    """Put a student into another group of the prompt, or into a new one. What was written stays where it is.

    Raises:
        GroupIsFull: no chair is left there.
        Gone: the student's sitting was erased, or the prompt deleted with its class.
    """
    # Sittings come before prompts in the order of locks.
    place.sitting = find_locked_sitting(place.sitting_id)
    prompt = _lock_prompt(place.prompt_id)
    left = place.group
    if group is None or group.pk != left.pk:
        _take_chair(prompt, group or _add_group(prompt), place.sitting)
        _notify_boards(prompt, left)


@transaction.atomic
def change_time(*, prompt: GroupPrompt, minutes: int) -> None:
    """Give so many minutes more, also when time is up already; with 0 it is up now.

    Raises:
        Gone: the prompt was deleted with its class.
    """
    now = timezone.now()
    locked = _lock_prompt(prompt.pk)
    locked.ends_at = max(locked.ends_at, now) + timedelta(minutes=minutes) if minutes else now
    locked.save(update_fields=["ends_at"])
    _notify_class(prompt)


@transaction.atomic
def close_prompt(*, prompt: GroupPrompt) -> None:
    """Take the boards off everybody's page; twice is once."""
    if GroupPrompt.objects.filter(pk=prompt.pk, closed_at=None).update(closed_at=timezone.now()):
        _notify_class(prompt)


@transaction.atomic
def leave_groups(*, classroom_id: int, student_ids: Collection[int]) -> None:
    """Free the chairs of students who were taken off the class's list; what was written stays."""
    open_prompts = GroupPrompt.objects.filter(session__classroom=classroom_id, closed_at=None)
    GroupPlace.objects.filter(prompt__in=open_prompts, sitting__student__in=student_ids).delete()
    transaction.on_commit(partial(events.send_prompt_changed, classroom_id=classroom_id))


def _notify_class(prompt: GroupPrompt) -> None:
    transaction.on_commit(partial(events.send_prompt_changed, classroom_id=prompt.session.classroom_id))


def _notify_boards(prompt: GroupPrompt, group: TalkGroup) -> None:
    transaction.on_commit(lambda: notify_group(group, classroom_id=prompt.session.classroom_id))


def notify_group(group: TalkGroup, *, classroom_id: int) -> None:
    """Tell a group's own pages and the teacher's boards that something there has changed."""
    sitting_ids = list(group.places.values_list("sitting_id", flat=True))
    events.send_board_changed(classroom_id=classroom_id, sitting_ids=sitting_ids)
