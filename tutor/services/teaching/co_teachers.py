"""Who teaches a class together: asked, and then willing or not; and who teaches it no more."""

from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from content.language import gettext, with_names
from tutor.messages import events
from tutor.models import Classroom, TeacherInvitation, User
from tutor.services.locks import Gone, lock_classroom


class CannotInvite(ValueError):
    """An invitation that cannot be made; its text says why, as who asks reads it."""


class LastTeacher(ValueError):
    """Nobody else teaches the class."""


@transaction.atomic
def invite_teacher(*, classroom: Classroom, username: str, by: User) -> TeacherInvitation:
    """Ask a teacher to teach the class too; asking twice is asking once.

    Raises:
        CannotInvite: there is no such teacher, or this one teaches the class already. A student of that name
            is no different from nobody.
    """
    lock_classroom(classroom)
    invited = User.objects.filter(username=username, role=User.Role.TEACHER, is_active=True).first()
    if invited is None:
        raise CannotInvite(gettext("No teacher here has that user name. Please check the spelling."))
    if classroom.teachers.filter(pk=invited.pk).exists():
        words = gettext("%(teacher)s teaches this class already.")
        raise CannotInvite(with_names(words, {"teacher": invited.display_name}))
    invitation, _ = TeacherInvitation.objects.get_or_create(
        classroom=classroom, invited=invited, answered_at=None, defaults={"invited_by": by}
    )
    return invitation


def invitations_to(teacher: User) -> QuerySet[TeacherInvitation]:
    """Return what a teacher was asked and has not answered."""
    return TeacherInvitation.objects.filter(invited=teacher, answered_at=None).select_related(
        "classroom", "invited_by"
    )


@transaction.atomic
def answer_invitation(*, invitation: TeacherInvitation, accepts: bool) -> None:
    """Accept or decline.

    Raises:
        Gone: it was answered or withdrawn before.
    """
    lock_classroom(invitation.classroom)
    if not _close(invitation):
        raise Gone("invitation")
    if accepts:
        invitation.classroom.teachers.add(invitation.invited)


@transaction.atomic
def withdraw_invitation(*, invitation: TeacherInvitation) -> bool:
    """Take an invitation back; say whether it was still open."""
    lock_classroom(invitation.classroom)
    return _close(invitation)


def _close(invitation: TeacherInvitation) -> bool:
    still_open = TeacherInvitation.objects.filter(pk=invitation.pk, answered_at=None)
    return still_open.update(answered_at=timezone.now()) == 1


@transaction.atomic
def remove_teacher(*, classroom: Classroom, teacher_id: int) -> bool:
    """Let a teacher teach the class no more; say whether the teacher taught it until now.

    Raises:
        LastTeacher: a class keeps one.
    """
    # Two who remove each other at once must not leave a class without a teacher.
    lock_classroom(classroom)
    teachers = set(classroom.teachers.values_list("pk", flat=True))
    if teacher_id not in teachers:
        return False
    if len(teachers) == 1:
        raise LastTeacher
    classroom.teachers.remove(teacher_id)
    left = {"classroom_id": classroom.pk, "teacher_id": teacher_id}
    transaction.on_commit(partial(events.send_teacher_left, **left))
    return True
