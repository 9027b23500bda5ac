"""Does what a list asks for, in one transaction, and keeps what it takes to undo it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone

from tutor.domain.rosters.differences import Change, Differences, Kind, compare
from tutor.domain.rosters.wanted import Present, Wanted
from tutor.models import (
    Classroom,
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
from tutor.services.people.accounts import NewPerson, make_people
from tutor.services.rosters.present import read_present
from tutor.services.teaching.classrooms import archive_classroom


def follow(*, run: RosterRun, wanted: Wanted, by: User | None) -> Differences:
    """Do what a run's list asks for, and close the run.

    Raises:
        Gone: the run was followed or left before, or the same list is being followed now.
    """
    try:
        return _follow(run, wanted, by)
    except IntegrityError as error:
        # Another run made the same people or classes in the same moment; this one did nothing.
        raise Gone(run) from error


@transaction.atomic
def _follow(run: RosterRun, wanted: Wanted, by: User | None) -> Differences:
    found = read_present(run.source, wanted)
    lock_people(person.pk for person in found.people.values())
    lock_classrooms(one.pk for one in found.classes.values())
    # As they are now that nobody else changes them.
    present = read_present(run.source, wanted)
    differences = compare(wanted, present)
    _Follower(run, wanted, present).carry_out(differences)
    # Last in the order of locks: whoever followed the same run first has closed it.
    closed = RosterRun.objects.filter(pk=run.pk, state__in=(RosterRun.State.ASKED, RosterRun.State.READING))
    counts = dict(differences.counts)
    if not closed.update(state=RosterRun.State.DONE, wanted=None, counts=counts, ended_at=timezone.now()):
        raise Gone(run)
    done = ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
    note_act(actor=by, action=Act.ROSTER_IMPORTED, what=f"run {run.pk}: {done or 'no change'}")
    return differences


class _Follower:
    """Carries out changes kind by kind; a list's keys become keys of rows on the way."""

    def __init__(self, run: RosterRun, wanted: Wanted, present: Present) -> None:
        self.run, self.wanted = run, wanted
        self.people = {key: person.pk for key, person in present.people.items()}
        self.classes = {key: one.pk for key, one in present.classes.items()}

    def carry_out(self, differences: Differences) -> None:
        """Do all of it, and record each change."""
        by_kind = defaultdict[Kind, list[Change]](list)
        for change in differences.changes:
            by_kind[change.kind].append(change)
        self._make_people(by_kind[Kind.PERSON_NEW])
        self._link_people(by_kind[Kind.PERSON_NEW] + by_kind[Kind.PERSON_MET])
        self._change_people(by_kind[Kind.PERSON_CHANGED])
        self._set_active(by_kind[Kind.PERSON_BACK], is_active=True)
        self._set_active(by_kind[Kind.PERSON_RETIRED], is_active=False)
        self._make_classes(by_kind[Kind.CLASS_NEW])
        self._rename_classes(by_kind[Kind.CLASS_RENAMED])
        self._archive(by_kind[Kind.CLASS_BACK], archived=False)
        memberships.seat_many(self._places(by_kind[Kind.SEATED]))
        memberships.retire_many(self._places(by_kind[Kind.UNSEATED]), reason=PastEnrolment.Reason.ROSTER)
        self._change_teachers(by_kind[Kind.TEACHES], by_kind[Kind.TEACHES_NO_MORE])
        self._archive(by_kind[Kind.CLASS_RETIRED], archived=True)
        self._note_retired(by_kind)
        self._record(differences.changes)

    def _make_people(self, changes: list[Change]) -> None:
        named = {person.key: person.username for person in self.wanted.people}
        people = make_people(
            [
                NewPerson(
                    given_name=change.after["first_name"],
                    family_name=change.after["last_name"],
                    role=change.after["role"],
                    username=named[change.person],
                )
                for change in changes
            ]
        )
        self.people |= {change.person: user.pk for change, user in zip(changes, people, strict=True)}

    def _link_people(self, changes: list[Change]) -> None:
        RosterPerson.objects.bulk_create(
            RosterPerson(source=self.run.source, key=change.person, person_id=self.people[change.person])
            for change in changes
        )

    def _change_people(self, changes: list[Change]) -> None:
        users = User.objects.in_bulk([self.people[change.person] for change in changes])
        for change in changes:
            for name, value in change.after.items():
                setattr(users[self.people[change.person]], name, value)
        User.objects.bulk_update(users.values(), ["first_name", "last_name", "role"], batch_size=200)

    def _set_active(self, changes: list[Change], *, is_active: bool) -> None:
        keys = [self.people[change.person] for change in changes]
        closed_at = None if is_active else timezone.now()
        User.objects.filter(pk__in=keys).update(is_active=is_active, closed_at=closed_at)

    def _note_retired(self, by_kind: Mapping[Kind, list[Change]]) -> None:
        # After all that locks classes: these come later in the order.
        people, classes = self.run.source.people, self.run.source.classes
        for kind, is_retired in ((Kind.PERSON_BACK, False), (Kind.PERSON_RETIRED, True)):
            keys = [self.people[change.person] for change in by_kind[kind]]
            people.filter(person__in=keys).update(is_retired=is_retired)
        for kind, is_retired in ((Kind.CLASS_BACK, False), (Kind.CLASS_RETIRED, True)):
            keys = [self.classes[change.classroom] for change in by_kind[kind]]
            classes.filter(classroom__in=keys).update(is_retired=is_retired)

    def _make_classes(self, changes: list[Change]) -> None:
        made = Classroom.objects.bulk_create(Classroom(name=change.after["name"]) for change in changes)
        self.classes |= {change.classroom: one.pk for change, one in zip(changes, made, strict=True)}
        RosterClass.objects.bulk_create(
            RosterClass(source=self.run.source, key=change.classroom, classroom_id=one.pk)
            for change, one in zip(changes, made, strict=True)
        )

    def _rename_classes(self, changes: list[Change]) -> None:
        for change in changes:
            Classroom.objects.filter(pk=self.classes[change.classroom]).update(name=change.after["name"])

    def _archive(self, changes: list[Change], *, archived: bool) -> None:
        for classroom in Classroom.objects.filter(pk__in=[self.classes[one.classroom] for one in changes]):
            archive_classroom(classroom=classroom, archived=archived)

    def _change_teachers(self, coming: list[Change], leaving: list[Change]) -> None:
        # Whoever comes first lets the last one before leave.
        for classroom, teachers in self._by_class(coming).items():
            memberships.add_teachers(classroom=classroom, teacher_ids=teachers)
        for classroom, teachers in self._by_class(leaving).items():
            memberships.retire_teachers(classroom=classroom, teacher_ids=teachers)

    def _by_class(self, changes: list[Change]) -> dict[Classroom, list[int]]:
        found = defaultdict[int, list[int]](list)
        for classroom, person in self._places(changes):
            found[classroom].append(person)
        rows = Classroom.objects.filter(pk__in=found).order_by("pk")
        return {classroom: found[classroom.pk] for classroom in rows}

    def _places(self, changes: Iterable[Change]) -> list[tuple[int, int]]:
        return [(self.classes[change.classroom], self.people[change.person]) for change in changes]

    def _record(self, changes: Iterable[Change]) -> None:
        RosterChange.objects.bulk_create(
            RosterChange(
                run=self.run,
                kind=change.kind,
                person_id=self.people[change.person] if change.person else None,
                classroom_id=self.classes[change.classroom] if change.classroom else None,
                before=dict(change.before),
                after=dict(change.after),
            )
            for change in changes
        )
