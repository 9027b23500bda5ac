"""A school year ends: classes are archived, students move up, leavers' accounts are closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tutor.domain.school_years import next_year_name
from tutor.models import Classroom, ClassSession, Enrolment, User, YearEnd
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_classroom, lock_people
from tutor.services.teaching.classrooms import archive_classroom

MOVE, LEAVE, ARCHIVE = "move", "leave", "archive"
FATES = ((MOVE, _("Move up to")), (LEAVE, _("Leave school")), (ARCHIVE, _("Archive only")))
CHANGED = _("Something has changed since, so this cannot be undone as a whole: take classes out one by one.")


class CannotUndo(ValueError):
    """What has changed since; its text says so."""


@dataclass(frozen=True)
class Plan:
    """What becomes of one class.

    Attributes:
        fate: one of `FATES`.
        name: of the class a year later, where its students move up.
        students, leaving: how many are in it, and how many of those have no other class and leave.
    """

    classroom: Classroom
    fate: str
    name: str
    students: int = 0
    leaving: int = 0


def suggest() -> list[Plan]:
    """Return every class that goes on, with what is likely to become of it."""
    return [
        Plan(classroom, MOVE, next_year_name(classroom.name), classroom.enrolments.count())
        for classroom in Classroom.objects.filter(archived_at=None)
    ]


def preview(plans: Sequence[Plan]) -> list[Plan]:
    """Return plans with how many each is about; nothing is done."""
    leaving = _leavers(plans)
    return [
        Plan(
            plan.classroom,
            plan.fate,
            plan.name,
            plan.classroom.enrolments.count(),
            plan.classroom.enrolments.filter(student__in=leaving).count() if plan.fate == LEAVE else 0,
        )
        for plan in plans
    ]


def _leavers(plans: Sequence[Plan]) -> set[int]:
    """Return the students of classes that leave, without those who go on in another class."""
    leaving = [plan.classroom.pk for plan in plans if plan.fate == LEAVE]
    gone = [plan.classroom.pk for plan in plans if plan.fate != MOVE]
    places = Enrolment.objects.filter(classroom__archived_at=None)
    staying = places.exclude(classroom__in=gone).values_list("student_id", flat=True)
    people = User.objects.filter(
        enrolments__classroom__in=leaving,
        role=User.Role.STUDENT,
        is_staff=False,
        is_superuser=False,
        is_active=True,
    )
    return set(people.exclude(pk__in=staying).values_list("pk", flat=True))


@transaction.atomic
def end_year(*, plans: Sequence[Plan], by: User) -> YearEnd:
    """Do what the plans say, all of it or nothing.

    A class that moves up keeps its teachers and its list; it is archived as it was, and its students sit in
    the new one. Accounts of leavers are closed, and what they hold ages as the operator set it.

    Raises:
        Gone: a class was archived or deleted meanwhile.
    """
    plans = sorted(plans, key=lambda plan: plan.classroom.pk)
    leavers = lock_people(_leavers(plans))
    made: dict[str, int] = {}
    for plan in plans:
        lock_classroom(plan.classroom)
        if plan.classroom.archived_at is not None:
            raise Gone("class")
    for plan in plans:
        if plan.fate == MOVE:
            made[str(plan.classroom.pk)] = _move_up(plan).pk
        archive_classroom(classroom=plan.classroom, archived=True)
    now = timezone.now()
    User.objects.filter(pk__in=leavers).update(is_active=False, closed_at=now)
    done = {
        "archived": [plan.classroom.pk for plan in plans],
        "made": made,
        "closed": sorted(leavers),
    }
    ended = YearEnd.objects.create(made_by=by, made_at=now, done=done)
    note_act(actor=by, action=Act.YEAR_ENDED, what=str(len(plans)))
    return ended


def _move_up(plan: Plan) -> Classroom:
    old = plan.classroom
    new = Classroom.objects.create(
        name=plan.name or old.name, runs_itself=old.runs_itself, compares_help=old.compares_help
    )
    new.teachers.set(old.teachers.all())
    places = old.enrolments.filter(student__is_active=True).values_list("student_id", flat=True)
    Enrolment.objects.bulk_create(Enrolment(classroom=new, student_id=key) for key in places)
    return new


@transaction.atomic
def undo(*, ended: YearEnd, by: User) -> None:
    """Take the end of a year back: old classes go on, new ones go, accounts are open again.

    Raises:
        CannotUndo: it was undone, or a class, a list or an account has changed since.
        Gone: a class was deleted since.
    """
    done = ended.done
    lock_people(done["closed"])
    keys = sorted({*done["archived"], *done["made"].values()})
    classrooms = {one.pk: one for one in Classroom.objects.filter(pk__in=keys)}
    if len(classrooms) != len(keys):
        raise CannotUndo(CHANGED)
    for key in keys:
        lock_classroom(classrooms[key])
    if not YearEnd.objects.filter(pk=ended.pk, undone_at=None).update(undone_at=timezone.now()):
        raise CannotUndo(CHANGED)
    _check_unchanged(ended, classrooms)
    Classroom.objects.filter(pk__in=done["made"].values()).delete()
    for key in done["archived"]:
        archive_classroom(classroom=classrooms[key], archived=False)
    User.objects.filter(pk__in=done["closed"]).update(is_active=True, closed_at=None)
    note_act(actor=by, action=Act.YEAR_UNDONE, what=str(len(done["archived"])))


def _check_unchanged(ended: YearEnd, classrooms: dict[int, Classroom]) -> None:
    """Look whether all stands as the end of the year left it.

    Raises:
        CannotUndo: it does not.
    """
    done = ended.done
    closed = User.objects.filter(pk__in=done["closed"], is_active=False).count()
    if closed != len(done["closed"]) or any(classrooms[key].archived_at is None for key in done["archived"]):
        raise CannotUndo(CHANGED)
    for old, new in done["made"].items():
        was = set(Enrolment.objects.filter(classroom=int(old)).values_list("student_id", flat=True))
        now = set(Enrolment.objects.filter(classroom=new).values_list("student_id", flat=True))
        if not now <= was or ClassSession.objects.filter(classroom=new).exists():
            raise CannotUndo(CHANGED)
        if len(now) != len(was) and User.objects.filter(pk__in=was - now, is_active=True).exists():
            raise CannotUndo(CHANGED)
