"""What was to be practised again when cards came: due on the day the student was told."""

import importlib
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from content.models import Question, Skill
from tutor.domain.learning.review import reviewed_card
from tutor.domain.learning.spacing import Try
from tutor.models import Answer, HintUse, Mastery

migration = importlib.import_module("tutor.migrations.0015_cards_of_old_dates")
NOON = datetime(2026, 3, 2, 12, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture
def answered(sitting, question):
    """Answer a question on days of March 2026, at noon; a hint is taken a minute before."""

    def answer(*entries, question=question, hint_on=None):
        for day, is_correct in entries:
            at = NOON + timedelta(days=day - 2)
            values = {"response": {}, "submission_id": uuid4(), "is_correct": is_correct, "created_at": at}
            Answer.objects.create(sitting=sitting, question=question, **values)
        if hint_on:
            at = NOON + timedelta(days=hint_on - 2, minutes=-1)
            HintUse.objects.create(sitting=sitting, question=question, number=1, created_at=at)

    return answer


def card_of(mastery):
    migration.give_cards(apps, None)
    mastery.refresh_from_db()
    return mastery.card


def march(day):
    return date(2026, 3, day)


@pytest.mark.parametrize(
    ("entries", "rest"),
    [
        ([(2, False)], 1),
        ([(2, True)], 1),
        ([(2, False), (3, True)], 3),
        ([(2, False), (3, True), (6, True)], 7),
        ([(2, False), (3, True), (6, True), (13, True)], 7),
        ([(2, False), (3, True), (6, False)], 1),
        ([(2, False), (3, True), (4, True)], 3),
    ],
)
def test_a_skill_stays_due_on_the_day_its_student_was_told(know, answered, entries, rest):
    answered(*entries)
    card = card_of(know(0.5))
    last = entries[-1][0]
    assert (card.reviewed_on, card.due_on) == (march(last), march(last + rest))
    assert card.stability == rest


def test_a_last_review_that_went_wrong_or_had_a_hint_makes_a_harder_card(know, answered):
    answered((2, True), (3, True), hint_on=3)
    mastery = know(0.5)
    hinted = card_of(mastery)
    assert hinted.due_on == march(4)
    assert hinted.difficulty == reviewed_card(None, Try(NOON, False).rating, on=march(2)).difficulty
    HintUse.objects.all().delete()
    right = reviewed_card(None, Try(NOON, True).rating, on=march(2))
    assert card_of(mastery).difficulty == pytest.approx(right.difficulty)


def test_the_first_question_to_come_again_gives_the_day(know, answered, question, skill):
    asked = {"step": question.step, "kind": "number", "prompt": "?", "spec": {"answer": "1"}}
    other = Question.objects.create(slug="q", **asked)
    other.skills.add(skill)
    answered((2, False), (3, True))
    answered((2, False), (3, False), question=other)
    assert card_of(know(0.5)).due_on == march(4)


def test_what_was_told_for_a_morning_after_midnight_is_not_due_on_the_same_day(know, answered):
    answered((2, False))
    Answer.objects.update(created_at=NOON - timedelta(hours=10))
    card = card_of(know(0.5))
    assert (card.reviewed_on, card.due_on) == (march(2), march(3))


def test_a_question_of_two_skills_gave_its_day_to_the_weaker(know, answered, lesson, question):
    other = Skill.objects.create(course=lesson.course, slug="other", title="Other")
    question.skills.add(other)
    answered((2, False))
    stronger, weaker = know(0.5), know(0.2, skill=other)
    assert card_of(weaker).due_on == march(3)
    assert card_of(stronger) is None


def test_a_question_without_skills_gives_its_day_to_its_steps(know, answered, question, skill):
    question.skills.clear()
    question.step.skills.add(skill)
    answered((2, False))
    assert card_of(know(0.5)).due_on == march(3)


def test_what_was_mastered_archived_or_never_asked_gets_no_card(know, answered, question, ben):
    mastery = know(0.95)
    answered((2, False))
    assert card_of(mastery) is None
    Mastery.objects.update(p_known=0.5)
    other = know(0.5, student=ben)
    assert card_of(other) is None
    question.archive()
    Mastery.objects.update(stability=None, difficulty=None, reviewed_on=None, due_on=None)
    assert card_of(mastery) is None


def migrate(*targets):
    MigrationExecutor(connection).migrate(list(targets))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.long
def test_cards_come_on_the_way_from_the_old_tables_to_the_new(know, answered):
    answered((2, False), (3, True))
    mastery = know(0.5)
    try:
        migrate(("tutor", "0013_teachers_are_invited"))
    finally:
        migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    mastery.refresh_from_db()
    assert mastery.card.due_on == march(6)
