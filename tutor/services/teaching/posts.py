"""What students write on their group's board, and what a teacher takes away."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from content.language import gettext
from tutor.messages import events
from tutor.models import ClassSession, GroupPlace, Post, Sitting, User
from tutor.queries.selectors import open_session_of
from tutor.services.locks import find_locked_sitting, lock_sitting
from tutor.services.teaching.group_prompts import notify_group

# Nobody types faster, and a board stays readable.
MOST_IN_A_WHILE, A_WHILE = 6, timedelta(seconds=30)
MOST_OF_ONE = 40
# A post that was on its way when time ran out.
GRACE = timedelta(seconds=3)


class NotPosted(ValueError):
    """The post was not taken; its text says why, as its writer reads it."""


@transaction.atomic
def add_post(*, sitting: Sitting, submission_id: UUID, words: str, prompt: int | None = None) -> Post:
    """Put a student's words on the board of the student's group; a repeat is the same post.

    Args:
        sitting: whose.
        submission_id: made by the page.
        words: what is posted.
        prompt: the key of the prompt that the page showed; `None` where no page was looked at.

    Raises:
        NotPosted: the student is in no group, the lesson is paused, time is up, the class talks about
            something else by now, or there were too many posts.
        Gone: the sitting was erased.
    """
    # Two posts that arrive together must not both be the last that may.
    lock_sitting(sitting)
    earlier = Post.objects.filter(sitting=sitting, submission_id=submission_id).first()
    if earlier is not None:
        return earlier
    place = find_place(sitting)
    now = timezone.now()
    if place is not None and place.prompt.session.state == ClassSession.State.PAUSED:
        raise NotPosted(
            gettext("Your teacher has paused the lesson. Your words stay here: post them when it goes on.")
        )
    if place is None or place.prompt.ends_at + GRACE <= now:
        raise NotPosted(gettext("Time is up, so this was not posted."))
    if prompt is not None and prompt != place.prompt_id:
        raise NotPosted(
            gettext("Your class has begun something new, so this was not posted. Does it still fit?")
        )
    own = Post.objects.filter(sitting=sitting, group__prompt=place.prompt_id)
    if own.count() >= MOST_OF_ONE:
        raise NotPosted(
            gettext("You have written %(most_of_one)s notes. Let the others write now.")
            % {"most_of_one": MOST_OF_ONE}
        )
    # After a clock was set back, posts from before seem yet to come; they hold nobody up.
    if own.filter(created_at__gt=now - A_WHILE, created_at__lte=now).count() >= MOST_IN_A_WHILE:
        raise NotPosted(gettext("That was quick. Read what the others wrote, and post this in a moment."))
    post = Post.objects.create(group=place.group, sitting=sitting, submission_id=submission_id, words=words)
    transaction.on_commit(lambda: notify_group(place.group, classroom_id=place.prompt.session.classroom_id))
    return post


def find_place(sitting: Sitting) -> GroupPlace | None:
    """Return the student's place in the prompt of the session in which the student sits, if there is one."""
    # Another class of the student's may be at the lesson as well: what counts is the board the page shows.
    places = GroupPlace.objects.filter(sitting=sitting, prompt__closed_at=None)
    here = places.filter(prompt__session=open_session_of(sitting))
    return here.select_related("group", "prompt__session").first()


@transaction.atomic
def remove_post(*, post: Post, teacher: User, removed: bool) -> None:
    """Take a post off its board, or put it back."""
    find_locked_sitting(post.sitting_id)
    post.removed_at = timezone.now() if removed else None
    post.removed_by = teacher if removed else None
    post.save(update_fields=["removed_at", "removed_by"])
    # Once time is up, every student reads every board.
    classroom_id = post.group.prompt.session.classroom_id
    transaction.on_commit(partial(events.send_prompt_changed, classroom_id=classroom_id))
