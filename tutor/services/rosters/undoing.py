"""Takes back what a run did: all of it that nobody has changed or used since, and says what that leaves."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from tutor.domain.rosters.differences import Kind
from tutor.models import (
    Classroom,
    Enrolment,
    PastEnrolment,
    RosterChange,
    RosterClass,
    RosterPerson,
    RosterRun,
    User,
)
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import Gone, lock_classrooms, lock_people
from tutor.services.people import memberships
from tutor.services.teaching.classrooms import archive_classroom

UNDO_DAYS = 30
# What hangs on everybody whom a run has made.
_OWN = (Enrolment, PastEnrolment, RosterPerson, RosterClass, RosterChange)
CHANGED, USED = "changed", "used"
# Finds the row that a change is about.
Find = Callable[[RosterChange], Any]


def may_undo(run: RosterRun) -> bool:
    """Say whether a run can be taken back now."""
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    return run.state == RosterRun.State.DONE and run.ended_at is not None and run.ended_at >= since


@transaction.atomic
def undo(*, run: RosterRun, by: User) -> Counter[str]:
    """Take back what a run did; return how many changes were left as they are, by why.

    Accounts and classes that the run made go altogether, unless somebody has used them since.

    Raises:
        Gone: the run cannot be undone, or was before.
    """
    if not may_undo(run):
        raise Gone(run)
    changes = list(run.changes.all())
    lock_people({change.person_id for change in changes if change.person_id})
    lock_classrooms({change.classroom_id for change in changes if change.classroom_id})
    kept = _Undoer(run, changes).take_back()
    undone = RosterRun.objects.filter(pk=run.pk, state=RosterRun.State.DONE)
    if not undone.update(state=RosterRun.State.UNDONE, undone_at=timezone.now()):
        raise Gone(run)
    note_act(actor=by, action=Act.ROSTER_UNDONE, what=f"run {run.pk}: {sum(kept.values())} left as they are")
    return kept


class _Undoer:
    """Takes back changes kind by kind, in the opposite order."""

    def __init__(self, run: RosterRun, changes: list[RosterChange]) -> None:
        self.run = run
        self.by_kind = {kind: [one for one in changes if one.kind == kind] for kind in Kind}
        self.people = User.objects.in_bulk({one.person_id for one in changes if one.person_id})
        self.classes = Classroom.objects.in_bulk({one.classroom_id for one in changes if one.classroom_id})
        self.left: list[RosterChange] = []

    def take_back(self) -> Counter[str]:
        """Do it, and note at each change that stays why it does."""
        self._set_active(Kind.PERSON_RETIRED, is_active=True)
        self._archive(Kind.CLASS_RETIRED, archived=False)
        self._return_teachers()
        self._return_students()
        self._take_teachers()
        self._take_seats()
        self._archive(Kind.CLASS_BACK, archived=True)
        self._restore(Kind.CLASS_RENAMED, self._classroom)
        self._set_active(Kind.PERSON_BACK, is_active=False)
        self._restore(Kind.PERSON_CHANGED, self._person)
        self._unlink()
        gone_classes = self._delete(Kind.CLASS_NEW, Classroom, self._classroom)
        gone_people = self._delete(Kind.PERSON_NEW, User, self._person)
        # Of what was deleted the record went along.
        left = [
            one
            for one in self.left
            if one.person_id not in gone_people and one.classroom_id not in gone_classes
        ]
        RosterChange.objects.bulk_update(left, ["kept_because"], batch_size=200)
        return Counter(one.kept_because for one in left)

    def _person(self, change: RosterChange) -> User | None:
        return self.people.get(change.person_id or 0)

    def _classroom(self, change: RosterChange) -> Classroom | None:
        return self.classes.get(change.classroom_id or 0)

    def _keep(self, change: RosterChange, why: str) -> None:
        change.kept_because = why
        self.left.append(change)

    def _set_active(self, kind: Kind, *, is_active: bool) -> None:
        for change in self.by_kind[kind]:
            person = self._person(change)
            if person is None or person.is_active == is_active:
                self._keep(change, CHANGED)
        keys = [one.person_id or 0 for one in self.by_kind[kind] if not one.kept_because]
        closed_at = None if is_active else timezone.now()
        User.objects.filter(pk__in=keys).update(is_active=is_active, closed_at=closed_at)
        self.run.source.people.filter(person__in=keys).update(is_retired=not is_active)

    def _archive(self, kind: Kind, *, archived: bool) -> None:
        for change in self.by_kind[kind]:
            classroom = self._classroom(change)
            if classroom is None or (classroom.archived_at is not None) == archived:
                self._keep(change, CHANGED)
            else:
                archive_classroom(classroom=classroom, archived=archived)
                self.run.source.classes.filter(classroom=classroom).update(is_retired=archived)

    def _return_students(self) -> None:
        open_classes = {pk for pk, one in self.classes.items() if one.archived_at is None}
        for change in self.by_kind[Kind.UNSEATED]:
            if change.classroom_id not in open_classes:
                self._keep(change, CHANGED)
        memberships.seat_many(self._places(Kind.UNSEATED))

    def _take_seats(self) -> None:
        seats = Enrolment.objects.filter(classroom__in=self.classes, joined_at__lte=self.run.ended_at)
        held = set(seats.values_list("classroom_id", "student_id"))
        for change in self.by_kind[Kind.SEATED]:
            if (change.classroom_id, change.person_id) not in held:
                self._keep(change, CHANGED)
        leaving = self._places(Kind.SEATED)
        memberships.retire_many(leaving, reason=PastEnrolment.Reason.UNDONE)

    def _return_teachers(self) -> None:
        for classroom_id, person_id in self._places(Kind.TEACHES_NO_MORE):
            if classroom := self.classes.get(classroom_id):
                memberships.add_teachers(classroom=classroom, teacher_ids=[person_id])

    def _take_teachers(self) -> None:
        made = {change.classroom_id for change in self.by_kind[Kind.CLASS_NEW]}
        for change in self.by_kind[Kind.TEACHES]:
            classroom = self._classroom(change)
            # A class that the run made goes with its teachers; where it stays, one of them does.
            if classroom is None or change.classroom_id in made:
                continue
            if not memberships.retire_teachers(classroom=classroom, teacher_ids=[change.person_id or 0]):
                self._keep(change, CHANGED)

    def _places(self, kind: Kind) -> list[tuple[int, int]]:
        return [
            (one.classroom_id or 0, one.person_id or 0) for one in self.by_kind[kind] if not one.kept_because
        ]

    def _restore(self, kind: Kind, find: Find) -> None:
        for change in self.by_kind[kind]:
            row = find(change)
            same = [name for name, value in change.after.items() if getattr(row, name, None) == value]
            if row is not None and same:
                for name in same:
                    setattr(row, name, change.before[name])
                row.save(update_fields=same)
            if len(same) < len(change.after):
                self._keep(change, CHANGED)

    def _unlink(self) -> None:
        met = [change.person_id for change in self.by_kind[Kind.PERSON_MET]]
        RosterPerson.objects.filter(source=self.run.source, person__in=met).delete()

    def _delete(self, kind: Kind, model: type[Model], find: Find) -> set[int]:
        """Delete what the run made and nobody has used since; return the keys of what went."""
        rows = {row.pk: (row, one) for one in self.by_kind[kind] if (row := find(one)) is not None}
        used = _used(model, rows) | self._in_classes(model, rows)
        stays = set[int]()
        for key, (row, change) in rows.items():
            if key in used or _is_touched(row):
                self._keep(change, USED)
            elif any(getattr(row, name) != value for name, value in change.after.items()):
                self._keep(change, CHANGED)
            else:
                continue
            stays.add(key)
        going = rows.keys() - stays
        model._default_manager.filter(pk__in=going).delete()
        return set(going)

    def _in_classes(self, model: type[Model], keys: Iterable[int]) -> set[int]:
        """Return who sits in a class, or where somebody does, now that the run's own seats are free.

        Likewise of teachers, but for those whom the run brought.
        """
        seat, teaches = ("student", "user") if model is User else ("classroom", "classroom")
        wanted = list(keys)
        found = set(Enrolment.objects.filter(**{f"{seat}__in": wanted}).values_list(f"{seat}_id", flat=True))
        own = set(self._places(Kind.TEACHES))
        rows = Classroom.teachers.through.objects.filter(**{f"{teaches}__in": wanted})
        for classroom, person in rows.values_list("classroom_id", "user_id"):
            if (classroom, person) not in own:
                found.add(person if model is User else classroom)
        return found


def _is_touched(row: Model) -> bool:
    """Say whether somebody has signed in, was given a password or rights, or has archived the class."""
    if isinstance(row, User):
        return bool(row.last_login or row.has_usable_password() or row.is_staff or row.is_superuser)
    return isinstance(row, Classroom) and row.archived_at is not None


def _used(model: type[Model], keys: Iterable[int]) -> set[int]:
    """Return on which rows anything hangs that no run makes; one query for each kind of thing."""
    wanted, used = list(keys), set[int]()
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        # Who teaches a class is looked at by itself, and nothing else of many to many hangs on either.
        if other in _OWN or isinstance(other, str) or relation.many_to_many:
            continue
        rows = other._base_manager.filter(**{f"{name}__in": wanted})
        used.update(rows.values_list(f"{name}_id", flat=True).distinct())
    return used
