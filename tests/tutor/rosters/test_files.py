"""A file of people and classes: looked at, followed, and the same twice."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import make_user
from tests.tutor.rosters.lists import HEAD, SMALL, bring, look, school
from tutor.models import (
    AuditEntry,
    Classroom,
    Enrolment,
    PastEnrolment,
    RosterChange,
    RosterPerson,
    RosterRun,
    User,
)
from tutor.services.locks import Gone
from tutor.services.rosters.runs import NotSure, age_out_runs, apply_run, drop_run, preview


def seats() -> set[tuple[str, str]]:
    return set(Enrolment.objects.values_list("classroom__name", "student__first_name"))


def test_looking_at_a_file_makes_nothing(admin):
    run = look(SMALL, admin)
    assert preview(run).differences.counts == {
        **{"person_new": 4, "class_new": 2},
        **{"seated": 3, "teaches": 2},
    }
    assert not Classroom.objects.exists()
    assert User.objects.count() == 1


def test_a_file_makes_people_without_passwords_classes_and_seats(admin):
    run = bring(SMALL, admin)
    assert seats() == {("6a", "Ann"), ("6a", "Bob"), ("6b", "Cleo")}
    tom = User.objects.get(first_name="Tom")
    assert (tom.role, tom.username, tom.has_usable_password()) == ("teacher", "tom.teach", False)
    assert {one.name for one in tom.classrooms.all()} == {"6a", "6b"}
    assert (run.state, run.wanted, run.changes.count()) == ("done", None, 11)
    note = AuditEntry.objects.get(action="roster.imported")
    assert (note.actor_id, "Ann" in note.what) == (admin.pk, False)


def test_the_same_file_twice_changes_nothing(admin):
    bring(SMALL, admin)
    for scope in ("adding", "classes", "whole"):
        assert bring(SMALL, admin, scope).counts == {}
    assert User.objects.count() == 5
    assert RosterChange.objects.count() == 11


def test_a_changed_file_changes_what_differs_alone(admin):
    bring(SMALL, admin)
    changed = SMALL.replace("Bell", "Bellamy").replace("3,Cleo,Cole,student,6b\n", "4,Dan,Dale,student,6b\n")
    run = bring(changed, admin, "whole")
    assert run.counts == {
        **{"person_changed": 1, "person_new": 1, "person_retired": 1},
        **{"seated": 1, "unseated": 1},
    }
    cleo = User.objects.get(first_name="Cleo")
    assert not cleo.is_active
    assert cleo.closed_at is not None
    assert PastEnrolment.objects.get().reason == "roster"
    # Back in September.
    assert bring(SMALL, admin).counts["person_back"] == 1
    assert ("6b", "Cleo") in seats()


def test_an_account_that_somebody_closed_stays_closed_whatever_the_list_says(admin):
    bring(SMALL, admin)
    User.objects.filter(first_name="Ann").update(is_active=False)
    Classroom.objects.filter(name="6b").update(archived_at=timezone.now())
    for scope in ("adding", "whole"):
        assert bring(SMALL, admin, scope).counts == {}
    assert not User.objects.get(first_name="Ann").is_active


def test_a_person_is_met_by_a_user_name_and_never_by_an_e_mail_address(admin, amira):
    User.objects.filter(pk=amira.pk).update(email="ann@example.org")
    bring(
        "id,user name,given name,family name,email\n1,,Ann,Able,ann@example.org\n5,AMIRA,Amira,Khan,\n", admin
    )
    amira.refresh_from_db()
    assert (amira.last_name, amira.username) == ("Khan", "amira")
    assert amira.has_usable_password()
    assert RosterPerson.objects.get(person=amira).key == "id:5"
    assert User.objects.get(first_name="Ann").email == ""
    assert User.objects.count() == 3


def test_a_file_touches_no_administrator_and_says_so(admin, noor):
    text = HEAD.replace("id", "user name") + "admin,X,Y,student,6a\nNOOR,X,Y,teacher,\nann,Ann,Able,,6a\n"
    run = look(text, admin)
    assert [fault[:3] for fault in run.faults] == [[2, "", "protected"], [3, "", "protected"]]
    apply_run(run=run, by=admin, take_others=True, sure=False)
    admin.refresh_from_db()
    assert admin.first_name == "Ada"
    assert seats() == {("6a", "Ann")}


def test_nothing_is_written_while_there_are_faults(admin):
    run = look(SMALL + ",Dan,D,boss,6a\n7,,,boss,6a\n", admin)
    assert [fault[0] for fault in run.faults] == [6, 6, 7, 7]
    with pytest.raises(NotSure):
        apply_run(run=run, by=admin, take_others=False, sure=True)
    assert User.objects.count() == 1


def test_who_takes_the_others_retires_nobody(admin):
    bring(SMALL, admin)
    run = bring(HEAD + "1,Ann,Able,student,6a\n2,Bob,Bell,boss,6a\n", admin, "whole", others=True)
    assert run.counts == {}
    assert len(seats()) == 3


def test_many_leaving_at_once_is_asked_about(admin):
    bring(school(40, 4), admin)
    run = look(school(40, 4, skip=20), admin, "whole")
    assert preview(run).leaving == {"people": 45}
    with pytest.raises(NotSure):
        apply_run(run=run, by=admin, take_others=False, sure=False)
    apply_run(run=run, by=admin, take_others=False, sure=True)
    assert Enrolment.objects.count() == 20


def test_whom_no_file_has_brought_stays_whatever_the_list_says(admin, classroom):
    bring(SMALL, admin)
    made = Classroom.objects.get(name="6a")
    Enrolment.objects.create(classroom=made, student=make_user("guest", first_name="Guest"))
    bring(SMALL, admin, "whole")
    bring(HEAD + "1,Ann,Able,student,6a\n", admin, "whole")
    assert {name for room, name in seats() if room == "6a"} == {"Ann", "Guest"}
    assert classroom.enrolments.count() == 2
    # The last teacher of a class stays.
    assert made.teachers.count() == 1


def test_a_run_is_followed_once(admin):
    run = look(SMALL, admin)
    apply_run(run=run, by=admin, take_others=False, sure=False)
    with pytest.raises(Gone):
        apply_run(run=run, by=admin, take_others=False, sure=False)
    run.refresh_from_db()
    with pytest.raises(Gone):
        apply_run(run=run, by=admin, take_others=False, sure=False)
    assert User.objects.count() == 5


def test_a_list_that_was_left_or_is_old_is_forgotten(admin):
    left, old, fresh = (look(SMALL, admin) for _ in range(3))
    assert drop_run(run=left)
    assert not drop_run(run=left)
    RosterRun.objects.filter(pk=old.pk).update(made_at=timezone.now() - timedelta(hours=25))
    age_out_runs()
    held = dict(RosterRun.objects.values_list("pk", "state"))
    assert held == {left.pk: "dropped", old.pk: "dropped", fresh.pk: "asked"}
    assert RosterRun.objects.filter(wanted__isnull=True).count() == 2


@pytest.mark.slow
def test_six_hundred_people_in_thirty_classes_take_few_queries_twice(admin, django_assert_max_num_queries):
    """Seconds are measured by tools/measure_roster.py."""
    with django_assert_max_num_queries(300):
        bring(school(), admin)
    assert (Enrolment.objects.count(), Classroom.objects.count()) == (600, 30)
    with django_assert_max_num_queries(350):
        run = bring(school(skip=20, moved=30), admin, "whole")
    assert run.counts == {"person_retired": 20, "seated": 30, "unseated": 50}
    with django_assert_max_num_queries(40):
        assert bring(school(skip=20, moved=30), admin, "whole").counts == {}
