"""A hint may ask something: its answer is help, and neither a try nor a word about knowing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Skill
from content.signals.step import build_timeline
from tests.presses import HTMX, press
from tutor.models import Answer, HintAnswer, HintUse, Mastery
from tutor.queries.observations import events_at_step
from tutor.services.answers import record_answer, take_hint
from tutor.services.hint_answers import record_hint_answer
from tutor.services.reports.class_reports import gather_report
from tutor.services.teaching import sessions

ASKS = {
    "text": "Share it between two.",
    "question": {
        "kind": "number",
        "prompt": "How many each?",
        "answer": "4",
        "wrong": [{"value": "8", "feedback": "That is all of them."}],
        "feedback_right": "Four each.",
    },
}


@pytest.fixture
def question(question, lesson):
    question.hints = [ASKS, "Four and four."]
    question.save()
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving")
    question.skills.add(skill)
    return question


@pytest.fixture
def opened(sitting, question):
    sitting.step = question.step
    sitting.save()
    take_hint(sitting=sitting, question=question, number=1)
    return sitting


@pytest.fixture
def answer_hint(amiras, opened, question):
    url = reverse("tutor:hint_answer", args=[opened.pk, question.pk, 1])

    def answer(number, *, tries=0, headers=HTMX, **data):
        return amiras.post(url, press(tries=tries, number=number) | data, headers=headers)

    return answer


def test_an_open_hint_asks_in_a_form_of_its_own(amiras, opened, question):
    page = amiras.get(reverse("tutor:step", args=[opened.pk, 2])).content.decode()
    assert "How many each?" in page
    assert f'id="number-{question.pk}-hint-1"' in page
    main = page[page.index(f'<form id="answer-{question.pk}"') :]
    assert "hint-question" not in main[: main.index("</form>")]


def test_a_hint_that_is_not_open_asks_nothing(amiras, sitting, question):
    page = amiras.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()
    assert "How many each?" not in page


def test_its_answer_brings_feedback_and_the_next_hint_stays_open_to_take(answer_hint):
    wrong = answer_hint("8").content.decode()
    assert "That is all of them." in wrong
    assert "Another hint" in wrong
    right = answer_hint("4", tries=1).content.decode()
    assert "Four each." in right
    assert "disabled" in right[right.index("hint-question") :]
    assert list(HintAnswer.objects.values_list("is_correct", flat=True)) == [False, True]


def test_it_is_no_try_and_says_nothing_about_knowing(answer_hint, opened, question):
    answer_hint("4")
    assert not Answer.objects.exists()
    assert not Mastery.objects.exists()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_sent_twice_it_is_kept_once(answer_hint, headers):
    once = uuid4()
    replies = [answer_hint("8", headers=headers, submission_id=once) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {200 if headers else 302}
    assert HintAnswer.objects.count() == 1


@pytest.mark.parametrize(
    "hints", [[ASKS | {"question": {"kind": "number", "answer": "5"}}], ["Asks no more."]]
)
def test_sent_again_after_the_hint_was_changed_it_has_the_first_verdict(opened, question, hints):
    once = {"sitting": opened, "number": 1, "submission_id": uuid4()}
    first = record_hint_answer(question=question, response={"number": ["4"]}, **once)
    question.hints = hints
    question.save()
    again = {"response": {"number": ["not a number"]}, "version": "of before"}
    assert record_hint_answer(question=question, **again, **once) == first
    assert HintAnswer.objects.get().is_correct


def test_from_a_window_that_shows_less_it_is_refused(answer_hint):
    answer_hint("8")
    assert answer_hint("4").status_code == 409
    assert HintAnswer.objects.count() == 1


@pytest.mark.parametrize("headers", [HTMX, {}])
@pytest.mark.parametrize(("number", "words"), [("", "Type a number first."), ("four", "Type a number, such")])
def test_what_cannot_be_read_is_said_beside_it_and_stays_typed(answer_hint, number, words, headers):
    reply = answer_hint(number, headers=headers)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert page.count(words) == 1
    assert not number or f'value="{number}"' in page
    assert not HintAnswer.objects.exists()


def test_a_hint_that_was_never_opened_or_asks_nothing_takes_no_answer(amiras, sitting, question):
    for number in (1, 2, 9):
        url = reverse("tutor:hint_answer", args=[sitting.pk, question.pk, number])
        assert amiras.post(url, press(tries=0, number="4"), headers=HTMX).status_code == 409
    assert not HintAnswer.objects.exists()


def test_another_students_hint_takes_no_answer(client, ben, opened, question):
    client.force_login(ben)
    url = reverse("tutor:hint_answer", args=[opened.pk, question.pk, 1])
    assert client.post(url, press(tries=0, number="4"), headers=HTMX).status_code == 404


def test_signals_see_help_and_no_answer(answer_hint, opened):
    answer_hint("8")
    answer_hint("9", tries=1)
    later = timezone.now() + timedelta(seconds=30)
    HintUse.objects.update(created_at=later - timedelta(seconds=29))
    opened.visits.create(step=opened.step, entered_at=later - timedelta(seconds=60))
    HintAnswer.objects.update(created_at=later - timedelta(seconds=10))
    opened.refresh_from_db()
    events = events_at_step(opened, now=later, span_s=10, asked=set())
    values = build_timeline(events, now=later.timestamp(), span_s=10)[-1].values
    assert values["behaviour.hints"] == 1
    assert values["behaviour.wrong_in_row"] == values["behaviour.recent_errors"] == 0
    assert values["behaviour.seconds_idle"] == pytest.approx(10, abs=0.1)


def test_an_answer_within_a_hint_is_help_for_the_next_try(answer_hint, opened, question):
    long_ago = timezone.now() - timedelta(days=3)
    record_answer(sitting=opened, question=question, submission_id=uuid4(), response={"number": ["2"]})
    HintUse.objects.update(created_at=long_ago - timedelta(minutes=1))
    Answer.objects.update(created_at=long_ago)
    Mastery.objects.update(p_known=0.5)
    answer_hint("4")
    record_answer(sitting=opened, question=question, submission_id=uuid4(), response={"number": ["4"]})
    # Right with help: no word for knowing.
    assert Mastery.objects.get().p_known < 0.5


def test_reports_count_the_hint_once(opened, question, classroom, lesson, answer_hint, settings):
    settings.MIN_GROUP = 1
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="student")
    sessions.take_seat(sitting=opened)
    HintUse.objects.update(created_at=timezone.now())
    answer_hint("8")
    answer_hint("4", tries=1)
    step = next(cell for cell in gather_report(session)["steps"] if cell["step"] == question.step_id)
    assert (step["hints"], step["tries"]) == (1, 0)
