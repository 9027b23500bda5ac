"""A class at a lesson together: started, led, paused, ended; hands; who comes late."""

import pytest
from channels.db import database_sync_to_async
from django.urls import reverse

from tests.people import make_user
from tests.presses import at_number, hand
from tests.tutor.sockets import open_socket
from tutor.models import ClassSession, Enrolment, RaisedHand, Seat, Sitting
from tutor.services.sittings import open_sitting
from tutor.services.teaching import sessions

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def session(classroom, lesson, sitting):
    return sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")


def lead(session, position):
    sessions.lead_to(session=session, step=session.lesson.steps.get(position=position))


def test_a_teacher_starts_a_session_and_who_is_there_takes_part(client, tariq, classroom, lesson, sitting):
    client.force_login(tariq)
    client.post(
        reverse("tutor:start_session", args=[classroom.pk]), {"lesson": lesson.pk, "pacing": "teacher"}
    )
    session = ClassSession.objects.get()
    assert (session.state, session.pacing, session.step.slug) == ("running", "teacher", "what")
    assert list(Seat.objects.values_list("sitting", flat=True)) == [sitting.pk]


def test_a_second_session_of_the_class_is_refused(client, tariq, classroom, lesson, session):
    client.force_login(tariq)
    data = {"lesson": lesson.pk, "pacing": "self"}
    page = client.post(reverse("tutor:start_session", args=[classroom.pk]), data, follow=True)
    assert "running already" in page.content.decode()
    assert ClassSession.objects.count() == 1


def test_who_comes_late_lands_where_the_class_is(client, ben, session):
    lead(session, 2)
    client.force_login(ben)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    assert page.context["step_view"].number == 2
    assert Seat.objects.filter(session=session, sitting__student=ben).exists()


def test_who_comes_late_at_their_own_pace_begins_at_the_beginning(client, ben, session):
    client.force_login(ben)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"]))
    assert page.context["step_view"].number == 1


def test_who_goes_back_on_purpose_is_not_pulled_forward_by_a_reload(client, amira, session, sitting):
    lead(session, 2)
    client.force_login(amira)
    client.get(reverse("tutor:step", args=[sitting.pk, 1]))
    assert client.get(reverse("tutor:step", args=[sitting.pk, 1])).context["step_view"].number == 1


def test_nobody_goes_on_before_the_class_does(client, amira, session, sitting):
    lead(session, 1)
    client.force_login(amira)
    reply = client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1), **HTMX)
    assert "Your teacher will take everyone on" in reply.content.decode()
    assert reply["HX-Retarget"] == "#notice"
    sitting.refresh_from_db()
    assert sitting.step.position == 1
    assert sitting.visits.get(step=sitting.step).finished_at is not None


def test_steps_at_one_position_are_led_through_one_by_one(client, amira, session, sitting, lesson):
    lesson.steps.update(position=1)
    sessions.lead_to(session=session, step=lesson.steps.get(slug="ask"))
    client.force_login(amira)
    url = reverse("tutor:advance", args=[sitting.pk])
    assert client.post(url, at_number(sitting, 1), **HTMX).context["step_view"].step.slug == "ask"
    assert (
        "Your teacher will take everyone on"
        in client.post(url, at_number(sitting, 2), **HTMX).content.decode()
    )


def test_at_the_last_step_of_a_led_class_everybody_finishes(client, amira, session, sitting, lesson):
    lead(session, 3)
    client.force_login(amira)
    reply = client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 3), **HTMX)
    assert 'id="step-title"' in reply.content.decode()
    assert sitting.visits.get(step=lesson.steps.last()).finished_at is not None


def test_at_their_own_pace_everybody_goes_on(client, amira, session, sitting):
    client.force_login(amira)
    client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1), **HTMX)
    sitting.refresh_from_db()
    assert sitting.step.position == 2


def test_a_step_of_another_lesson_is_refused(client, tariq, classroom, session, lesson):
    other = lesson.course.lessons.create(slug="other", title="Other", position=2)
    step = other.steps.create(slug="x", title="X", position=1)
    client.force_login(tariq)
    client.post(reverse("tutor:lead_session", args=[classroom.pk]), {"step": step.pk})
    session.refresh_from_db()
    assert session.step.lesson == lesson


def test_an_ended_session_stays_ended_and_lowers_hands(client, tariq, classroom, session, sitting):
    sessions.set_hand(sitting=sitting, raised=True)
    client.force_login(tariq)
    client.post(reverse("tutor:end_session", args=[classroom.pk]))
    sessions.pause_session(session=session, paused=True)
    session.refresh_from_db()
    assert (session.state, RaisedHand.objects.count()) == ("ended", 0)


