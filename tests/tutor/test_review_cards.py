"""What answers do to a student's card of a skill: when it comes again."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from fsrs import Rating

from content.models import Skill
from tutor.domain.learning.review import DEFAULT_WEIGHTS, replayed_card
from tutor.models import Answer, Mastery, ReviewFit
from tutor.models.mastery import CARD_FIELDS
from tutor.queries.review_data import read_histories, weights_in_use
from tutor.services import personal_data
from tutor.services.answers import record_answer, take_hint

MONDAY = datetime(2026, 3, 2, 16, tzinfo=UTC)
QUICK = (0.5, 1.0, 8.0, *DEFAULT_WEIGHTS[3:])


@pytest.fixture
def clock(monkeypatch):
    """Set the clock to a number of days after Monday at four."""

    def set_to(days):
        monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(days=days))

    set_to(0)
    return set_to


@pytest.fixture
def answer(sitting, question, skill, clock):
    def answer_on(days, number="4"):
        clock(days)
        response = {"number": [number]}
        return record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)

    return answer_on


def card_of(skill):
    return Mastery.objects.get(skill=skill).card


def expected(*reviews, weights=DEFAULT_WEIGHTS):
    return replayed_card(
        [((MONDAY + timedelta(days=days)).date(), rating) for days, rating in reviews], weights=weights
    )


@pytest.mark.parametrize(("number", "rating"), [("4", Rating.Good), ("2", Rating.Again)])
def test_the_first_try_makes_a_card(answer, skill, number, rating):
    answer(0, number)
    assert card_of(skill) == expected((0, rating))


def test_right_with_a_hint_is_hard(answer, skill, sitting, question):
    take_hint(sitting=sitting, question=question, number=1)
    answer(0)
    assert card_of(skill) == expected((0, Rating.Hard))


def test_reviews_follow_one_another_by_the_day(answer, skill):
    for days, number in ((0, "2"), (1, "4"), (5.2, "4"), (20, "2")):
        answer(days, number)
    assert card_of(skill) == expected(
        (0, Rating.Again), (1, Rating.Good), (5, Rating.Good), (20, Rating.Again)
    )


def test_a_second_try_and_one_sent_twice_leave_the_card_alone(answer, skill, sitting, question):
    first = answer(0, "2")
    once = card_of(skill)
    answer(0.01)
    response = {"number": ["2"]}
    record_answer(sitting=sitting, question=question, submission_id=first.submission_id, response=response)
    assert card_of(skill) == once


def test_a_wrong_answer_speaks_against_the_weaker_skill_alone(answer, skill, lesson, question):
    other = Skill.objects.create(course=lesson.course, slug="other", title="Other", p_init=0.1)
    question.skills.add(other)
    answer(0)
    assert card_of(skill) == card_of(other) == expected((0, Rating.Good))
    answer(2, "2")
    assert card_of(skill) == expected((0, Rating.Good))
    assert card_of(other) == expected((0, Rating.Good), (2, Rating.Again))


def test_what_is_stored_is_what_the_answers_come_to(answer, skill, amira):
    """Nothing random enters: the card can be worked out anew from the answers."""
    for days, number in ((0, "4"), (0.1, "2"), (2, "4"), (14, "4"), (60, "2"), (61, "4")):
        answer(days, number)
    (reviews,) = read_histories()[amira.pk]
    assert len(reviews) == 5
    assert replayed_card(reviews) == card_of(skill)


def test_the_weights_fitted_last_are_used(answer, skill):
    fit = {"students": 20, "reviews": 1000, "log_loss_before": 0.5, "log_loss_after": 0.4}
    ReviewFit.objects.create(weights=list(DEFAULT_WEIGHTS), **fit)
    ReviewFit.objects.create(weights=list(QUICK), **fit)
    answer(0)
    assert card_of(skill) == expected((0, Rating.Good), weights=QUICK)
    assert (card_of(skill).due_on - card_of(skill).reviewed_on).days == 8


@pytest.mark.parametrize("weights", [[], [1, 2], None, ["x"] * 21, [9.0, *DEFAULT_WEIGHTS[1:]]])
def test_stored_weights_that_cannot_be_do_not_stop_a_lesson(db, weights):
    fit = {"students": 20, "reviews": 1000, "log_loss_before": 0.5, "log_loss_after": 0.4}
    if weights is not None:
        ReviewFit.objects.create(weights=weights, **fit)
    assert weights_in_use() == DEFAULT_WEIGHTS


def test_days_begin_in_the_sites_own_zone(answer, skill, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    answer(0)
    assert card_of(skill).reviewed_on == (MONDAY + timedelta(days=1)).date()


@pytest.mark.parametrize(
    "change",
    [
        *({name: None} for name in CARD_FIELDS),
        {"stability": 0},
        {"difficulty": 11},
        {"due_on": MONDAY.date()},
    ],
)
def test_half_a_card_is_refused_by_the_database(answer, skill, change):
    answer(0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mastery.objects.update(**change)


def test_a_card_is_handed_out_and_erased_with_the_rest(answer, amira):
    answer(0)
    (held,) = personal_data.gather(amira)["skills"]
    assert (held["reviewed_on"], held["due_on"]) == (MONDAY.date(), MONDAY.date() + timedelta(days=2))
    assert held["stability"] == DEFAULT_WEIGHTS[2]
    personal_data.erase(person=amira, with_account=False)
    assert not Mastery.objects.exists()
    assert not Answer.objects.exists()
