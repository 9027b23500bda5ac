"""A school year ends in one step, and is taken back in one, as long as nothing else has changed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.people import make_user
from tutor.domain.school_years import next_year_name
from tutor.models import (
    AuditEntry,
    Classroom,
    Enrolment,
    PastEnrolment,
    RosterClass,
    RosterSource,
    Suggestion,
    User,
    YearEnd,
)
from tutor.services.people import memberships, year_end
from tutor.services.people.pictures import open_device
from tutor.services.people.year_end import CannotUndo, Plan
from tutor.services.teaching import classrooms
from tutor.services.teaching.co_teachers import invite_teacher
from tutor.services.teaching.helping import note_help
from tutor.services.teaching.sessions import end_session, start_session


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin", password="pass-for-tests")


@pytest.fixture
def leavers(tariq, ben):
    """A last class: Ben sits in it too, and goes on in Year 6; Mia has no other."""
    last = Classroom.objects.create(name="13c")
    last.teachers.add(tariq)
    for student in (ben, make_user("mia")):
        Enrolment.objects.create(classroom=last, student=student)
    return last


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("6b", "7b"),
        ("Year 6", "Year 7"),
        ("Year 9 blue", "Year 10 blue"),
        ("Klasse 10a 2025/26", "Klasse 11a 2026/27"),
        ("2026 6b", "2027 7b"),
        ("Maths 2099/00", "Maths 2100/01"),
        ("13c", "13c"),
        ("Owls", "Owls"),
    ],
)
def test_a_class_is_called_as_schools_call_it_a_year_later(name, following):
    assert next_year_name(name) == following


def end(admin, classroom, leavers) -> YearEnd:
    plans = [Plan(classroom, "move", "Year 7"), Plan(leavers, "leave", "")]
    return year_end.end_year(plans=plans, by=admin)


def test_classes_are_archived_students_move_up_and_leavers_go(admin, classroom, leavers, amira, ben, tariq):
    end(admin, classroom, leavers)
    new = Classroom.objects.get(name="Year 7")
    assert set(new.students.all()) == {amira, ben}
    assert new.teachers.get() == tariq
    assert new.join_code != classroom.join_code
    assert Classroom.objects.filter(archived_at=None).get() == new
    assert classroom.enrolments.count() == 2
    active = dict(User.objects.values_list("username", "is_active"))
    assert (active["amira"], active["ben"], active["mia"], active["tariq"]) == (True, True, False, True)
    assert AuditEntry.objects.filter(action="year.ended").count() == 1


def test_it_is_taken_back_as_a_whole(admin, classroom, leavers, amira):
    year_end.undo(ended=end(admin, classroom, leavers), by=admin)
    assert set(Classroom.objects.filter(archived_at=None)) == {classroom, leavers}
    assert not Classroom.objects.filter(name="Year 7").exists()
    assert User.objects.get(username="mia").is_active
    assert AuditEntry.objects.filter(action="year.undone").count() == 1


def somebody_joins(new, classroom):
    Enrolment.objects.create(classroom=new, student=make_user("late"))


def somebody_is_removed(new, classroom):
    new.enrolments.first().delete()


def the_class_is_deleted(new, classroom):
    new.delete()


def an_old_class_is_taken_out(new, classroom):
    Classroom.objects.filter(pk=classroom.pk).update(archived_at=None)


def an_account_is_opened(new, classroom):
    User.objects.filter(username="mia").update(is_active=True)


@pytest.mark.parametrize(
    "change",
    [
        somebody_joins,
        somebody_is_removed,
        the_class_is_deleted,
        an_old_class_is_taken_out,
        an_account_is_opened,
    ],
)
def test_it_is_not_taken_back_over_what_has_changed_since(admin, classroom, leavers, change):
    ended = end(admin, classroom, leavers)
    change(Classroom.objects.get(name="Year 7"), classroom)
    with pytest.raises(CannotUndo):
        year_end.undo(ended=ended, by=admin)
    assert YearEnd.objects.get().undone_at is None


def it_is_renamed(new, lesson):
    classrooms.set_up_classroom(classroom=new, name="7 blue", runs_itself=False, is_left_out=False)


def it_runs_itself(new, lesson):
    classrooms.set_up_classroom(classroom=new, name=new.name, runs_itself=True, is_left_out=False)


def it_is_left_out(new, lesson):
    classrooms.set_up_classroom(classroom=new, name=new.name, runs_itself=False, is_left_out=True)


def it_is_archived(new, lesson):
    classrooms.archive_classroom(classroom=new, archived=True)


def a_teacher_comes(new, lesson):
    teacher = make_user("una", role="teacher")
    memberships.add_teachers(classroom=new, teacher_ids=[teacher.pk])


def a_teacher_is_invited(new, lesson):
    make_user("una", role="teacher")
    invite_teacher(classroom=new, username="una", by=new.teachers.get())


def help_is_noted(new, lesson):
    about = {"student": new.students.first(), "helper": new.teachers.get(), "step": None, "reasons": []}
    note_help(classroom=new, submission_id=uuid4(), **about)


def a_session_is_held(new, lesson):
    end_session(session=start_session(classroom=new, lesson=lesson, pacing="self"))


def a_rule_suggests_something(new, lesson):
    about = {
        "lesson": lesson,
        "step": lesson.steps.first(),
        "rule_key": "x",
        "rule_name": "X",
        "kind": "hint",
    }
    Suggestion.objects.create(classroom=new, **about)


def a_device_is_opened(new, lesson):
    open_device(classroom=new, minutes=45, by=new.teachers.get())


def a_list_knows_it(new, lesson):
    source = RosterSource.objects.create(kind="file", name="Files", slug="files")
    RosterClass.objects.create(source=source, key="7", classroom=new)


def a_student_was_here_for_a_day(new, lesson):
    late = make_user("late")
    memberships.seat_students(classroom=new, student_ids=[late.pk])
    memberships.retire_students(classroom=new, student_ids=[late.pk], reason=PastEnrolment.Reason.ROSTER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (it_is_renamed, "name"),
        (it_runs_itself, "runs itself"),
        (it_is_left_out, "chance may choose help"),
        (it_is_archived, "archived at"),
        (a_teacher_comes, "teachers"),
        (a_teacher_is_invited, "teacher invitations"),
        (help_is_noted, "help given"),
        (a_session_is_held, "class sessions"),
        (a_rule_suggests_something, "suggestions"),
        (a_device_is_opened, "open devices"),
        (a_list_knows_it, "roster classes"),
        (a_student_was_here_for_a_day, "past enrolments"),
    ],
)
def test_nothing_that_a_new_class_has_is_lost(admin, classroom, leavers, lesson, change, words):
    ended = end(admin, classroom, leavers)
    new = Classroom.objects.get(name="Year 7")
    change(new, lesson)
    with pytest.raises(
        CannotUndo, match=rf"{Classroom.objects.get(pk=new.pk)} has changed since \({words}\)"
    ):
        year_end.undo(ended=ended, by=admin)
    assert Classroom.objects.filter(pk=new.pk).exists()
    assert YearEnd.objects.get().undone_at is None


def test_of_two_years_ends_the_later_is_taken_back_first(admin, classroom, amira, ben):
    first = year_end.end_year(plans=[Plan(classroom, "move", "Year 7")], by=admin)
    new = Classroom.objects.get(name="Year 7")
    second = year_end.end_year(plans=[Plan(new, "leave", "")], by=admin)
    with pytest.raises(CannotUndo, match="take that one back first"):
        year_end.undo(ended=first, by=admin)
    assert not classroom.students.filter(is_active=True).exists()
    year_end.undo(ended=second, by=admin)
    year_end.undo(ended=first, by=admin)
    assert set(classroom.students.filter(is_active=True)) == {amira, ben}
    assert Classroom.objects.get() == classroom


def test_a_class_that_ended_twice_is_not_restored_by_the_first(admin, classroom):
    first = year_end.end_year(plans=[Plan(classroom, "archive", "")], by=admin)
    classrooms.archive_classroom(classroom=classroom, archived=False)
    year_end.end_year(plans=[Plan(classroom, "archive", "")], by=admin)
    with pytest.raises(CannotUndo, match="take that one back first"):
        year_end.undo(ended=first, by=admin)


def test_a_year_that_the_version_before_has_ended_is_taken_back(admin, classroom, leavers):
    ended = end(admin, classroom, leavers)
    del ended.done["names"]
    ended.save()
    year_end.undo(ended=ended, by=admin)
    assert not Classroom.objects.filter(name="Year 7").exists()


def test_a_leavers_account_tells_since_when_it_is_closed(admin, classroom, leavers):
    ended = end(admin, classroom, leavers)
    mia = User.objects.get(username="mia")
    assert mia.closed_at == ended.made_at
    year_end.undo(ended=ended, by=admin)
    mia.refresh_from_db()
    assert (mia.is_active, mia.closed_at) == (True, None)


def test_twice_is_not_taken_back(admin, classroom, leavers):
    ended = end(admin, classroom, leavers)
    year_end.undo(ended=ended, by=admin)
    with pytest.raises(CannotUndo):
        year_end.undo(ended=ended, by=admin)


def test_the_administrator_looks_first(client, admin, classroom, leavers):
    client.force_login(admin)
    assert 'value="Year 7"' in client.get(reverse("tutor:year_end")).content.decode()
    data = {
        "class": [classroom.pk, leavers.pk],
        f"fate-{classroom.pk}": "move",
        f"name-{classroom.pk}": "Year 7",
        f"fate-{leavers.pk}": "leave",
    }
    page = client.post(reverse("tutor:year_end"), data).content.decode()
    assert "moves up to Year 7" in page
    assert "1 account is closed in all" in page
    assert not YearEnd.objects.exists()
    client.post(reverse("tutor:year_end"), {**data, "sure": "yes"})
    client.post(reverse("tutor:undo_year", args=[YearEnd.objects.get().pk]))
    assert YearEnd.objects.get().undone_at is not None
    assert client.post(reverse("tutor:year_end"), {}).status_code == 422


def test_the_page_asks_before_taking_back_and_says_what_is_in_the_way(client, admin, classroom, leavers):
    ended = end(admin, classroom, leavers)
    it_is_renamed(Classroom.objects.get(name="Year 7"), None)
    client.force_login(admin)
    assert "Yes, undo it" in client.get(reverse("tutor:year_end")).content.decode()
    page = client.post(reverse("tutor:undo_year", args=[ended.pk]), follow=True).content.decode()
    assert "7 blue has changed since (name)" in page


def test_a_class_that_was_made_just_now_is_marked(client, admin, classroom):
    year_end.end_year(plans=[Plan(classroom, "move", "Year 7")], by=admin)
    Classroom.objects.create(name="Year 9")
    assert [plan.is_new for plan in year_end.suggest()] == [True, False]
    client.force_login(admin)
    assert client.get(reverse("tutor:year_end")).content.decode().count("made today by") == 1
    YearEnd.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert not any(plan.is_new for plan in year_end.suggest())


def test_the_preview_says_that_a_session_is_running(client, admin, classroom, leavers, lesson):
    start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(admin)
    page = client.post(reverse("tutor:year_end"), {"class": [classroom.pk, leavers.pk]}).content.decode()
    assert page.count("A session is running. Archiving the class ends it.") == 1
    assert classroom.sessions.open().exists()


def test_a_class_without_a_grade_or_year_is_archived_unless_somebody_chooses(client, admin, classroom):
    Classroom.objects.create(name="Demo class")
    assert [(plan.fate, plan.name) for plan in year_end.suggest()] == [
        ("archive", "Demo class"),
        ("move", "Year 7"),
    ]
    client.force_login(admin)
    page = client.get(reverse("tutor:year_end")).content.decode()
    assert '<option value="archive" selected>' in page
    assert '<option value="move" selected>' in page


def test_a_second_press_says_that_it_is_done(client, admin, classroom):
    client.force_login(admin)
    url, key = reverse("tutor:year_end"), str(classroom.pk)
    fields = {"class": [key], f"fate-{key}": "archive", "sure": "yes"}
    pages = [client.post(url, fields, follow=True) for _ in "12"]
    for page in pages:
        assert [str(one) for one in page.context["messages"]] == [
            "Done. It can be taken back below until something else changes."
        ]
    assert YearEnd.objects.count() == 1
    assert client.post(url, {"class": [], "sure": "yes"}).context["error"]
