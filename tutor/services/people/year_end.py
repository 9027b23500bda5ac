"""A school year ends: classes are archived, students move up, leavers' accounts are closed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.language import gettext, gettext_noop, with_names
from tutor.domain.school_years import next_year_name
from tutor.models import Classroom, ClassSession, Enrolment, User, YearEnd
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_classroom, lock_classrooms, lock_people
from tutor.services.people.memberships import may_have_page, tell_pages
from tutor.services.teaching.classrooms import archive_classroom

MOVE, LEAVE, ARCHIVE = "move", "leave", "archive"
FATES = ((MOVE, _("Move up to")), (LEAVE, _("Leave school")), (ARCHIVE, _("Archive only")))
CHANGED = _("Something has changed since, so this cannot be undone as a whole: take classes out one by one.")
CLASS_CHANGED = gettext_noop(
    "%(classroom)s has changed since (%(what)s), so this cannot be undone as a whole: take classes out one "
    "by one."
)
LATER = _("A later year’s end is about the same classes or accounts: take that one back first.")


class CannotUndo(ValueError):
    """What has changed since; its text says so."""


@dataclass(frozen=True)
class Plan:
    """What becomes of one class.

    Attributes:
        fate: one of `FATES`.
        name: of the class a year later, where its students move up.
        students, leaving: how many are in it, and how many of those have no other class and leave.
        is_new: a year's end made it today, so hardly another is meant for it.
        is_at_lesson: a session is running, which ends with the class.
    """

    classroom: Classroom
    fate: str
    name: str
    students: int = 0
    leaving: int = 0
    is_new: bool = False
    is_at_lesson: bool = False


def suggest() -> list[Plan]:
    """Return every class that goes on, with what is likely to become of it.

    Whose name stays, as no grade or year in it counts on, is archived: moved up, it would be there twice.
    """
    today = YearEnd.objects.filter(undone_at=None, made_at__date=timezone.localdate())
    new = {key for ended in today for key in ended.done["made"].values()}
    plans = []
    for classroom in Classroom.objects.filter(archived_at=None):
        name = next_year_name(classroom.name)
        fate = ARCHIVE if name == classroom.name else MOVE
        plans.append(Plan(classroom, fate, name, classroom.enrolments.count(), is_new=classroom.pk in new))
    return plans


def preview(plans: Sequence[Plan]) -> list[Plan]:
    """Return plans with how many each is about and whether it ends a session; nothing is done."""
    leaving = _leavers(plans)
    sessions = ClassSession.objects.open().filter(classroom__in=[plan.classroom for plan in plans])
    at_lesson = set(sessions.values_list("classroom_id", flat=True))
    return [
        replace(
            plan,
            students=plan.classroom.enrolments.count(),
            leaving=plan.classroom.enrolments.filter(student__in=leaving).count()
            if plan.fate == LEAVE
            else 0,
            is_at_lesson=plan.classroom.pk in at_lesson,
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
    made: dict[str, Classroom] = {}
    for plan in plans:
        lock_classroom(plan.classroom)
        if plan.classroom.archived_at is not None:
            raise Gone("class")
    for plan in plans:
        if plan.fate == MOVE:
            made[str(plan.classroom.pk)] = _move_up(plan)
        archive_classroom(classroom=plan.classroom, archived=True)
    now = timezone.now()
    User.objects.filter(pk__in=leavers).update(is_active=False, closed_at=now)
    done = {
        "archived": [plan.classroom.pk for plan in plans],
        "made": {old: new.pk for old, new in made.items()},
        # As made: whether somebody has renamed one shows in nothing else.
        "names": {str(new.pk): new.name for new in made.values()},
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
    going = old.enrolments.filter(student__is_active=True).annotate(has_page=may_have_page("student"))
    places = dict(going.values_list("student_id", "has_page"))
    Enrolment.objects.bulk_create(Enrolment(classroom=new, student_id=key) for key in places)
    tell_pages(key for key, has_page in places.items() if has_page)
    return new


@transaction.atomic
def undo(*, ended: YearEnd, by: User) -> None:
    """Take the end of a year back: old classes go on, new ones go, accounts are open again.

    Raises:
        CannotUndo: it was undone, or a class, a list or an account has changed since.
    """
    done = ended.done
    lock_people(done["closed"])
    keys = {*done["archived"], *done["made"].values()}
    classrooms = lock_classrooms(keys)
    if len(classrooms) != len(keys):
        raise CannotUndo(CHANGED)
    if not YearEnd.objects.filter(pk=ended.pk, undone_at=None).update(undone_at=timezone.now()):
        raise CannotUndo(CHANGED)
    _check_unchanged(ended, classrooms)
    Classroom.objects.filter(pk__in=done["made"].values()).delete()
    for key in done["archived"]:
        archive_classroom(classroom=classrooms[key], archived=False)
    User.objects.filter(pk__in=done["closed"]).update(is_active=True, closed_at=None)
    note_act(actor=by, action=Act.YEAR_UNDONE, what=str(len(done["archived"])))


def _check_unchanged(ended: YearEnd, classrooms: Mapping[int, Classroom]) -> None:
    """Look whether all stands as the end of the year left it.

    Raises:
        CannotUndo: it does not.
    """
    done = ended.done
    if _comes_again_in_a_later_one(ended):
        raise CannotUndo(LATER)
    closed = User.objects.filter(pk__in=done["closed"], is_active=False).count()
    if closed != len(done["closed"]) or any(classrooms[key].archived_at is None for key in done["archived"]):
        raise CannotUndo(CHANGED)
    hanging = _hanging(done["made"].values())
    for old, key in done["made"].items():
        new = classrooms[key]
        # A year that the version before has ended names no names.
        name = done.get("names", {}).get(str(key), new.name)
        if what := _changed_fields(new, name=name, old=classrooms[int(old)]) + hanging.get(key, []):
            words = {"classroom": new.name, "what": ", ".join(what)}
            raise CannotUndo(with_names(gettext(CLASS_CHANGED), words))


def _comes_again_in_a_later_one(ended: YearEnd) -> bool:
    classes, people = _whom_it_is_about(ended)
    later = map(_whom_it_is_about, YearEnd.objects.filter(pk__gt=ended.pk, undone_at=None))
    return any(classes & other_classes or people & others for other_classes, others in later)


def _whom_it_is_about(ended: YearEnd) -> tuple[set[int], set[int]]:
    """Return the keys of classes, and of people whose accounts it closed."""
    return {*ended.done["archived"], *ended.done["made"].values()}, set(ended.done["closed"])


def _changed_fields(new: Classroom, *, name: str, old: Classroom) -> list[str]:
    """Return in what a class is no longer as it was made, in the names of its fields."""
    changed = {
        "name": new.name != name,
        "archived_at": new.archived_at is not None,
        "runs_itself": new.runs_itself != old.runs_itself,
        "compares_help": new.compares_help != old.compares_help,
        "teachers": set(new.teachers.all()) != set(old.teachers.all()),
        "students": _has_other_list(new, old),
    }
    meta: Any = Classroom._meta
    return [str(meta.get_field(field).verbose_name) for field, is_other in changed.items() if is_other]


def _has_other_list(new: Classroom, old: Classroom) -> bool:
    """Say whether somebody was added to a class or taken off; closed accounts stayed behind."""
    was = set(old.enrolments.values_list("student_id", flat=True))
    now = set(new.enrolments.values_list("student_id", flat=True))
    return not now <= was or User.objects.filter(pk__in=was - now, is_active=True).exists()


def _hanging(keys: Collection[int]) -> dict[int, list[str]]:
    """Return by class what it has beside its list, such as sessions or invitations; one query a kind."""
    found = defaultdict[int, list[str]](list)
    for relation in Classroom._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        if other is Enrolment or isinstance(other, str):
            continue
        rows = other._base_manager.filter(**{f"{name}__in": keys}).order_by()
        for key in rows.values_list(f"{name}_id", flat=True).distinct():
            found[key].append(str(other._meta.verbose_name_plural))
    return found
