"""What answers do to mastery, and what they do not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Skill
from tutor.domain.learning.mastery import BktParams, updated_masteries, updated_mastery
from tutor.models import Answer, HintUse, Mastery
from tutor.services.adaptations import consider
from tutor.services.answers import record_answer, record_self_report, take_hint

HALVING = BktParams(known=0.4, learn=0.1, slip=0.1, guess=0.2)


def make_skill(lesson, slug, **fields):
    values = {"p_init": 0.4, "p_learn": 0.1, "p_slip": 0.1, "p_guess": 0.2, **fields}
    return Skill.objects.create(course=lesson.course, slug=slug, title=slug.title(), **values)


@pytest.fixture
def halving(lesson, question):
    skill = make_skill(lesson, "halving")
    question.skills.add(skill)
    return skill


@pytest.fixture
def answer(sitting, question):
    def answer_once(text="4", submission_id=None):
        return record_answer(
            sitting=sitting,
            question=question,
            submission_id=submission_id or uuid4(),
            response={"number": [text]},
        )

    return answer_once


def let_rest(**ago):
    """Move all answers and hints back in time."""
    for model in (Answer, HintUse):
        for row in model.objects.all():
            model.objects.filter(pk=row.pk).update(created_at=row.created_at - timedelta(**ago))


def belief(skill):
    return Mastery.objects.get(skill=skill).p_known


def test_the_first_answer_moves_the_skills_prior_belief(answer, halving):
    answer("4")
    assert belief(halving) == pytest.approx(updated_mastery(0.4, correct=True, params=HALVING))


def test_an_answer_sent_twice_teaches_once(answer, halving):
    submission_id = uuid4()
    answer("4", submission_id)
    once = belief(halving)
    answer("4", submission_id)
    assert belief(halving) == once


def test_a_second_try_after_the_feedback_changes_nothing(answer, halving):
    answer("2")
    once = belief(halving)
    answer("4")
    assert belief(halving) == once


def test_the_first_try_after_a_rest_counts_again(answer, halving):
    answer("2")
    once = belief(halving)
    let_rest(days=1)
    answer("4")
    assert belief(halving) == pytest.approx(updated_mastery(once, correct=True, params=HALVING))


def test_right_with_a_hint_is_not_taken_for_knowing(answer, halving, sitting, question):
    take_hint(sitting=sitting, question=question, number=1)
    answer("4")
    assert belief(halving) == pytest.approx(updated_mastery(0.4, correct=False, params=HALVING))


def test_a_question_of_two_skills_teaches_about_both(answer, halving, lesson, question):
    other = make_skill(lesson, "sharing", p_init=0.7)
    question.skills.add(other)
    answer("4")
    expected = updated_masteries([0.4, 0.7], correct=True, params=[HALVING, HALVING])
    assert [belief(halving), belief(other)] == pytest.approx(expected)


def test_a_question_without_skills_speaks_for_its_steps(answer, lesson, question):
    skill = make_skill(lesson, "sharing")
    question.step.skills.add(skill)
    answer("4")
    assert belief(skill) > 0.4


def test_an_answer_without_any_skill_is_kept_all_the_same(answer):
    assert answer("4").is_correct
    assert not Mastery.objects.exists()


def test_another_students_mastery_is_untouched(answer, halving, ben):
    Mastery.objects.create(student=ben, skill=halving, p_known=0.4)
    answer("4")
    assert Mastery.objects.get(student=ben).p_known == 0.4


def test_words_and_help_never_touch_mastery(answer, halving, sitting):
    answer("4")
    once = belief(halving)
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    consider(sitting_id=sitting.pk, now=timezone.now())
    assert belief(halving) == once


def test_parameters_that_cannot_be_do_not_stop_a_lesson(answer, lesson, question):
    skill = make_skill(lesson, "odd", p_slip=0.6, p_guess=0.6)
    question.skills.add(skill)
    answer("4")
    assert belief(skill) == pytest.approx(updated_mastery(0.4, correct=True, params=BktParams()))


def test_what_is_known_of_two_skills_is_put_in_by_their_keys(answer, halving, lesson, question):
    question.skills.add(make_skill(lesson, "adding"))
    assert [skill.slug for skill in question.skills.all()] == ["adding", "halving"]
    answer("4")
    put_in = list(Mastery.objects.order_by("pk").values_list("skill_id", flat=True))
    assert len(put_in) == 2
    assert put_in == sorted(put_in)
