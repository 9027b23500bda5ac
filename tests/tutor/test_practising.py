"""One question at a time: which comes next, what an answer changes, and when it comes again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Question, Step
from tests.presses import HTMX, press
from tutor.models import Answer, HintUse


@pytest.fixture
def another(lesson, skill):
    """Ask another question of the same skill, at a step of its own."""
    step = Step.objects.create(lesson=lesson, slug="more", position=9, title="More")
    asked = Question.objects.create(
        step=step, slug="q", kind="number", prompt="Half of six?", spec={"answer": "3"}
    )
    asked.skills.add(skill)
    return asked


@pytest.fixture
def answer_there(client, amira, skill):
    """Answer a question on the practice page."""
    client.force_login(amira)

    def answer(question, number, *, tries, headers=HTMX, **data):
        url = reverse("tutor:practise_answer", args=[skill.pk, question.pk])
        return client.post(url, press(tries=tries, number=number) | data, headers=headers)

    return answer


def test_another_question_is_asked_than_the_one_just_asked(page, know, tried, skill, question, another):
    know(0.5)
    tried(days_ago=4, question=another)
    tried(days_ago=3)
    tried(days_ago=2, question=another)
    assert "Half of eight?" in page("practise", skill.pk)
    Answer.objects.filter(question=another).update(created_at=timezone.now() - timedelta(days=5))
    assert "Half of six?" in page("practise", skill.pk)


def test_a_question_met_and_never_tried_comes_before_the_one_just_asked(
    page, know, tried, skill, another, sitting
):
    know(0.5)
    tried(days_ago=2)
    assert "Half of eight?" in page("practise", skill.pk)
    sitting.visits.create(step=another.step)
    assert "Half of six?" in page("practise", skill.pk)


def test_the_only_question_is_asked_again(page, know, tried, skill):
    know(0.5)
    tried(days_ago=2)
    assert "Half of eight?" in page("practise", skill.pk)


def test_practice_says_what_changed_and_when_it_comes_again(know, tried, answer_there, question):
    know(0.6)
    tried(days_ago=2)
    shown = answer_there(question, "4", tries=1).content.decode()
    assert "From “Getting it” to “Nearly there”." in shown
    assert re.search(r"This skill comes again in 2 days, on \w+day \d+ \w+", shown)
    assert "Another question" not in shown


def test_a_wrong_answer_in_practice_comes_again_tomorrow_and_leads_to_another(
    know, tried, answer_there, question, another
):
    know(0.6)
    tried(days_ago=2)
    tried(days_ago=3, question=another)
    shown = answer_there(question, "2", tries=1).content.decode()
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert f"This skill comes again tomorrow, on {tomorrow:%A} {tomorrow.day} {tomorrow:%B}." in shown
    assert "Another question" in shown
    assert "That is a quarter." in shown
    again = answer_there(question, "4", tries=2).content.decode()
    assert "a second try right after the first one changes nothing" in again


def test_practice_without_javascript_says_it_on_the_next_page(
    client, know, tried, answer_there, question, skill
):
    know(0.6)
    tried(days_ago=2)
    reply = answer_there(question, "4", tries=1, headers={})
    page = client.get(reply.url).content.decode()
    assert "Halving: From “Getting it” to “Nearly there”." in page


@pytest.mark.parametrize(("number", "tries", "status"), [("", 1, 422), ("4", 0, 409), ("4", "", 422)])
def test_an_answer_in_practice_that_cannot_be_taken_is_refused(
    know, tried, answer_there, question, number, tries, status
):
    know(0.6)
    tried(days_ago=2)
    assert answer_there(question, number, tries=tries).status_code == status
    assert Answer.objects.count() == 1


def test_an_answer_in_practice_sent_twice_counts_once(know, tried, answer_there, question):
    know(0.6)
    tried(days_ago=2)
    once = uuid4()
    for _ in range(2):
        assert answer_there(question, "4", tries=1, submission_id=once).status_code == 200
    assert Answer.objects.count() == 2


def test_hints_from_before_stay_closed_in_practice_and_those_taken_now_are_shown(
    client, know, tried, answer_there, sitting, question
):
    know(0.6)
    HintUse.objects.create(
        sitting=sitting, question=question, number=1, created_at=timezone.now() - timedelta(days=3)
    )
    tried(days_ago=2)
    assert "Share it between two." not in answer_there(question, "2", tries=1).content.decode()
    client.post(reverse("tutor:hint", args=[sitting.pk, question.pk]), press(rung=1), headers=HTMX)
    assert "Share it between two." in answer_there(question, "3", tries=2).content.decode()
