"""Nobody teaches a class without having said so."""

import pytest
from django.urls import reverse

from tests.people import make_user
from tutor.models import TeacherInvitation
from tutor.services.teaching.co_teachers import invite_teacher

ANSWERED = "This invitation was withdrawn or answered already."


@pytest.fixture
def olga(db):
    return make_user("olga", role="teacher", first_name="Olga")


@pytest.fixture
def invitation(classroom, tariq, olga):
    return invite_teacher(classroom=classroom, username="olga", by=tariq)


def answer(client, invitation, accept: str):
    url = reverse("tutor:answer_invitation", args=[invitation.pk])
    return client.post(url, {"accept": accept}, follow=True)


def test_who_is_asked_sees_nothing_of_the_class_until_accepting(client, tariq, olga, classroom):
    client.force_login(tariq)
    url = reverse("tutor:invite_teacher", args=[classroom.pk])
    assert "Olga is asked" in client.post(url, {"username": "olga"}, follow=True).content.decode()
    client.force_login(olga)
    assert client.get(reverse("tutor:people", args=[classroom.pk])).status_code == 404
    page = client.get(reverse("tutor:classes")).content.decode()
    assert "You are asked to teach along" in page
    assert "Year 6" in page
    assert answer(client, TeacherInvitation.objects.get(), "yes").status_code == 200
    assert client.get(reverse("tutor:people", args=[classroom.pk])).status_code == 200
    assert "You are asked" not in client.get(reverse("tutor:classes")).content.decode()


def test_who_declines_stays_out_and_may_be_asked_again(client, tariq, olga, classroom, invitation):
    client.force_login(olga)
    assert "Declined." in answer(client, invitation, "no").content.decode()
    assert list(classroom.teachers.all()) == [tariq]
    again = invite_teacher(classroom=classroom, username="olga", by=tariq)
    answer(client, again, "yes")
    assert set(classroom.teachers.all()) == {tariq, olga}


def test_asking_twice_is_asking_once(classroom, tariq, invitation):
    assert invite_teacher(classroom=classroom, username="olga", by=tariq) == invitation


def test_an_invitation_is_answered_by_the_invited_alone_and_once(client, tariq, olga, classroom, invitation):
    client.force_login(make_user("tessa", role="teacher"))
    assert answer(client, invitation, "yes").status_code == 404
    client.force_login(olga)
    answer(client, invitation, "no")
    assert ANSWERED in answer(client, invitation, "yes").content.decode()
    assert list(classroom.teachers.all()) == [tariq]


def test_who_accepts_twice_is_led_to_the_class_twice(client, olga, classroom, invitation):
    client.force_login(olga)
    place = [(reverse("tutor:classroom", args=[classroom.pk]), 302)]
    assert [answer(client, invitation, "yes").redirect_chain for _ in "12"] == [place, place]
    assert ANSWERED in answer(client, invitation, "no").content.decode()
    assert olga in classroom.teachers.all()


def test_a_withdrawn_invitation_lets_nobody_in(client, tariq, olga, classroom, invitation):
    client.force_login(tariq)
    people = reverse("tutor:people", args=[classroom.pk])
    assert "Asked, and not answered yet" in client.get(people).content.decode()
    url = reverse("tutor:withdraw_invitation", args=[classroom.pk, invitation.pk])
    assert "is withdrawn" in client.post(url, follow=True).content.decode()
    assert "answered already" in client.post(url, follow=True).content.decode()
    client.force_login(olga)
    assert ANSWERED in answer(client, invitation, "yes").content.decode()
    assert list(classroom.teachers.all()) == [tariq]


def test_who_teaches_the_class_is_not_asked(client, tariq, classroom):
    client.force_login(tariq)
    url = reverse("tutor:invite_teacher", args=[classroom.pk])
    page = client.post(url, {"username": "tariq"}, follow=True).content.decode()
    assert "teaches this class already" in page
    assert not TeacherInvitation.objects.exists()
