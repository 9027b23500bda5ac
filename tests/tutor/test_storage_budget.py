"""What one person may have stored: the fields that are asked for, and so much an hour."""

import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisAway

from content.questions import known_fields, parse_spec
from content.questions.marking import MAX_RESPONSE_CHARS
from tests.people import make_user
from tests.presses import HTMX
from tutor.models import Answer, Consent, SelfReport
from tutor.services.answers import record_answer
from tutor.services.teaching.sessions import start_session
from tutor.throttling import storage_budget


@pytest.fixture
def question(sitting):
    return sitting.lesson.steps.get(slug="ask").questions.get()


@pytest.fixture
def send(client, amira, sitting, question):
    client.force_login(amira)

    def send_answer(*, htmx=True, **fields):
        tries = Answer.objects.filter(question=question).count()
        data = {"submission_id": uuid4(), "tries": tries, **fields}
        address = reverse("tutor:answer", args=[sitting.pk, question.pk])
        return client.post(address, data, headers=HTMX if htmx else {})

    return send_answer


@pytest.fixture
def spent(amira):
    storage_budget.note_stored(amira, storage_budget.BYTES_AN_HOUR)


CHOICES = {"choices": [{"text": "a", "correct": True}, {"text": "b"}]}
LONG = "x" * (MAX_RESPONSE_CHARS + 50)
CUT = "x" * (MAX_RESPONSE_CHARS + 1)


@pytest.mark.parametrize(
    ("kind", "spec", "sent", "kept"),
    [
        ("single", CHOICES, {"choice": ["0"] * 50}, {"choice": ["0"] * 3}),
        ("multiple", CHOICES, {"choice": ["0", "1"], "text": ["x"]}, {"choice": ["0", "1"]}),
        ("number", {"answer": "4"}, {"number": ["4", "5"], "text": ["x"]}, {"number": ["4"]}),
        ("text", {"accepted": ["a"]}, {"text": [LONG], "x" * 300: ["x"]}, {"text": [CUT]}),
        ("text", {"accepted": ["a"]}, {"text": ["a\0b"]}, {"text": ["ab"]}),
        ("ordering", {"items": ["a", "b"]}, {"order": ["1"] * 9}, {"order": ["1"] * 3}),
        (
            "matching",
            {"pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "d"}]},
            {"match-0": ["1", "2"], "match-1": [LONG], "match-2": ["3"], "match-x": ["4"]},
            {"match-0": ["1"], "match-1": [CUT]},
        ),
    ],
)
def test_an_answer_keeps_the_fields_that_its_question_asks_for(kind, spec, sent, kept):
    assert known_fields(parse_spec(kind, spec), sent) == kept


def test_a_thousand_fields_that_nobody_asked_for_are_not_stored(send, question):
    extra = {f"field{number}": "x" * 200 for number in range(900)}
    assert send(number="7", **extra).status_code == 200
    assert Answer.objects.get().response == {"number": ["7"]}


def test_a_service_keeps_no_more_than_a_page_may_send(sitting, question):
    response = {"number": ["7", "8"], "other": ["x" * 5000]}
    answer = record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)
    assert len(json.dumps(answer.response)) < 50


def test_the_same_choice_many_times_is_no_answer(send, question):
    question.kind, question.spec = "single", CHOICES
    question.save()
    assert send(choice=["0"] * 9).status_code == 422
    assert not Answer.objects.exists()


def test_the_hours_budget_ends_and_what_was_typed_stays(send, amira, spent):
    reply = send(number="7")
    assert reply.status_code == 429
    assert "What you typed stays here" in reply.headers["HX-Trigger"]
    assert not Answer.objects.exists()


def test_without_a_script_the_page_keeps_what_was_typed(send, spent):
    reply = send(htmx=False, number="7 and a half")
    shown = reply.content.decode()
    assert (reply.status_code, "A little later, please." in shown) == (429, True)
    assert '<input type="hidden" name="number" value="7 and a half">' in shown


def test_what_is_sent_again_in_the_next_hour_is_taken(send, spent, monkeypatch):
    assert send(number="7").status_code == 429
    now = storage_budget.time.time()
    monkeypatch.setattr(storage_budget.time, "time", lambda: now + 3600)
    assert send(number="7").status_code == 200


def test_the_budget_is_each_persons_own(client, spent, sitting):
    client.force_login(make_user("ben2"))
    assert client.post(reverse("tutor:consent"), {"purpose": "camera", "decision": "give"}).status_code == 302


def test_every_form_counts_with_what_its_rows_and_its_feedback_take(send, amira, question, monkeypatch):
    monkeypatch.setattr(storage_budget, "BYTES_AN_HOUR", 3 * storage_budget.ROWS_OF_A_FORM)
    replies = [send(number=str(number)).status_code for number in (7, 8, 9, 10)]
    assert replies == [200, 200, 200, 429]
    ben = make_user("ben2")
    monkeypatch.setattr(storage_budget, "BYTES_AN_HOUR", 100)
    storage_budget.note_stored(ben, "é" * 49)
    assert storage_budget.has_room(ben)
    storage_budget.note_stored(ben, "é")
    assert not storage_budget.has_room(ben)


def test_long_feedback_counts_each_time_it_is_stored(
    send, question, monkeypatch, django_capture_on_commit_callbacks
):
    question.spec = {**question.spec, "feedback_wrong": "Look again. " * 100}
    question.save()
    monkeypatch.setattr(storage_budget, "BYTES_AN_HOUR", 1500)
    with django_capture_on_commit_callbacks(execute=True):
        assert send(number="7").status_code == 200
    assert send(number="8").status_code == 429


def test_taps_count_too_and_taking_back_is_always_heard(client, amira, sitting, spent):
    client.force_login(amira)
    tap = {"submission_id": uuid4(), "step": sitting.step_id, "feeling": "lost"}
    assert client.post(reverse("tutor:report", args=[sitting.pk]), tap).status_code == 429
    assert not SelfReport.objects.exists()
    for decision, status in (("give", 429), ("withdraw", 302), ("refuse", 302)):
        data = {"purpose": "figures", "decision": decision}
        assert client.post(reverse("tutor:consent"), data).status_code == status
    assert not Consent.objects.filter(student=amira, purpose="figures", withdrawn_at=None).exists()
    assert client.post(reverse("logout")).status_code == 302


@pytest.mark.parametrize(("letters", "message"), [(300, "x" * 300), (301, "")])
def test_a_word_to_the_class_is_as_long_as_its_banner(client, tariq, classroom, lesson, letters, message):
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(tariq)
    client.post(reverse("tutor:tell_session", args=[classroom.pk]), {"message": "x" * letters})
    session.refresh_from_db()
    assert session.message == message


def test_a_cache_that_is_away_refuses_nothing(send, monkeypatch, spent):
    def away(*args, **kwargs):
        raise RedisAway

    for name in ("get", "add", "incr"):
        monkeypatch.setattr(cache, name, away)
    assert send(number="7").status_code == 200
