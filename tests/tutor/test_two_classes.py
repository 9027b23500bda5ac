"""A student of two classes that are at one lesson takes part in one of them, in all that either does."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.people import make_user
from tests.tutor.talks import write
from tutor.models import Classroom, ClassSession, Enrolment, GroupPlace, GroupPrompt, RaisedHand
from tutor.services.people.memberships import retire_students
from tutor.services.sittings import note_presence
from tutor.services.teaching import group_prompts, helping, sessions


@pytest.fixture
def others(amira, ben) -> Classroom:
    """Another class of Amira's, with a teacher of its own."""
    classroom = Classroom.objects.create(name="Clubs")
    classroom.teachers.add(make_user("tessa", role="teacher"))
    Enrolment.objects.create(classroom=classroom, student=amira)
    return classroom


@pytest.fixture
def theirs(others, lesson, session, sitting) -> ClassSession:
    """The other class's session at the lesson, which began while Amira sat in the first's."""
    theirs = sessions.start_session(classroom=others, lesson=lesson, pacing="self")
    note_presence(sitting_id=sitting.pk)
    return theirs


def talk_in(session: ClassSession, *groups) -> GroupPrompt:
    keys = [[sitting.pk for sitting in group] for group in groups]
    return group_prompts.start_prompt(
        session=session, teacher=None, words="Why?", step=None, minutes=5, groups=keys
    )


def asked_for_help(client, classroom) -> list[int | None]:
    client.force_login(classroom.teachers.get())
    entries = client.get(reverse("tutor:classroom", args=[classroom.pk])).context["help_entries"]
    return [entry.hand_of for entry in entries if entry.hand_of]


def test_a_post_goes_to_the_board_that_the_page_shows(theirs, session, sitting):
    elsewhere, here = talk_in(theirs), talk_in(session, [sitting])
    # As a release wrote it that grouped whoever was there.
    group = elsewhere.groups.create(number=1)
    GroupPlace.objects.create(prompt=elsewhere, group=group, sitting=sitting, chair=1)
    assert write(sitting).group.prompt == here


def test_nobody_is_grouped_with_a_student_of_another_session(theirs, sitting):
    for groups in ([], [[sitting]]):
        prompt = talk_in(theirs, *groups)
        assert not prompt.places.exists()
        group_prompts.close_prompt(prompt=prompt)


def test_who_forms_groups_is_offered_nobody_of_another_session(client, theirs, session, sitting):
    for one, offered in ((theirs, []), (session, [sitting])):
        client.force_login(one.classroom.teachers.get())
        page = client.get(reverse("tutor:boards", args=[one.classroom_id]))
        assert page.context["present"] == offered


def test_a_hand_is_for_the_teacher_of_the_session(client, theirs, session, sitting):
    sessions.set_hand(sitting=sitting, raised=True)
    assert asked_for_help(client, theirs.classroom) == []
    url = reverse("tutor:lower_hand", args=[theirs.classroom_id, sitting.pk])
    assert client.post(url).status_code == 404
    assert RaisedHand.objects.exists()
    assert asked_for_help(client, session.classroom) == [sitting.pk]


def test_help_that_another_class_gives_lowers_no_hand(theirs, amira, sitting):
    sessions.set_hand(sitting=sitting, raised=True)
    helping.note_help(
        classroom=theirs.classroom,
        student=amira,
        helper=theirs.classroom.teachers.get(),
        step=None,
        reasons=[],
        submission_id=uuid4(),
    )
    assert RaisedHand.objects.exists()


def test_who_left_a_class_takes_part_in_the_other(client, theirs, session, amira, sitting):
    retire_students(classroom=session.classroom, student_ids=[amira.pk], reason="teacher")
    assert sessions.take_seat(sitting=sitting) == theirs
    sessions.set_hand(sitting=sitting, raised=True)
    assert asked_for_help(client, theirs.classroom) == [sitting.pk]
    assert talk_in(theirs).places.get().sitting == sitting


def test_of_two_seats_the_one_in_the_session_that_began_first_counts(theirs, session, amira, sitting):
    retire_students(classroom=session.classroom, student_ids=[amira.pk], reason="teacher")
    sessions.take_seat(sitting=sitting)
    Enrolment.objects.create(classroom=session.classroom, student=amira)
    assert talk_in(session).places.get().sitting == sitting
    assert not talk_in(theirs).places.exists()
