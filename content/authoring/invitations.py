"""Co-authors come by invitation: an owner asks, the other accepts or declines."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from content.authoring.access import AUTHOR_ROLE
from content.language import gettext
from content.models import Course, Invitation


class CannotInvite(ValueError):
    """An invitation that cannot be made; the message is for the owner."""


@transaction.atomic
def invite(course: Course, *, username: str, by: Any) -> Invitation:
    """Ask an author to write a course along; asking twice is asking once.

    Raises:
        CannotInvite: no such author, or one who writes it already.
    """
    course = course.original
    # PostgreSQL does not even look for a name with a NUL in it.
    named = get_user_model().objects.filter(username=username.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    invited = named.filter(role=AUTHOR_ROLE, is_active=True).first()
    if invited is None:
        raise CannotInvite(gettext("There is no author called %(username)s.") % {"username": f"{username!r}"})
    if invited.pk == course.owner_id or course.co_authors.filter(pk=invited.pk).exists():
        raise CannotInvite(gettext("%(username)s writes this course already.") % {"username": username})
    invitation, _ = Invitation.objects.get_or_create(
        course=course, invited=invited, answered_at=None, defaults={"invited_by": by}
    )
    return invitation


def open_invitations(user: Any) -> QuerySet[Invitation]:
    """Return what a user has been asked and not answered."""
    return Invitation.objects.filter(invited=user, answered_at=None).select_related("course", "invited_by")


@transaction.atomic
def answer(invitation: Invitation, *, accept: bool) -> None:
    """Accept or decline; a second answer changes nothing."""
    claimed = Invitation.objects.filter(pk=invitation.pk, answered_at=None).update(answered_at=timezone.now())
    if claimed and accept:
        invitation.course.co_authors.add(invitation.invited)


@transaction.atomic
def remove_co_author(course: Course, *, user_id: int) -> None:
    """End someone's writing along; what they wrote stays."""
    course.original.co_authors.remove(user_id)
