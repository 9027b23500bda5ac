"""An answer in algebra that nobody can decide is sent back: nothing is counted."""

import pytest
from django.urls import reverse

from content.models import Question
from tests.presses import press
from tutor.models import Answer, Mastery, Sitting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def answer(amiras, sitting, question):
    """Send an answer to a question whose answer is a logarithm."""
    spec = {"answer": "ln(x+sqrt(x^2+1))"}
    Question.objects.filter(pk=question.pk).update(kind="expression", spec=spec)
    Sitting.objects.filter(pk=sitting.pk).update(step=question.step)
    url = reverse("tutor:answer", args=[sitting.pk, question.pk])
    return lambda typed, tries=0: amiras.post(
        url, {**press(), "expression": typed, "tries": tries}, headers=HTMX
    )


def test_what_cannot_be_decided_is_said_and_costs_no_try(answer):
    reply = answer("-ln(sqrt(x^2+1)-x)")
    assert reply.status_code == 422
    assert "Nothing was counted" in reply.content.decode()
    assert "-ln(sqrt(x^2+1)-x)" in reply.content.decode()
    assert not Answer.objects.exists()
    assert not Mastery.objects.exists()


def test_the_next_answer_is_the_first_try(answer):
    answer("-ln(sqrt(x^2+1)-x)")
    assert answer("ln(sqrt(1+x^2)+x)").status_code == 200
    assert Answer.objects.get().is_correct


def test_nobody_waits_for_another_process_within_a_transaction(answer, monkeypatch):
    from django.db import connection

    from content.questions.expressions.pool import POOL

    states = []
    ask = POOL.ask
    monkeypatch.setattr(
        POOL, "ask", lambda *given, **named: states.append(connection.in_atomic_block) or ask(*given, **named)
    )
    answer("-ln(sqrt(x^2+1)-x)")
    assert states
    assert not any(states)
