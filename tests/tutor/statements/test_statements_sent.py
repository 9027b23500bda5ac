"""Sending: in batches, with patience, and what is not taken says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tutor.models import Statement
from tutor.outside import xapi
from tutor.services.statements import outbox
from tutor.services.statements.sending import send_due


def states() -> set[tuple[bool, str]]:
    return {(one.sent_at is not None, one.problem) for one in Statement.objects.all()}


def later(**more: int):
    return timezone.now() + timedelta(**more)


def test_what_waits_goes_in_batches(lrs, put_down):
    put_down(70)
    send_due()
    assert [len(batch) for batch in lrs.batches] == [50, 20]
    assert lrs.requests[0].headers["X-Experience-API-Version"] == "1.0.3"
    assert str(lrs.requests[0].url) == "http://localhost:9/xapi/statements"
    assert states() == {(True, "")}
    send_due()
    assert len(lrs.requests) == 2


def test_nothing_is_sent_once_it_is_off(lrs, put_down, settings):
    put_down(1)
    settings.XAPI_ENDPOINT = ""
    send_due()
    assert lrs.requests == []


def test_the_refused_one_is_found_and_the_others_go(lrs, put_down):
    rows = put_down(5)
    bad = lrs.refuses = str(rows[3].statement_id)
    send_due()
    refused = Statement.objects.get(problem="refused")
    assert (str(refused.statement_id), refused.reason, refused.due_at) == (bad, "no such verb", None)
    assert Statement.objects.filter(sent_at__isnull=False).count() == 4


def test_one_that_is_there_already_counts_as_sent(lrs, put_down):
    put_down(1)
    lrs.replies = [(409, {"detail": "another one"}, {})]
    send_due()
    assert states() == {(True, "")}


@pytest.mark.parametrize(
    ("status", "problem"),
    [(401, "no_entry"), (403, "no_entry"), (404, "faulty"), (302, "faulty"), (500, "away"), (429, "busy")],
)
def test_an_lrs_that_takes_nothing_is_left_alone_for_a_while(lrs, put_down, status, problem):
    put_down(60)
    lrs.replies = [(status, {}, {"Location": "https://elsewhere.example/"} if status == 302 else {})]
    send_due()
    send_due(now=later(seconds=20))
    assert len(lrs.requests) == 1
    assert states() == {(False, problem)}
    send_due(now=later(seconds=40))
    assert states() == {(True, "")}


def test_waits_grow(lrs, put_down):
    put_down(1)
    lrs.replies = [(500, {}, {})] * 20
    waits = []
    for _ in range(20):
        now = Statement.objects.get().due_at
        send_due(now=now)
        waits.append(Statement.objects.get().due_at - timezone.now())
    assert waits[0] < timedelta(seconds=31)
    assert timedelta(hours=5) < waits[-1] <= timedelta(hours=6)


def test_what_an_lrs_asks_for_is_kept_to(lrs, put_down):
    put_down(1)
    lrs.replies = [(503, {}, {"Retry-After": "3600"})]
    send_due()
    assert states() == {(False, "busy")}
    send_due(now=later(minutes=59))
    assert len(lrs.requests) == 1
    send_due(now=later(minutes=61))
    assert len(lrs.requests) == 2


def test_an_lrs_that_asks_for_years_is_tried_again_tomorrow(lrs, put_down):
    put_down(1)
    lrs.replies = [(429, {}, {"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"})]
    send_due()
    assert Statement.objects.get().due_at <= later(hours=24)


def test_an_lrs_that_is_not_there_is_waited_for(switched_on, put_down, caplog):
    put_down(1)
    send_due()
    assert states() == {(False, "away")}
    assert "localhost" not in caplog.text


def test_what_was_refused_is_sent_again_when_asked(lrs, put_down):
    put_down(2)
    lrs.replies = [(400, {"detail": "no"}, {})] * 3
    send_due()
    assert states() == {(False, "refused")}
    assert outbox.send_again() == 2
    send_due()
    assert states() == {(True, "")}


def test_a_reply_without_end_is_cut(lrs, put_down, monkeypatch):
    monkeypatch.setattr(xapi, "LARGEST_REPLY", 100)
    put_down(1)
    lrs.replies = [(400, "x" * 1_000, {})]
    send_due()
    assert len(Statement.objects.get().reason) <= 300
