"""A real LRS, Ralph: what it takes, and what it refuses."""

from uuid import uuid4

import pytest

from tutor.models import Statement
from tutor.services.answers import take_next_hint
from tutor.services.sittings import finish_step
from tutor.services.statements import building, sending
from tutor.services.statements.sending import send_due

pytestmark = [pytest.mark.process, pytest.mark.slow]


@pytest.fixture
def told(switched_on, ralph):
    switched_on.XAPI_ENDPOINT = ralph.endpoint
    return ralph


def test_a_lesson_arrives_as_it_was_told(told, sitting, question, answer, know):
    know(0.9)
    answer(sitting, "2")
    take_next_hint(sitting=sitting, question=question, rung=0, submission_id=uuid4())
    answer(sitting)
    for step in sitting.lesson.steps.all():
        finish_step(sitting=sitting, step=step)
    Statement.objects.create(
        student=sitting.student, kind="mastered", about=1, skill=question.skills.get(), is_correct=None
    )
    send_due()
    rows = Statement.objects.all()
    assert {row.kind for row in rows} == {"answered", "completed", "mastered", "helped"}
    for row in Statement.objects.select_related(*building.RELATED):
        assert row.sent_at is not None, row.reason
        kept, sent = told.read(row.statement_id), building.build(row)
        assert {name: kept[name] for name in sent} == sent


def test_the_same_again_and_in_other_words_is_there_once(told, put_down, lesson):
    rows = put_down(3)
    send_due()
    before = told.read(rows[0].statement_id)
    lesson.title = "Half of it"
    lesson.save()
    Statement.objects.update(sent_at=None, due_at=rows[0].due_at)
    send_due()
    assert not Statement.objects.filter(sent_at=None).exists()
    assert told.read(rows[0].statement_id) == before


def test_what_it_refuses_stands_alone_with_its_reason(told, put_down, monkeypatch):
    rows = put_down(5)

    def build_badly(row):
        made = building.build(row)
        if row.pk == rows[2].pk:
            made["actor"] = {"objectType": "Agent"}
        return made

    monkeypatch.setattr(sending, "build", build_badly)
    send_due()
    refused = Statement.objects.get(problem="refused")
    assert refused.pk == rows[2].pk
    assert refused.reason
    assert Statement.objects.filter(sent_at__isnull=False).count() == 4
    assert told.read(refused.statement_id) is None


def test_a_wrong_secret_is_no_fault_of_the_statements(told, put_down, settings):
    settings.XAPI_SECRET = "wrong"
    put_down(2)
    send_due()
    assert set(Statement.objects.values_list("problem", flat=True)) == {"no_entry"}
    assert Statement.objects.waiting().count() == 2


def test_an_address_that_is_no_lrs_is_told(told, put_down, settings):
    settings.XAPI_ENDPOINT = told.endpoint.replace("xAPI", "elsewhere")
    put_down(1)
    send_due()
    assert Statement.objects.get().problem == "faulty"
