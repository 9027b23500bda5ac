"""What a teacher and an administrator see of scores and of the list from the LMS, and who sees nothing."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.lti.grading import answer, launch, make_account, make_class, send, told
from tests.lti.platform import Platform
from tests.people import make_user
from tutor.models import Classroom, LineItem, LtiClass, RosterPull, ScoreLine, User
from tutor.services.lti import members
from tutor.services.lti.scores import SCORE_SCOPE
from tutor.views.lti import grades as pages

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
HALF = {"attune_course": "halves", "attune_lesson": "a-half"}


@pytest.fixture
def place(platform: Platform, classroom, lesson, amira, sitting, client, tariq) -> SimpleNamespace:
    """Tariq, before whose eyes Amira came to the lesson by a link of the LMS and answered."""
    place = SimpleNamespace(lti_class=make_class(platform, classroom), lesson=lesson, sitting=sitting)
    place.account = make_account(platform, amira)
    launch(place, place.account)
    amira.refresh_from_db()
    sitting.student = amira
    answer(sitting)
    place.url = reverse("tutor:lti_class_grades", args=[classroom.pk])
    client.force_login(tariq)
    return place


def read(client, url) -> str:
    return " ".join(client.get(url).content.decode().split())


def test_what_waits_and_what_was_sent_is_told(client, platform, place):
    page = read(client, place.url)
    assert "1 score waits." in page
    assert "Waits to be sent" in page
    send(platform)
    page = read(client, place.url)
    assert "Everything has been sent." in page
    assert "100 of 100 so far, sent on" in page
    assert "Example LMS: 1 sent" in page


def test_why_a_score_waits_is_told_and_when_it_is_tried_again(client, platform, place):
    platform.failing = {"/contexts/maths-6/line_items": [500]}
    send(platform)
    assert "cannot be reached, or has an error of its own. It is tried again in" in read(client, place.url)


def test_what_could_not_be_sent_is_said_in_a_sentence_and_sent_again_on_a_press(
    client, platform, place, monkeypatch
):
    platform.failing = {"/contexts/maths-6/line_items/1/scores": [403]}
    send(platform)
    page = read(client, place.url)
    assert "1 score could not be sent." in page
    assert "does not let us write scores here" in page
    queued = []
    monkeypatch.setattr(pages, "send_soon", queued.append)
    again = reverse("tutor:lti_send_again", args=[place.lti_class.classroom_id])
    client.post(again, {"line": ScoreLine.objects.get().pk})
    assert queued == [platform.registration.pk]
    send(platform)
    assert len(told(platform)) == 1


def test_a_column_that_cannot_be_made_is_said(client, platform, place):
    place.lti_class.scopes = [SCORE_SCOPE]
    place.lti_class.save()
    send(platform)
    assert "has no column for this, and does not let us make one" in read(client, place.url)


def test_a_class_without_scores_says_what_will_be_here(client, place):
    LineItem.objects.all().delete()
    assert "Scores will be here once" in read(client, place.url)


def test_scores_of_another_class_are_not_sent_by_a_guessed_key(client, platform, place, tariq, monkeypatch):
    monkeypatch.setattr(pages, "send_soon", lambda registration: None)
    send(platform)
    mine = Classroom.objects.create(name="Mine")
    mine.teachers.add(make_user("tessa", role="teacher"))
    client.force_login(mine.teachers.get())
    client.post(reverse("tutor:lti_send_again", args=[mine.pk]), {"line": ScoreLine.objects.get().pk})
    assert ScoreLine.objects.get().due_at is None
    assert client.get(place.url).status_code == 404


@pytest.mark.parametrize(
    "sent", [{"line": "x"}, {"line": "²"}, {"column": "9" * 40}], ids=["word", "two", "long"]
)
def test_a_key_that_is_none_sends_nothing(client, platform, place, sent):
    send(platform)
    client.post(reverse("tutor:lti_send_again", args=[place.lti_class.classroom_id]), sent)
    assert ScoreLine.objects.get().due_at is None


def test_the_list_of_classes_is_ones_own_and_an_administrators_all(client, platform, place):
    assert "Year 6" in read(client, reverse("tutor:lti_grades"))
    client.force_login(make_user("tessa", role="teacher"))
    page = read(client, reverse("tutor:lti_grades"))
    assert "Year 6" not in page
    assert "will be here once a teacher has opened a lesson" in page
    client.force_login(User.objects.create_superuser("root"))
    assert "Example LMS: 0 sent, 1 waits" in read(client, reverse("tutor:lti_grades"))


def test_the_list_of_people_is_fetched_on_a_press(
    client, place, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    monkeypatch.setattr(members, "_queue", queued.append)
    room = place.lti_class.classroom_id
    people = reverse("tutor:people", args=[room])
    assert "Not fetched yet." in read(client, people)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("tutor:lti_pull_roster", args=[room]))
    assert queued == [place.lti_class.pk]
    page = read(client, people)
    assert "Fetching the list: 0 people so far." in page
    assert 'hx-trigger="load delay:2s"' in page


def test_what_came_of_fetching_is_told(client, place):
    ended = timezone.now() - timedelta(minutes=5)
    pull = RosterPull.objects.create(
        lti_class=place.lti_class, is_waiting=False, ended_at=ended, members=28, new=2, left=1
    )
    part = reverse("tutor:lti_roster", args=[place.lti_class.classroom_id])
    words = " ".join(client.get(part, headers={"HX-Request": "true"}).content.decode().split())
    assert "minutes ago: 28 people, 2 new, 0 back, 1 left." in words
    assert "hx-trigger" not in words
    pull.problem = "empty"
    pull.save()
    assert "Nothing was changed." in read(
        client, reverse("tutor:people", args=[place.lti_class.classroom_id])
    )


def test_a_class_of_no_lms_shows_nothing_of_it(client, classroom, tariq):
    client.force_login(tariq)
    assert "lms-roster" not in read(client, reverse("tutor:people", args=[classroom.pk]))


def test_with_lti_off_there_are_no_such_pages(client, place, settings):
    settings.LTI = False
    assert client.get(place.url).status_code == 404
    assert "lms-roster" not in read(client, reverse("tutor:people", args=[place.lti_class.classroom_id]))


def test_launches_lead_to_scores_and_to_the_list(client, platform, lesson, monkeypatch):
    queued = []
    monkeypatch.setattr(members, "_queue", queued.append)
    platform.launch(client, "amira", custom=HALF)
    assert not LineItem.objects.exists()
    platform.launch(
        client, "tariq", roles=("Instructor",), custom=HALF, line_item=f"{platform.url}/x/line_items/1"
    )
    [item] = LineItem.objects.all()
    assert (item.lesson, item.offered_url) == (lesson, f"{platform.url}/x/line_items/1")
    # Amira launched before there was a class.
    assert ScoreLine.objects.get().account.user.first_name == "Amira"
    assert RosterPull.objects.get().lti_class == LtiClass.objects.get()
    platform.launch(client, "ben", custom=HALF)
    assert ScoreLine.objects.count() == 2
    assert RosterPull.objects.count() == 1
