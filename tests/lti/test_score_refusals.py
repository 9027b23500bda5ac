"""What becomes of a score that an LMS does not take."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from tests.lti.grading import answer, launch, make_account, make_class, send, told
from tests.lti.platform import Platform
from tutor.models import LineItem, ScoreLine
from tutor.services.lti import sending
from tutor.services.sittings import open_sitting

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
MADE = "/contexts/maths-6/line_items/1"


@pytest.fixture
def place(platform: Platform, classroom, lesson, amira, ben, sitting) -> SimpleNamespace:
    """Amira and Ben, who came by a link of the LMS and answered."""
    place = SimpleNamespace(lti_class=make_class(platform, classroom), lesson=lesson, sitting=sitting)
    for student in (amira, ben):
        launch(place, make_account(platform, student))
        student.refresh_from_db()
    sitting.student = amira
    answer(sitting)
    return place


def line() -> ScoreLine:
    return ScoreLine.objects.get(account__user__username="amira")


def bens() -> ScoreLine:
    return ScoreLine.objects.get(account__user__username="ben")


@pytest.mark.parametrize(
    ("status", "problem"),
    [(500, "away"), (429, "busy")],
)
def test_a_platform_in_trouble_is_tried_again_and_all_that_waits_for_it_waits(
    platform, place, ben, lesson, status, problem
):
    answer(open_sitting(student=ben, lesson=lesson))
    platform.failing = {f"{MADE}/scores": [status]}
    send(platform)
    assert {line().problem, bens().problem} == {problem}
    assert min(line().due_at, bens().due_at) > timezone.now() + timedelta(seconds=20)
    assert len([call for call in platform.calls if call[1].endswith("/scores")]) == 1
    send(platform)
    assert [score["userId"] for score in told(platform)] == ["amira", "ben"]
    assert {line().problem, bens().problem} == {""}


def test_waits_grow(platform, place):
    platform.failing = {f"{MADE}/scores": [500] * 4}
    waits = []
    for _ in range(4):
        send(platform)
        waits.append(round((line().due_at - timezone.now()).total_seconds() / 30))
    assert waits == [1, 2, 4, 8]
    assert sending._wait_after(40) == timedelta(hours=6)


def test_after_a_fortnight_nothing_is_tried_by_itself(platform, place):
    ScoreLine.objects.update(tries=sending.MOST_TRIES - 1)
    platform.failing = {f"{MADE}/scores": [500]}
    send(platform)
    assert (line().due_at, line().problem) == (None, "away")


@pytest.mark.parametrize(
    ("status", "problem"),
    [(403, "forbidden"), (409, "outdated"), (422, "refused")],
)
def test_what_waiting_does_not_mend_waits_for_a_change(platform, place, status, problem):
    platform.failing = {f"{MADE}/scores": [status]}
    send(platform)
    assert (line().due_at, line().problem) == (None, problem)
    launch(place, line().account)
    send(platform)
    assert len(told(platform)) == 1
    assert line().problem == ""


def test_one_that_is_refused_does_not_hold_up_the_others(platform, place, ben, lesson):
    answer(open_sitting(student=ben, lesson=lesson))
    platform.failing = {f"{MADE}/scores": [422]}
    send(platform)
    assert [score["userId"] for score in told(platform)] == ["ben"]


def test_a_newer_score_there_is_no_fault(platform, place):
    send(platform)
    platform.scores[MADE][0]["timestamp"] = "2999-01-01T00:00:00.000Z"
    place.sitting.finished_at = timezone.now()
    place.sitting.save()
    answer(place.sitting)
    send(platform)
    assert (line().due_at, line().problem) == (None, "outdated")


def test_a_column_that_was_taken_away_is_made_anew(platform, place):
    send(platform)
    platform.line_items.clear()
    platform.scores.clear()
    ScoreLine.objects.update(sent_progress="")
    answer(place.sitting)
    send(platform)
    send(platform)
    assert [score["userId"] for score in told(platform)] == ["amira"]
    assert len(platform.line_items) == 1


def test_a_column_that_was_taken_away_is_missed_where_none_may_be_made(platform, place):
    send(platform)
    platform.line_items.clear()
    place.lti_class.scopes = [scope for scope in place.lti_class.scopes if scope.endswith("score")]
    place.lti_class.save()
    ScoreLine.objects.update(sent_progress="")
    answer(place.sitting)
    send(platform)
    send(platform)
    assert (line().due_at, line().problem) == (None, "no_column")
    assert LineItem.objects.get().problem == "none_given"


def test_a_student_whom_the_lms_does_not_know_is_named_as_that(platform, place):
    platform.failing = {f"{MADE}/scores": [404]}
    send(platform)
    assert (line().due_at, line().problem) == (None, "no_person")


def test_a_platform_that_gives_no_token_is_not_asked_for_each_student(platform, place, ben, lesson):
    answer(open_sitting(student=ben, lesson=lesson))
    platform.failing = {"/token": [401] * 9}
    send(platform)
    assert {line().problem, bens().problem} == {"no_token"}
    assert len(platform.calls) == 1


def test_nonsense_is_no_reason_to_fall_over(platform, place, monkeypatch):
    monkeypatch.setattr(type(platform), "line_items", [3], raising=False)
    platform.failing = {"/contexts/maths-6/line_items": [302]}
    send(platform)
    assert line().problem in ("garbled", "refused")


def test_a_lost_worker_leaves_a_claim_that_ends(platform, place):
    ScoreLine.objects.filter(pk=line().pk).update(due_at="2020-01-01T00:00Z")
    assert sending._claim(line())
    assert timezone.now() < line().due_at < timezone.now() + timedelta(minutes=4)
    send(platform)
    assert len(told(platform)) == 1


def test_logs_say_neither_who_nor_where(platform, place, caplog):
    platform.failing = {f"{MADE}/scores": [500]}
    send(platform)
    assert "Away" in caplog.text
    assert "amira" not in caplog.text
    assert platform.url not in caplog.text
