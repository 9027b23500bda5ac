"""Help stands beneath the question that it is about, or beneath the step's text, and always has content."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Question, Rule, Variant
from tests.presses import HTMX
from tutor.models import Adaptation
from tutor.services.adaptations import consider
from tutor.services.answers import record_answer, record_self_report
from tutor.services.sittings import enter_step


@pytest.fixture
def questions(sitting, lesson):
    """Three questions of the step where Amira is."""
    first = Question.objects.get(step__lesson=lesson)
    others = [
        Question.objects.create(
            step=first.step, slug=slug, position=place, kind="number", prompt="Half?", spec=first.spec
        )
        for place, slug in enumerate(("second", "third"), start=2)
    ]
    enter_step(sitting=sitting, step=first.step)
    return [first, *others]


@pytest.fixture
def lost_rule(db):
    rule = Rule.objects.create(slug="lost", name="Lost", effects=["visual", "easier"], cooldown_s=0)
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    return rule


def answer(sitting, question, text="7"):
    response = {"number": [text]}
    record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)


def ask_for_help(sitting, at=None):
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    return consider(sitting_id=sitting.pk, at=at).question


def test_where_the_page_does_not_say_it_is_the_question_answered_wrongly_last(sitting, questions, lost_rule):
    answer(sitting, questions[2])
    answer(sitting, questions[1])
    assert ask_for_help(sitting) == questions[1]


def test_else_it_is_the_first_that_is_still_to_be_solved(sitting, questions, lost_rule):
    answer(sitting, questions[0], "4")
    assert ask_for_help(sitting) == questions[1]


def test_who_reads_an_explanation_gets_it_beneath_the_text(sitting, questions, lost_rule):
    questions[0].step.kind = "explanation"
    questions[0].step.save()
    assert ask_for_help(sitting) is None


def test_what_the_page_says_comes_first_if_it_is_of_this_step(sitting, questions, lost_rule):
    answer(sitting, questions[1])
    assert ask_for_help(sitting, at=questions[2].pk) == questions[2]
    Adaptation.objects.all().delete()
    assert ask_for_help(sitting, at="text") is None
    Adaptation.objects.all().delete()
    assert ask_for_help(sitting, at=10**12) == questions[1]


def test_the_reply_to_an_answer_brings_its_help_in_its_place(client, amira, sitting, questions):
    rule = Rule.objects.create(slug="wrong", name="Wrong", effects=["visual"])
    Condition.objects.create(rule=rule, signal="behaviour.wrong_in_row", enter=1, leave=1)
    client.force_login(amira)
    url = reverse("tutor:answer", args=[sitting.pk, questions[1].pk])
    data = {"submission_id": uuid4(), "number": "7", "tries": 0}
    reply = client.post(url, data, headers=HTMX).content.decode()
    assert f'hx-swap-oob="beforeend:#adaptations-{questions[1].pk}"' in reply
    assert "Two rows of four." in reply


def show(sitting, kind, *, question=None, **fields):
    variant = Variant.all_objects.filter(step=sitting.step, kind=kind).first()
    return Adaptation.objects.create(
        sitting=sitting,
        step=sitting.step,
        question=question,
        kind=kind,
        variant=variant,
        rule_key="1",
        sentence="Why.",
        **{"state": "shown", **fields},
    )


def see(client, sitting):
    client.force_login(sitting.student)
    return client.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()


def test_the_page_folds_all_help_but_the_newest(client, sitting, questions):
    for kind in ("easier", "hint"):
        Variant.objects.create(step=sitting.step, kind=kind, title=kind, body="Words.")
    first = show(sitting, "visual")
    show(sitting, "easier", question=questions[0])
    show(sitting, "hint", question=questions[1])
    page = see(client, sitting)
    assert re.findall(r'<details class="leaf"( open)?>', page) == ["", "", " open"]
    marks = ('id="adaptations"', f'id="adaptation-{first.pk}"', f'id="question-{questions[0].pk}"')
    order = [page.index(mark) for mark in marks]
    assert order == sorted(order)


def test_help_whose_author_took_it_out_is_a_line_that_says_so(client, sitting, questions):
    adaptation = show(sitting, "visual")
    Variant.objects.filter(step=sitting.step).update(archived_at=timezone.now())
    assert "Two rows of four." in see(client, sitting)
    Adaptation.objects.update(variant=None)
    page = see(client, sitting)
    assert "Visual aid: no longer part of this lesson." in page
    assert '<details class="leaf"' not in page
    reply = client.post(reverse("tutor:undo", args=[adaptation.pk]), headers=HTMX).content.decode()
    assert "no longer part of this lesson" in reply


def test_help_for_a_question_that_was_taken_out_stands_beneath_the_text(client, sitting, questions):
    show(sitting, "visual", question=questions[1])
    questions[1].archive()
    page = see(client, sitting)
    assert "Two rows of four." in page
