"""Mastery in the student's words, practice that is left out, and practice that comes again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Course, Question, Skill, Step
from tests.presses import HTMX, at_number, press
from tutor.models import HintUse, Sitting
from tutor.queries import progress


def practice_for(student, *, now):
    open_courses = set(Course.objects.visible_to(student).values_list("pk", flat=True))
    return progress.practice_sets(student, progress.masteries_of(student), courses=open_courses, now=now)


def test_the_list_of_lessons_says_in_words_what_is_known(page, know, sitting):
    know(0.8)
    shown = page("courses")
    assert "Halving" in shown
    assert "Nearly there" in shown
    assert 'data-level="3"' in shown


def test_the_end_of_a_lesson_says_in_words_what_is_known(client, amira, know, sitting):
    know(0.97)
    client.force_login(amira)
    reply = client.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 3), headers=HTMX)
    assert "You have this" in reply.content.decode()
    shown = re.sub(r'value="[^"]*"', "", reply.content.decode())
    assert "97" not in shown


def test_what_was_never_asked_is_not_judged(page, skill, sitting):
    assert "Halving" not in page("courses")


def test_another_students_mastery_is_not_seen(page, know, ben):
    know(0.8, student=ben)
    assert "Nearly there" not in page("courses")


@pytest.fixture
def practice_step(lesson, question):
    step = question.step
    step.kind = Step.Kind.PRACTICE
    step.save()
    return step


def is_skipped(page, sitting):
    return "You have this: Halving. Skipped." in page("step", sitting.pk, 2)


def test_mastered_practice_is_left_out_and_can_be_done_anyway(page, know, practice_step, sitting, question):
    know(0.96)
    shown = page("step", sitting.pk, 2)
    assert "You have this: Halving. Skipped." in shown
    assert f'id="question-{question.pk}"' in shown


def test_practice_that_is_not_mastered_is_asked(page, know, practice_step, sitting):
    know(0.94)
    assert not is_skipped(page, sitting)


def test_one_skill_of_two_mastered_is_not_enough(page, know, practice_step, sitting, question, lesson):
    question.skills.add(Skill.objects.create(course=lesson.course, slug="other", title="Other"))
    know(0.96)
    assert "Skipped" not in page("step", sitting.pk, 2)


def test_a_practice_question_without_skills_goes_by_its_steps(
    page, know, practice_step, sitting, skill, question
):
    question.skills.clear()
    practice_step.skills.add(skill)
    know(0.96)
    assert is_skipped(page, sitting)


def test_without_any_skill_nothing_is_left_out(page, know, practice_step, sitting, question):
    know(0.96)
    question.skills.clear()
    assert "Skipped" not in page("step", sitting.pk, 2)


def test_a_question_already_tried_stays_in_sight(page, know, practice_step, sitting, tried):
    know(0.96)
    tried(days_ago=0)
    assert not is_skipped(page, sitting)


def test_what_is_no_practice_is_always_asked(page, know, sitting):
    know(0.96)
    assert not is_skipped(page, sitting)


def test_what_is_not_mastered_is_offered_again_after_a_day(page, know, tried, skill):
    know(0.5)
    tried(days_ago=1)
    assert reverse("tutor:practise", args=[skill.pk]) in page("courses")


def test_it_is_let_rest_first(page, know, tried):
    know(0.5)
    tried(days_ago=0)
    assert "practice-head" not in page("courses")


def test_a_review_that_went_well_rests_longer(amira, know, tried):
    know(0.5)
    tried(days_ago=3)
    tried(days_ago=1, is_correct=True)
    assert practice_for(amira, now=timezone.now()) == []
    (practice,) = practice_for(amira, now=timezone.now() + timedelta(days=1))
    assert len(practice.due) == 1


def test_what_is_mastered_comes_again_when_it_is_due_and_not_before(amira, know, tried):
    know(0.97)
    tried(days_ago=1, is_correct=True)
    assert practice_for(amira, now=timezone.now()) == []
    (practice,) = practice_for(amira, now=timezone.now() + timedelta(days=1))
    assert practice.words == "You have this"


def test_what_was_mastered_before_there_were_cards_does_not_come(amira, know, tried):
    tried(days_ago=9)
    know(0.97)
    assert practice_for(amira, now=timezone.now()) == []


def test_the_list_says_since_when_a_skill_is_due(page, know, tried):
    know(0.5)
    tried(days_ago=3)
    due_on = timezone.localdate() - timedelta(days=2)
    assert f"due since {due_on.day} {due_on:%B}" in page("courses")


def test_a_question_that_left_the_course_does_not_come_again(amira, know, tried, question):
    know(0.5)
    tried(days_ago=9)
    question.archive()
    assert practice_for(amira, now=timezone.now()) == []


def test_a_question_of_two_skills_is_practised_for_the_weaker(amira, know, tried, lesson, question):
    other = Skill.objects.create(course=lesson.course, slug="other", title="Other")
    question.skills.add(other)
    know(0.5)
    know(0.2, skill=other)
    tried(days_ago=2)
    (practice,) = practice_for(amira, now=timezone.now())
    assert practice.skill == other


@pytest.fixture
def practise_url(skill):
    return reverse("tutor:practise", args=[skill.pk])


def test_the_practice_page_asks_anew_without_the_old_answer_and_hints(
    page, know, tried, skill, sitting, question
):
    know(0.5)
    tried(days_ago=2)
    HintUse.objects.create(
        sitting=sitting, question=question, number=1, created_at=timezone.now() - timedelta(days=2)
    )
    shown = page("practise", skill.pk)
    assert "Half of eight?" in shown
    assert "Not yet" not in shown
    assert "Share it between two." not in shown


def test_a_question_is_asked_again_with_what_its_step_shows(page, know, tried, skill):
    know(0.5)
    tried(days_ago=2)
    assert page("practise", skill.pk).count("<p>Think.</p>") == 1


def test_an_answer_given_there_counts_and_then_it_rests_again(
    client, amira, know, tried, practise_url, sitting, question
):
    mastery = know(0.5)
    tried(days_ago=2)
    client.force_login(amira)
    url = reverse("tutor:answer", args=[sitting.pk, question.pk])
    reply = client.post(url, press(tries=1, number="4"), headers=HTMX)
    assert "Right" in reply.content.decode()
    mastery.refresh_from_db()
    assert mastery.p_known > 0.5
    assert "Nothing here needs practising" in client.get(practise_url).content.decode()


def test_practising_does_not_move_the_student_in_the_lesson(client, amira, know, tried, sitting, question):
    know(0.5)
    tried(days_ago=2)
    Sitting.objects.update(seen_at=timezone.now() - timedelta(days=2))
    client.force_login(amira)
    url = reverse("tutor:answer", args=[sitting.pk, question.pk])
    client.post(url, press(tries=1, number="4"), headers=HTMX)
    sitting.refresh_from_db()
    assert sitting.step.slug == "what"
    assert timezone.now() - sitting.seen_at > timedelta(days=1)


def test_a_hint_taken_again_in_a_review_is_help(client, amira, know, tried, sitting, question):
    mastery = know(0.5)
    long_ago = timezone.now() - timedelta(days=2)
    for number in (1, 2):
        HintUse.objects.create(sitting=sitting, question=question, number=number, created_at=long_ago)
    tried(days_ago=1.5)
    client.force_login(amira)
    client.post(reverse("tutor:hint", args=[sitting.pk, question.pk]), press(rung=2), headers=HTMX)
    url = reverse("tutor:answer", args=[sitting.pk, question.pk])
    client.post(url, press(tries=1, number="4"), headers=HTMX)
    mastery.refresh_from_db()
    assert mastery.p_known < 0.5
    assert HintUse.objects.count() == 2


def test_another_students_questions_are_not_asked(client, ben, know, tried, practise_url):
    know(0.5)
    know(0.5, student=ben)
    tried(days_ago=2)
    client.force_login(ben)
    assert "Half of eight?" not in client.get(practise_url).content.decode()


def test_a_stranger_is_sent_to_sign_in(client, practise_url):
    assert client.get(practise_url)["Location"].startswith(reverse("login"))


def test_practice_of_an_unpublished_course_is_not_found(client, amira, practise_url, lesson):
    lesson.course.is_published = False
    lesson.course.save()
    client.force_login(amira)
    assert client.get(practise_url).status_code == 404


def test_practice_by_post_is_refused(client, amira, practise_url):
    client.force_login(amira)
    assert client.post(practise_url).status_code == 405


def test_the_list_takes_the_same_number_of_queries_however_much_is_due(
    client, know, tried, lesson, question, django_assert_max_num_queries
):
    for number in range(4):
        skill = Skill.objects.create(course=lesson.course, slug=f"s{number}", title=f"S{number}")
        step = Step.objects.create(lesson=lesson, slug=f"s{number}", position=9 + number, title="More")
        asked = Question.objects.create(
            step=step, slug="q", kind="number", prompt="How many?", spec={"answer": "1"}
        )
        asked.skills.add(skill)
        know(0.3, skill=skill)
        tried(days_ago=2, question=asked)
    client.force_login(know(0.5).student)
    with django_assert_max_num_queries(18):
        reply = client.get(reverse("tutor:courses"))
    assert len(reply.context["practice"]) == 4


def test_at_most_five_questions_are_asked_at_once(amira, know, tried, lesson, skill, question):
    know(0.3)
    for number in range(7):
        asked = Question.objects.create(
            step=question.step, slug=f"q{number}", kind="number", prompt="?", spec={"answer": "1"}
        )
        asked.skills.add(skill)
        tried(days_ago=2 + number, question=asked)
    (practice,) = practice_for(amira, now=timezone.now())
    assert len(practice.due) == 5
    oldest = Question.objects.get(slug="q6")
    assert practice.due[0][0] == oldest.pk
