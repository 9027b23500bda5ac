"""A paused lesson is paused: nothing is answered, hinted or gone on from, and nothing typed is lost."""

import pytest
from django.urls import reverse

from tests.presses import HTMX, press
from tutor.models import Answer, GroupPrompt, HintUse, Post, StepVisit
from tutor.services.sittings import enter_step
from tutor.services.teaching import sessions
from tutor.services.teaching.group_prompts import start_prompt


@pytest.fixture
def session(classroom, lesson, sitting):
    enter_step(sitting=sitting, step=lesson.steps.get(slug="ask"))
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sessions.pause_session(session=session, paused=True)
    return session


def requests_of(sitting):
    question = sitting.step.questions.get()
    return [
        (reverse("tutor:answer", args=[sitting.pk, question.pk]), press(tries=0, number="1/2")),
        (reverse("tutor:hint", args=[sitting.pk, question.pk]), press(rung=0)),
        (reverse("tutor:advance", args=[sitting.pk]), press(step=sitting.step_id)),
    ]


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_paused_student_neither_answers_nor_goes_on(client, amira, sitting, session, which, headers):
    client.force_login(amira)
    url, data = requests_of(sitting)[which]
    assert client.post(url, data, headers=headers).status_code == 423
    assert not Answer.objects.exists()
    assert not HintUse.objects.exists()
    assert not StepVisit.objects.filter(finished_at__isnull=False).exists()


def test_without_javascript_the_page_comes_back_with_what_was_typed(client, amira, sitting, session):
    client.force_login(amira)
    url, data = requests_of(sitting)[0]
    page = client.post(url, data).content.decode()
    assert 'value="1/2"' in page
    assert "has paused the lesson" in page


def test_when_the_lesson_goes_on_the_same_answer_is_taken(client, amira, sitting, session):
    client.force_login(amira)
    url, data = requests_of(sitting)[0]
    client.post(url, data, headers=HTMX)
    sessions.pause_session(session=session, paused=False)
    assert client.post(url, data, headers=HTMX).status_code == 200
    assert Answer.objects.count() == 1


def test_whoever_is_in_no_paused_session_goes_on(client, amira, sitting, session):
    sessions.end_session(session=session)
    client.force_login(amira)
    url, data = requests_of(sitting)[0]
    assert client.post(url, data, headers=HTMX).status_code == 200


def test_a_paused_group_posts_nothing_and_keeps_its_words(client, amira, tariq, sitting, session):
    start_prompt(session=session, teacher=tariq, words="Why?", step=None, minutes=5, groups=[[sitting.pk]])
    client.force_login(amira)
    data = press(prompt=GroupPrompt.objects.get().pk, words="Because of halves.")
    reply = client.post(reverse("tutor:add_post", args=[sitting.pk]), data, headers=HTMX)
    assert reply.status_code == 422
    assert "Because of halves." in reply.content.decode()
    assert not Post.objects.exists()
