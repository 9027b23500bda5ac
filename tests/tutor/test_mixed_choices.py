"""The choices of a question on the page: one order a student and visit, and what was chosen stays chosen."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from content.questions.faces import token
from tests.presses import press
from tutor.models import Answer
from tutor.services.sittings import open_sitting

HTMX = {"HX-Request": "true"}
TEXTS = [f"Choice {letter}" for letter in "abcdefgh"]


@pytest.fixture
def choosing(question):
    """Ask for one of eight."""
    question.kind = "single"
    question.spec = {"choices": [{"text": text, "correct": text == TEXTS[0]} for text in TEXTS]}
    question.save()
    return question


def shown(page):
    return re.findall(r"Choice [a-h]", page)


def chosen(page):
    return re.findall(r'name="choice" value="(\w+)" checked', page)


def test_a_student_sees_one_order_and_another_student_another(page, client, ben, choosing, sitting):
    first = shown(page("step", sitting.pk, 2))
    assert sorted(first) == TEXTS
    assert shown(page("step", sitting.pk, 2)) == first
    other = open_sitting(student=ben, lesson=sitting.lesson)
    client.force_login(ben)
    reply = client.get(reverse("tutor:step", args=[other.pk, 2]))
    assert sorted(shown(reply.content.decode())) == TEXTS
    assert shown(reply.content.decode()) != first


def test_an_answer_is_marked_by_name_and_keeps_the_order(page, client, choosing, sitting):
    before = shown(page("step", sitting.pk, 2))
    url = reverse("tutor:answer", args=[sitting.pk, choosing.pk])
    wrong = client.post(url, press(tries=0, choice=token(TEXTS[3])), headers=HTMX).content.decode()
    assert (shown(wrong), chosen(wrong)) == (before, [token(TEXTS[3])])
    client.post(url, press(tries=1, choice=token(TEXTS[0])), headers=HTMX)
    assert [answer.is_correct for answer in Answer.objects.order_by("pk")] == [False, True]


def test_an_answer_from_before_is_shown_where_its_choice_stands_now(page, choosing, sitting):
    Answer.objects.create(
        sitting=sitting,
        question=choosing,
        submission_id=uuid4(),
        response={"choice": ["3"]},
        is_correct=False,
    )
    assert chosen(page("step", sitting.pk, 2)) == [token(TEXTS[3])]
