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


@pytest.fixture
def at_hints(client, amira, skill, question):
    """Take or answer the hints of the question on the practice page."""
    client.force_login(amira)

    def act(name, *args, headers=HTMX, **state):
        url = reverse(f"tutor:practise_{name}", args=[skill.pk, question.pk, *args])
        return client.post(url, press(**state), headers=headers)

    return act


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_hint_in_practice_leaves_the_question_to_be_answered(know, tried, at_hints, question, headers):
    know(0.5)
    tried(days_ago=2)
    page = at_hints("hint", rung=0, headers=headers).content.decode()
    assert "Share it between two." in page
    assert f'id="check-{question.pk}"' in page
    assert "data-settled" not in page
    assert reverse("tutor:practise_hint", args=[question.skills.get().pk, question.pk]) in page


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_hint_that_asks_is_answered_in_practice(know, tried, at_hints, question, headers):
    question.hints = [
        {"text": "Share it.", "question": {"kind": "number", "answer": "2", "feedback_right": "By two."}}
    ]
    question.save()
    know(0.5)
    tried(days_ago=2)
    at_hints("hint", rung=0)
    unread = at_hints("hint_answer", 1, tries=0, number="two", headers=headers)
    assert ("Type a number" in unread.content.decode(), unread.status_code) == (True, 422)
    assert "By two." in at_hints("hint_answer", 1, tries=0, number="2", headers=headers).content.decode()
    assert at_hints("hint_answer", 1, tries=0, number="2").status_code == 409


def test_answers_within_hints_from_before_are_not_shown_in_practice(know, tried, at_hints, question, sitting):
    question.hints = [{"text": "Share it.", "question": {"kind": "number", "answer": "2"}}]
    question.save()
    know(0.5)
    before = timezone.now() - timedelta(days=3)
    sitting.hint_answers.create(
        question=question,
        number=1,
        submission_id=uuid4(),
        response={"number": ["17"]},
        is_correct=False,
        created_at=before,
    )
    tried(days_ago=2)
    page = at_hints("hint", rung=0).content.decode()
    assert "Share it." in page
    assert 'value="17"' not in page
    # The page counts them all the same, or none could be sent.
    assert at_hints("hint_answer", 1, tries=1, number="2").status_code == 200
    assert 'name="tries" value="1"' in page[page.index("hint-question") :]
