"""Time away is not time spent stuck, whatever ends it; and what was erased meanwhile is no error."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from content.policy.signals import SIGNALS
from content.signals.step import build_timeline
from tutor.celery import app
from tutor.models import Sitting, StepVisit
from tutor.queries.class_facts import find_calls, read_facts
from tutor.queries.observations import events_at_step
from tutor.services.answers import record_answer, record_self_report, take_hint
from tutor.services.locks import Gone
from tutor.services.outcomes import SETTLE_AFTER_S, SPREAD_S
from tutor.services.sittings import enter_step, finish_step, note_presence

AWAY = timedelta(minutes=30)


@pytest.fixture
def returning(sitting, question):
    """Amira, who left the question open half an hour ago."""
    enter_step(sitting=sitting, step=question.step)
    left = timezone.now() - AWAY
    StepVisit.objects.filter(sitting=sitting).update(entered_at=left)
    Sitting.objects.filter(pk=sitting.pk).update(seen_at=left)
    return Sitting.objects.get(pk=sitting.pk)


def answer_wrongly(sitting, question):
    response = {"number": ["7"]}
    record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)


ACTS = {
    "answer": answer_wrongly,
    "hint": lambda sitting, question: take_hint(sitting=sitting, question=question, number=1),
    "tap": lambda sitting, _: record_self_report(sitting=sitting, feeling="fine", submission_id=uuid4()),
    "sign of life": lambda sitting, _: note_presence(sitting_id=sitting.pk),
    "reload": lambda sitting, question: enter_step(sitting=sitting, step=question.step),
}


def signals_of(sitting):
    now = timezone.now()
    sitting = Sitting.objects.get(pk=sitting.pk)
    happened = events_at_step(sitting, now=now, span_s=60, asked=set(SIGNALS))
    return build_timeline(happened, now=now.timestamp(), span_s=60)[-1].values


@pytest.mark.parametrize("act", list(ACTS))
def test_whatever_ends_an_absence_the_time_on_the_step_begins_with_it(returning, classroom, question, act):
    ACTS[act](returning, question)
    values = signals_of(returning)
    assert values["behaviour.seconds_on_step"] < 60
    assert values["behaviour.seconds_without_progress"] < 60
    here = [Sitting.objects.get(pk=returning.pk)]
    facts = read_facts(here, classroom=classroom, joined={}, now=timezone.now())
    assert find_calls(here, facts, numbers={}) == []


def test_the_answer_that_ends_an_absence_counts_and_is_not_called_quick(returning, question):
    answer_wrongly(returning, question)
    values = signals_of(returning)
    assert (values["behaviour.wrong_in_row"], values["behaviour.fast_wrong"]) == (1, 0)


def test_a_step_finished_after_an_absence_tells_nothing_of_how_long_it_takes(returning, question):
    finish_step(sitting=returning, step=question.step)
    visit = StepVisit.objects.get(sitting=returning, step=question.step)
    assert visit.finished_at == visit.entered_at


def test_a_sign_of_life_for_what_was_erased_is_told_so(sitting):
    key = sitting.pk
    sitting.delete()
    with pytest.raises(Gone):
        note_presence(sitting_id=key, touched_s=3)
    assert not Sitting.objects.exists()


def test_no_message_waits_longer_than_redis_lets_a_worker_keep_it():
    app.loader.import_default_modules()
    waits = [SETTLE_AFTER_S + SPREAD_S]
    for name, task in app.tasks.items():
        if not name.startswith("celery."):
            backoff = getattr(task, "retry_backoff", 0) * 2 ** (task.max_retries or 0)
            waits.append(backoff or task.default_retry_delay)
    assert len(waits) > 5
    assert max(waits) * 2 < settings.REDELIVERED_AFTER_S