def test_a_hand_goes_up_once_and_the_teacher_lowers_it(client, tariq, amira, classroom, session, sitting):
    client.force_login(amira)
    url = reverse("tutor:hand", args=[sitting.pk])
    client.post(url, hand(session, "yes"), **HTMX)
    assert "Your hand is up" in client.post(url, hand(session, "yes"), **HTMX).content.decode()
    assert RaisedHand.objects.count() == 1
    client.force_login(tariq)
    client.post(reverse("tutor:lower_hand", args=[classroom.pk, sitting.pk]))
    assert RaisedHand.objects.count() == 0


def test_nobody_raises_anothers_hand_nor_any_without_a_session(client, amira, ben, session, sitting):
    url = reverse("tutor:hand", args=[sitting.pk])
    client.force_login(ben)
    assert client.post(url, hand(session, "yes")).status_code == 404
    sessions.end_session(session=session)
    client.force_login(amira)
    reply = client.post(url, hand(session, "yes"), **HTMX)
    assert (reply.status_code, "has ended this lesson" in reply["HX-Trigger-After-Settle"]) == (409, True)
    assert RaisedHand.objects.count() == 0


def test_another_class_at_the_same_lesson_is_not_in_the_session(classroom, lesson, session):
    stranger = make_user("sana")
    own = classroom.__class__.objects.create(name="Other")
    Enrolment.objects.create(classroom=own, student=stranger)
    assert sessions.take_seat(sitting=open_sitting(student=stranger, lesson=lesson)) is None


def test_nobody_takes_part_in_two_sessions_at_a_time(classroom, amira, ben, lesson, session, sitting):
    other = classroom.__class__.objects.create(name="The same children")
    Enrolment.objects.create(classroom=other, student=amira)
    Enrolment.objects.create(classroom=other, student=ben)
    second = sessions.start_session(classroom=other, lesson=lesson, pacing="self")
    assert sessions.take_seat(sitting=sitting) == session
    assert not Seat.objects.filter(session=second).exists()
    sessions.end_session(session=session)
    assert sessions.take_seat(sitting=sitting) == second


@pytest.mark.django_db(transaction=True)
async def test_leading_reaches_the_students_page_and_moves_nothing_by_itself(session, amira, sitting):
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/", amira)
    await socket.connect()
    for expected in ("consent", "pace", "session"):
        assert (await socket.receive_json_from())["type"] == expected
    await database_sync_to_async(lead)(session, 2)
    message = await socket.receive_json_from()
    assert (message["type"], message["lead_number"]) == ("session", 2)
    assert "Go to step 2" in message["html"]
    assert (await Sitting.objects.select_related("step").aget(pk=sitting.pk)).step.position == 1
    await socket.disconnect()


def test_who_presses_end_twice_is_led_to_the_report_twice(client, tariq, classroom, session):
    client.force_login(tariq)
    report = reverse("tutor:session_report", args=[classroom.pk, session.pk])
    for _press in range(2):
        assert client.post(reverse("tutor:end_session", args=[classroom.pk])).url == report
    page = client.get(report).content.decode()
    assert page.count("The session has ended. This is its report.") == 1


@pytest.mark.parametrize("act", ["pause_session", "lead_session", "pace_session", "tell_session"])
def test_what_comes_after_the_end_is_told_that_it_has_ended(client, tariq, classroom, session, act):
    sessions.end_session(session=session)
    client.force_login(tariq)
    reply = client.post(reverse(f"tutor:{act}", args=[classroom.pk]), {"paused": "yes"}, follow=True)
    assert "The session has ended already." in reply.content.decode()
    session.refresh_from_db()
    assert session.state == "ended"


def test_a_class_that_is_put_away_ends_its_session_and_takes_no_other(
    client, tariq, classroom, lesson, session
):
    client.force_login(tariq)
    client.post(reverse("tutor:archive_class", args=[classroom.pk]), {"archived": "yes"})
    session.refresh_from_db()
    assert session.state == "ended"
    data = {"lesson": lesson.pk, "pacing": "self"}
    page = client.post(reverse("tutor:start_session", args=[classroom.pk]), data, follow=True)
    assert "This class is archived" in page.content.decode()
    assert ClassSession.objects.filter(ended_at=None).count() == 0
