"""A lesson that is open while its student comes into a class, or leaves one."""

import pytest
from channels.db import database_sync_to_async

from tests.people import make_user
from tests.tutor.sockets import connected
from tutor.models import Classroom, Enrolment, Seat
from tutor.services.people import memberships, merging
from tutor.services.sittings import open_sitting
from tutor.services.teaching import classrooms, sessions

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clara(db):
    return make_user("clara", first_name="Clara")


@pytest.fixture
def claras(clara, lesson):
    """Clara at the lesson, in no class."""
    return open_sitting(student=clara, lesson=lesson)


@pytest.fixture
def paused(session):
    sessions.send_announcement(session=session, message="Look at the board.")
    sessions.pause_session(session=session, paused=True)
    return session


@database_sync_to_async
def do(act, **values):
    return act(**values)


async def received(socket, kind: str) -> str:
    """Return the markup of the next message of a kind; what comes before it is passed over."""
    while (message := await socket.receive_json_from(timeout=5))["type"] != kind:
        pass
    return message["html"]


def join(classroom, student):
    return do(classrooms.join_classroom, classroom=classroom, student=student)


async def test_who_joins_in_a_lesson_takes_part_at_once(paused, classroom, clara, claras):
    socket = await connected(clara, claras)
    assert await join(classroom, clara)
    assert 'data-state="paused"' in await received(socket, "session")
    assert await Seat.objects.filter(session=paused, sitting=claras).aexists()
    await received(socket, "group")
    await do(sessions.pause_session, session=paused, paused=False)
    assert "Look at the board." in await received(socket, "session")
    await socket.disconnect()


async def test_who_joins_while_groups_talk_is_given_a_group(talk, sitting, classroom, clara, claras):
    await database_sync_to_async(talk)([sitting])
    socket = await connected(clara, claras)
    await join(classroom, clara)
    assert "Clara" in await received(socket, "group")
    await socket.disconnect()


async def test_who_joined_before_the_class_began_hears_it_begin(classroom, lesson, clara, claras):
    socket = await connected(clara, claras)
    await join(classroom, clara)
    assert "hidden" in await received(socket, "session")
    await do(sessions.start_session, classroom=classroom, lesson=lesson, pacing="self")
    assert 'data-state="running"' in await received(socket, "session")
    await socket.disconnect()


async def test_whom_a_list_seats_takes_part_too(session, classroom, clara, claras):
    socket = await connected(clara, claras)
    await do(memberships.seat_students, classroom=classroom, student_ids=[clara.pk])
    assert 'data-state="running"' in await received(socket, "session")
    await socket.disconnect()


async def test_whom_another_account_brings_into_a_class_takes_part_too(
    session, classroom, noor, clara, claras
):
    twin = await do(make_user, username="clara2")
    await Enrolment.objects.acreate(classroom=classroom, student=twin)
    socket = await connected(clara, claras)
    await do(merging.merge_accounts, kept=clara, closed=twin, by=noor)
    assert 'data-state="running"' in await received(socket, "session")
    await socket.disconnect()


async def test_who_is_removed_in_a_pause_goes_on_and_hears_no_more(paused, classroom, amira, sitting):
    socket = await connected(amira, sitting)
    assert 'data-state="paused"' in await received(socket, "session")
    await do(classrooms.remove_student, classroom=classroom, student_id=amira.pk)
    assert 'data-state="paused"' not in await received(socket, "session")
    await received(socket, "group")
    await do(sessions.pause_session, session=paused, paused=False)
    assert await socket.receive_nothing()
    await socket.disconnect()


async def test_who_leaves_one_class_still_hears_the_other(session, classroom, lesson, amira, sitting):
    other = await Classroom.objects.acreate(name="Clubs")
    await Enrolment.objects.acreate(classroom=other, student=amira)
    theirs = await do(sessions.start_session, classroom=other, lesson=lesson, pacing="self")
    socket = await connected(amira, sitting)
    await received(socket, "session")
    await do(classrooms.remove_student, classroom=classroom, student_id=amira.pk)
    await received(socket, "session")
    assert await Seat.objects.filter(session=theirs, sitting=sitting).aexists()
    await do(sessions.pause_session, session=theirs, paused=True)
    assert 'data-state="paused"' in await received(socket, "session")
    await socket.disconnect()
