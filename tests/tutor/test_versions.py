"""A question with variables: a version for every student and review, the same wherever it is seen again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.models import Skill
from content.questions import InvalidSpec
from content.questions.variables import draw_values
from tests.presses import HTMX, press
from tutor.domain.versions import seed_of
from tutor.models import Answer, HintAnswer, Mastery
from tutor.queries.versions import version_at
from tutor.services.answers import record_answer
from tutor.services.hint_answers import record_hint_answer
from tutor.services.repeats import StaleAction
from tutor.services.sittings import open_sitting

pytestmark = pytest.mark.slow

SHOWN = re.compile(r"What is (\d+) and (\d+)\?")
KEY = re.compile(r'name="version" value="([\w.]+)"')


@pytest.fixture
def question(question, lesson):
    question.prompt = "What is {{a}} and {{b}}?"
    question.variables = {"a": "100..900", "b": "10..99"}
    question.spec = {
        "answer": "{{a + b}}",
        "wrong": [{"value": "{{a - b}}", "feedback": "That is {{a}} without {{b}}."}],
        "feedback_right": "{{a}} and {{b}} make {{a + b}}.",
    }
    question.hints = [
        "Begin with {{a}}.",
        {
            "text": "Ten more?",
            "question": {"kind": "number", "prompt": "{{a}} and ten?", "answer": "{{a+10}}"},
        },
    ]
    question.save()
    question.skills.add(Skill.objects.create(course=lesson.course, slug="adding", title="Adding"))
    return question


@pytest.fixture
def step_page(amiras, sitting):
    """Return the page of the step with the question."""
    return lambda: amiras.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()


@pytest.fixture
def answer(amiras, sitting, question):
    def send(page, number, **data):
        fields = press(number=str(number), tries=sitting.answers.count(), version=key_of(page)) | data
        url = reverse("tutor:answer", args=[sitting.pk, question.pk])
        return amiras.post(url, fields, headers=HTMX)

    return send


def numbers_of(page):
    found = SHOWN.search(page)
    assert found, page
    return int(found[1]), int(found[2])


def key_of(page):
    return KEY.search(page)[1]


def test_a_reload_and_going_back_show_the_same_numbers(amiras, sitting, question, step_page):
    first = numbers_of(step_page())
    amiras.get(reverse("tutor:step", args=[sitting.pk, 1]))
    assert numbers_of(step_page()) == first


def test_another_student_has_other_numbers(step_page, question, ben, lesson):
    client = Client()
    client.force_login(ben)
    theirs = open_sitting(student=ben, lesson=lesson)
    page = client.get(reverse("tutor:step", args=[theirs.pk, 2])).content.decode()
    assert numbers_of(page) != numbers_of(step_page())


def test_marking_goes_by_the_numbers_that_are_shown(step_page, answer):
    page = step_page()
    a, b = numbers_of(page)
    assert f"That is {a} without {b}." in answer(page, a - b).content.decode()
    right = answer(page, a + b).content.decode()
    assert f"{a} and {b} make {a + b}." in right
    assert numbers_of(right) == (a, b)
    assert numbers_of(step_page()) == (a, b)


def test_an_answer_keeps_the_seed_and_the_values(step_page, answer, sitting, question):
    page = step_page()
    a, b = numbers_of(page)
    answer(page, 1)
    kept = Answer.objects.get()
    assert kept.seed == seed_of(sitting=sitting.pk, question=question.pk, tries=0)
    assert kept.variables == {"a": str(a), "b": str(b)}


def test_a_question_without_variables_keeps_none(sitting, lesson):
    plain = lesson.steps.get(slug="ask").questions.get()
    record_answer(sitting=sitting, question=plain, submission_id=uuid4(), response={"number": ["4"]})
    assert (Answer.objects.get().seed, Answer.objects.get().variables) == (None, {})


def test_hints_and_what_they_ask_have_the_same_numbers(amiras, sitting, question, step_page):
    page = step_page()
    a, _ = numbers_of(page)
    url = reverse("tutor:hint", args=[sitting.pk, question.pk])
    for rung in range(2):
        reply = amiras.post(url, press(rung=rung, version=key_of(page)), headers=HTMX).content.decode()
    assert f"Begin with {a}." in reply
    assert f"{a} and ten?" in reply
    url = reverse("tutor:hint_answer", args=[sitting.pk, question.pk, 2])
    data = press(tries=0, number=str(a + 10), version=key_of(page))
    assert "data-settled" not in amiras.post(url, data, headers=HTMX).content.decode()
    assert HintAnswer.objects.get().is_correct
    assert HintAnswer.objects.get().seed == seed_of(sitting=sitting.pk, question=question.pk, tries=0)


def days_ago(answers, days):
    for one in answers:
        Answer.objects.filter(pk=one.pk).update(created_at=timezone.now() - timedelta(days=days))
    Mastery.objects.update(
        p_known=0.5, reviewed_on=timezone.localdate() - timedelta(days=days), due_on=timezone.localdate()
    )


@pytest.fixture
def practise(amiras, question):
    skill = question.skills.get()

    def send(name="practise", *args, **data):
        if name == "practise":
            return amiras.get(reverse("tutor:practise", args=[skill.pk]))
        url = reverse(f"tutor:practise_{name}", args=[skill.pk, question.pk, *args])
        return amiras.post(url, press(**data), headers=HTMX)

    return send


def test_a_review_has_new_numbers_and_keeps_them_while_it_lasts(
    step_page, answer, practise, sitting, question
):
    page = step_page()
    first = numbers_of(page)
    answer(page, sum(first))
    days_ago(Answer.objects.all(), 3)
    review = practise().content.decode()
    a, b = numbers_of(review)
    assert (a, b) != first
    assert numbers_of(practise().content.decode()) == (a, b)
    hint = practise("hint", rung=0, version=key_of(review)).content.decode()
    assert f"Begin with {a}." in hint
    wrong = practise("answer", tries=1, number=str(a - b), version=key_of(review)).content.decode()
    assert f"That is {a} without {b}." in wrong
    assert numbers_of(wrong) == (a, b)
    right = practise("answer", tries=2, number=str(a + b), version=key_of(wrong)).content.decode()
    assert f"{a} and {b} make {a + b}." in right
    # Back in the lesson stands what was answered last.
    assert numbers_of(step_page()) == (a, b)


def test_a_refused_answer_in_a_review_keeps_its_numbers(step_page, answer, practise):
    page = step_page()
    answer(page, sum(numbers_of(page)))
    days_ago(Answer.objects.all(), 3)
    review = practise().content.decode()
    reply = practise("answer", tries=1, number="many", version=key_of(review))
    assert (reply.status_code, numbers_of(reply.content.decode())) == (422, numbers_of(review))


def test_a_page_from_before_the_review_is_answered_for_what_it_shows(step_page, answer, practise):
    """The lesson goes on showing the numbers of the last try, however long the question has rested."""
    page = step_page()
    answer(page, 1)
    page = step_page()
    days_ago(Answer.objects.all(), 3)
    review = practise().content.decode()
    assert numbers_of(review) != numbers_of(page)
    assert "make" in answer(page, sum(numbers_of(page))).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"prompt": "What is {{a}} less {{b}}? What is 1 and 2?"},
        {"spec": {"answer": "{{a - b}}"}},
        {"variables": {"a": "1000..9000", "b": "10..99"}},
        {"variables": {}, "prompt": "What is 1 and 2?", "spec": {"answer": "3"}},
    ],
)
def test_a_page_that_was_open_when_the_author_changed_the_question_costs_no_try(
    step_page, answer, question, change
):
    page = step_page()
    for name, value in change.items():
        setattr(question, name, value)
    question.save()
    reply = answer(page, sum(numbers_of(page)))
    assert reply.status_code == 409
    assert "This question has changed since the page was loaded." in reply["HX-Trigger-After-Settle"]
    assert not Answer.objects.exists()
    assert f'value="{sum(numbers_of(page))}"' in reply.content.decode()


def test_a_page_from_before_there_were_variables_costs_no_try(step_page, answer):
    assert answer(step_page(), 7, version="").status_code == 409


def test_an_answer_sent_twice_brings_the_first_verdict_though_the_author_changed_it_between(
    step_page, answer, question
):
    page, once = step_page(), uuid4()
    answer(page, sum(numbers_of(page)), submission_id=once)
    question.spec = {"answer": "{{a - b}}"}
    question.save()
    reply = answer(page, sum(numbers_of(page)), submission_id=once, tries=0)
    assert (reply.status_code, Answer.objects.count()) == (200, 1)


def test_other_numbers_than_those_offered_are_refused(step_page, answer):
    page = step_page()
    seed, digest = key_of(page).split(".")
    assert answer(page, 7, version=f"{int(seed) + 1}.{digest}").status_code == 409
    assert not Answer.objects.exists()


def test_a_change_of_hints_or_feedback_alone_leaves_open_pages_good(step_page, answer, question):
    page = step_page()
    question.hints = ["Other"]
    question.save()
    assert answer(page, sum(numbers_of(page))).status_code == 200


def test_after_a_wrong_answer_a_corrected_formula_counts_at_once(step_page, answer, question):
    question.variables |= {"total": "= a * b"}
    question.spec = {"answer": "{{total}}"}
    question.save()
    page = step_page()
    a, b = numbers_of(page)
    assert "data-settled" not in answer(page, a + b).content.decode()
    question.variables["total"] = "= a + b"
    question.save()
    page = step_page()
    assert numbers_of(page) == (a, b)
    # What was said to the old formula is not shown beside the new one.
    assert "not-yet" not in page
    assert "data-settled" in answer(page, a + b).content.decode()


def test_numbers_that_no_longer_fit_are_drawn_anew(step_page, answer, question):
    page = step_page()
    answer(page, 1)
    question.variables = {
        "a": "100..900",
        "b": "10..99",
        "where": ["a < 0 or b > 0", "a > 100000 or a < 0 or a > b"],
    }
    question.save()
    assert numbers_of(step_page()) == numbers_of(page)
    question.variables = {"a": "1..2", "b": "1..9", "where": ["a < 3"]}
    question.save()
    a, _ = numbers_of(step_page())
    assert a < 3


def test_what_was_right_stays_as_it_was_seen(step_page, answer, question):
    page = step_page()
    a, b = numbers_of(page)
    answer(page, a + b)
    question.variables = {"a": "1..2", "b": "1..9", "where": ["a < 3"]}
    question.spec = {"answer": "{{a * b}}"}
    question.save()
    page = step_page()
    assert numbers_of(page) == (a, b)
    assert f"{a} and {b} make {a + b}." in page


def test_a_question_that_makes_no_sense_says_so(question, sitting):
    question.variables = {"a": "1..2", "b": "1..2", "where": ["a > 2"]}
    with pytest.raises(InvalidSpec, match="no values were found"):
        version_at(question, [], sitting=sitting.pk)


def test_a_hint_of_a_changed_question_takes_no_answer(sitting, question):
    with pytest.raises(StaleAction):
        record_hint_answer(
            sitting=sitting,
            question=question,
            number=2,
            submission_id=uuid4(),
            response={"number": ["1"]},
            version="1.abc",
        )


def test_seeds_are_spread():
    seeds = {
        seed_of(sitting=one, question=other, tries=third)
        for one in range(20)
        for other in range(20)
        for third in range(5)
    }
    assert len(seeds) == 2000
    assert all(0 <= seed < 2**32 for seed in seeds)


def test_a_version_that_a_check_missed_is_passed_over(question, sitting):
    """Of a thousand numbers one makes no sense: no student gets it."""
    seed = seed_of(sitting=sitting.pk, question=question.pk, tries=0)
    bad = draw_values(question.variables, seed)["a"]
    question.spec = {"answer": f"{{{{1 / (a - {bad})}}}}", "tolerance": "1"}
    version = version_at(question, [], sitting=sitting.pk)
    assert version.values["a"] != bad
    assert version.seed == seed + 1


def test_a_page_and_an_answer_with_variables_ask_hardly_more(step_page, answer, question):
    """One query more to mark: which version was answered last."""
    step_page()
    with CaptureQueriesContext(connection) as of_page:
        page = step_page()
    with CaptureQueriesContext(connection) as of_answer:
        answer(page, 1)
    question.variables, question.prompt, question.spec = {}, "What is 1 and 2?", {"answer": "3"}
    question.save()
    Answer.objects.all().delete()
    with CaptureQueriesContext(connection) as plain_page:
        step_page()
    with CaptureQueriesContext(connection) as plain_answer:
        answer(page, 1, version="")
    assert len(of_page) == len(plain_page)
    assert len(of_answer) == len(plain_answer) + 1


def test_a_review_that_is_open_overnight_keeps_its_numbers(step_page, answer, practise):
    page = step_page()
    answer(page, sum(numbers_of(page)))
    days_ago(Answer.objects.all(), 5)
    review = practise().content.decode()
    a, _ = numbers_of(review)
    practise("answer", tries=1, number="1", version=key_of(review))
    days_ago(Answer.objects.filter(is_correct=False), 1)
    assert numbers_of(practise().content.decode())[0] != a
    hint = practise("hint", rung=0, version=key_of(review)).content.decode()
    assert f"Begin with {a}." in hint


def test_what_was_said_within_hints_of_another_version_is_not_shown(
    step_page, answer, amiras, sitting, question
):
    page = step_page()
    url = reverse("tutor:hint", args=[sitting.pk, question.pk])
    for rung in range(2):
        amiras.post(url, press(rung=rung, version=key_of(page)), headers=HTMX)
    url = reverse("tutor:hint_answer", args=[sitting.pk, question.pk, 2])
    amiras.post(url, press(tries=0, number="987654", version=key_of(page)), headers=HTMX)
    assert "987654" in step_page()
    answer(page, 1)
    question.variables = {"a": "1..2", "b": "1..9", "where": ["a < 3"]}
    question.save()
    assert "987654" not in step_page()
