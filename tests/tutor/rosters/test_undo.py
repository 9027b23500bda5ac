"""Undo takes back what a run did, and nothing that somebody has changed or used since."""

from datetime import timedelta

import pytest
from django.contrib.auth import user_logged_in
from django.utils import timezone

from tests.tutor.rosters.lists import HEAD, SMALL, bring, look
from tutor.models import AuditEntry, Classroom, Enrolment, PastEnrolment, RosterPerson, RosterRun, User
from tutor.services.locks import Gone
from tutor.services.people.memberships import seat_students
from tutor.services.rosters.undoing import undo
from tutor.services.sittings import open_sitting


def state() -> tuple[object, ...]:
    """Return what undo has to bring back, without keys."""
    return (
        set(User.objects.values_list("username", "first_name", "last_name", "role", "is_active")),
        set(Classroom.objects.values_list("name", "archived_at")),
        set(Enrolment.objects.values_list("classroom__name", "student__username")),
        set(Classroom.objects.values_list("name", "teachers__username")),
        set(RosterPerson.objects.values_list("key", "person__username")),
    )


def test_undoing_the_first_run_leaves_nothing_of_it(admin, amira):
    before = state()
    run = bring(SMALL.replace("id,", "user name,").replace("\n1,", "\namira,"), admin)
    assert state() != before
    undone = undo(run=run, by=admin)
    assert undone == {}
    assert state() == before
    run.refresh_from_db()
    assert (run.state, run.changes.count()) == ("undone", 2)
    assert AuditEntry.objects.filter(action="roster.undone", actor_id=admin.pk).count() == 1


def test_undoing_a_later_run_brings_back_the_state_before(admin):
    bring(SMALL, admin)
    before = state()
    later = HEAD + "1,Ann,Abel,student,6b\n2,Bob,Bell,student,6a\n8,Tess,T,teacher,6a\n"
    run = bring(later, admin, "whole")
    assert state() != before
    assert undo(run=run, by=admin) == {}
    assert state() == before
    assert set(PastEnrolment.objects.values_list("reason", flat=True)) == {"roster", "undone"}


def test_who_has_worked_or_signed_in_since_stays_and_is_named(admin, lesson, rf):
    run = bring(SMALL, admin)
    ann, bob = User.objects.get(first_name="Ann"), User.objects.get(first_name="Bob")
    open_sitting(student=ann, lesson=lesson)
    user_logged_in.send(User, request=None, user=bob)
    assert undo(run=run, by=admin) == {"used": 2}
    assert set(User.objects.values_list("first_name", flat=True)) == {"Ada", "Ann", "Bob", ""}
    assert set(run.changes.exclude(kept_because="").values_list("person", flat=True)) == {ann.pk, bob.pk}
    assert not Enrolment.objects.exists()


def test_what_was_changed_since_stays_changed(admin):
    bring(SMALL, admin)
    run = bring(SMALL.replace("Able", "Abel").replace("Bell", "Belle"), admin)
    User.objects.filter(first_name="Ann").update(last_name="By Hand")
    assert undo(run=run, by=admin) == {"changed": 1}
    names = dict(User.objects.values_list("first_name", "last_name"))
    assert (names["Ann"], names["Bob"]) == ("By Hand", "Bell")


def test_a_class_in_which_somebody_else_sits_stays(admin, amira):
    run = bring(SMALL, admin)
    seat_students(classroom=Classroom.objects.get(name="6b"), student_ids=[amira.pk])
    assert undo(run=run, by=admin) == {"used": 1}
    assert list(Classroom.objects.values_list("name", flat=True)) == ["6b"]


def test_a_student_who_joined_another_class_since_stays(admin, classroom):
    run = bring(SMALL, admin)
    cleo = User.objects.get(first_name="Cleo")
    seat_students(classroom=classroom, student_ids=[cleo.pk])
    assert undo(run=run, by=admin) == {"used": 1}
    assert classroom.students.filter(pk=cleo.pk).exists()


def test_a_run_is_undone_once_and_within_a_month(admin):
    run = bring(SMALL, admin)
    stale = RosterRun.objects.get(pk=run.pk)
    undo(run=run, by=admin)
    with pytest.raises(Gone):
        undo(run=stale, by=admin)
    old = bring(SMALL, admin)
    RosterRun.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=31))
    for run in (RosterRun.objects.get(pk=old.pk), look(SMALL, admin)):
        with pytest.raises(Gone):
            undo(run=run, by=admin)
