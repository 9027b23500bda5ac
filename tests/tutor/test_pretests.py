"""A pre-test from its offer to what is skipped, and the way back."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Course, Lesson, Question, Skill, Step
from tests.people import make_user
from tests.presses import at_number, press
from tutor.models import Answer, Mastery, PreTest, PreTestAnswer, Sitting, SkippedStep
from tutor.queries import practice
from tutor.services import pretests
from tutor.services.personal_data import erase, gather
from tutor.services.repeats import StaleAction
from tutor.services.sittings import open_sitting
from tutor.views.practice import sitting_of_skipped

pytestmark = pytest.mark.slow


@pytest.fixture
def course(noor):
    """Two lessons about two skills, the second of which needs the first; four questions on each."""
    course = Course.objects.create(
        slug="two", title="Two skills", owner=noor, is_published=True, pretest_questions=10
    )
    before = None
    for place, name in enumerate(("first", "second"), start=1):
        skill = Skill.objects.create(course=course, slug=name, title=f"Skill {name}")
        if before:
            skill.needs.add(before)
        before = skill
        lesson = Lesson.objects.create(course=course, slug=name, title=name.title(), position=place)
        Step.objects.create(lesson=lesson, slug="hello", title=f"Hello {name}", position=1)
        for number in (2, 3):
            step = Step.objects.create(
                lesson=lesson, slug=f"s{number}", title=f"Step {number}", position=number, kind="question"
            )
            step.skills.add(skill)
            for position in (1, 2):
                Question.objects.create(
                    step=step,
                    slug=f"q{position}",
                    position=position,
                    kind="number",
                    prompt=f"{name} {number} {position}?",
                    spec={"answer": "4"},
                    hints=["A hint."],
                )
    return course


@pytest.fixture
def browser(client, amira):
    client.force_login(amira)
    return client


def at(name, course, *args):
    return reverse(f"tutor:{name}", args=[course.slug, *args])


def begin(browser, course):
    browser.post(at("pretest_start", course))
    return PreTest.objects.get()


def take(browser, course, knows=lambda skill: True):
    """Answer whatever is asked, as one who knows some of the skills, until the result comes."""
    begin(browser, course)
    for _ in range(course.pretest_questions + 1):
        page = browser.get(at("pretest", course))
        view = page.context.get("question_view")
        if view is None:
            return page
        skill = view.question.step.skills.get().slug
        sent = press(number="4") if knows(skill) else press(unknown="yes")
        browser.post(at("pretest_answer", course, view.question.pk), sent)
    raise AssertionError("it does not end")


def test_it_is_offered_in_plain_words_before_the_first_lesson_and_not_after(browser, course, amira):
    page = browser.get(reverse("tutor:courses")).content.decode()
    assert "10 questions at most" in page
    assert "no grade" in browser.get(at("pretest", course)).content.decode()
    open_sitting(student=amira, lesson=course.lessons.first())
    assert "10 questions at most" not in browser.get(reverse("tutor:courses")).content.decode()


def test_a_course_that_has_none_says_nothing_of_it(browser, course):
    Course.objects.update(pretest_questions=0)
    assert "pre-test" not in browser.get(reverse("tutor:courses")).content.decode()
    for name in ("pretest", "pretest_start", "pretest_end", "pretest_skip"):
        assert browser.post(at(name, course)).status_code in (404, 405)
        assert browser.get(at("pretest", course)).status_code == 404


def test_a_course_without_questions_says_so(browser, course):
    Question.objects.all().delete()
    assert "no question for a pre-test" in browser.get(at("pretest", course)).content.decode()
    browser.post(at("pretest_start", course))
    assert not PreTest.objects.exists()


def test_a_question_is_asked_without_hints_and_without_a_verdict(browser, course):
    begin(browser, course)
    shown = browser.get(at("pretest", course))
    page, question = shown.content.decode(), shown.context["question_view"].question
    assert "Question 1" in page
    assert "Hint" not in page
    assert "I don’t know" in page
    reply = browser.post(at("pretest_answer", course, question.pk), press(number="5"), follow=True)
    assert "Question 2" in reply.content.decode()
    assert "Not yet" not in reply.content.decode()
    assert [answer.is_correct for answer in PreTestAnswer.objects.all()] == [False]
    assert not Answer.objects.exists()
    assert not Mastery.objects.exists()


def test_its_page_brings_what_every_kind_of_answer_needs():
    """As the page of practice does, which asks the same questions outside a lesson."""

    def named(pattern, *path):
        return set(re.findall(pattern, Path(__file__).parents[2].joinpath(*path).read_text()))

    css = r"tutor/css/\w+\.css"
    assert named(css, "templates/tutor/practise.html") <= named(css, "templates/tutor/pretest.html")
    enhance, scripts = r"enhance\w+|/expression\.js", "tutor/static/tutor/js"
    assert named(enhance, scripts, "practice.js") <= named(enhance, scripts, "pretest.js")


def test_it_is_left_and_taken_up_again(browser, course):
    begin(browser, course)
    question = browser.get(at("pretest", course)).context["question_view"].question
    browser.post(at("pretest_answer", course, question.pk), press(number="4"))
    assert "You have begun the pre-test" in browser.get(reverse("tutor:courses")).content.decode()
    assert "Question 2" in browser.get(at("pretest", course)).content.decode()


def test_what_is_empty_or_no_number_is_refused_and_kept_in_the_field(browser, course):
    begin(browser, course)
    question = browser.get(at("pretest", course)).context["question_view"].question
    reply = browser.post(at("pretest_answer", course, question.pk), press(number="four"))
    assert reply.status_code == 422
    assert "Type a number" in reply.content.decode()
    assert 'value="four"' in reply.content.decode()
    assert not PreTestAnswer.objects.exists()


def test_a_double_press_counts_once_and_another_question_is_not_taken(course, amira, browser):
    pretest = begin(browser, course)
    question = browser.get(at("pretest", course)).context["question_view"].question
    sent = uuid4()
    for _ in range(2):
        pretests.record_pretest_answer(
            pretest=pretest, question=question, submission_id=sent, response={"number": ["4"]}
        )
    assert PreTestAnswer.objects.count() == 1
    with pytest.raises(StaleAction):
        pretests.record_pretest_answer(
            pretest=pretest, question=question, submission_id=uuid4(), response={"number": ["4"]}
        )
    reply = browser.post(at("pretest_answer", course, question.pk), press(number="4"), follow=True)
    assert "You have answered that" in reply.content.decode()


def test_who_knows_it_all_needs_few_questions_and_skips_the_course(browser, course, amira):
    page = take(browser, course).content.decode()
    assert PreTestAnswer.objects.count() <= 6
    assert "Skill first" in page
    assert page.count("the whole lesson") == 2
    assert SkippedStep.objects.filter(student=amira).count() == 6
    listed = browser.get(reverse("tutor:courses")).content.decode()
    assert listed.count("Take it all the same") == 2


def test_who_knows_the_first_skill_skips_its_lesson_and_begins_with_the_next(browser, course):
    page = take(browser, course, knows=lambda skill: skill == "first").content.decode()
    assert page.count("the whole lesson") == 1
    assert "Begin with “Second”" in page
    assert set(SkippedStep.objects.values_list("step__lesson__slug", flat=True)) == {"first"}


def test_who_knows_nothing_skips_nothing(browser, course):
    page = take(browser, course, knows=lambda skill: False).content.decode()
    assert "You start at the beginning" in page
    assert not SkippedStep.objects.exists()


def test_it_seeds_mastery_with_a_card_where_something_is_known(browser, course, amira):
    take(browser, course, knows=lambda skill: skill == "first")
    first, second = (Mastery.objects.get(skill__slug=slug) for slug in ("first", "second"))
    assert first.p_known >= 0.95
    assert first.card.due_on > timezone.localdate()
    assert second.p_known < 0.3
    assert second.card is None


def test_what_only_follows_from_another_skill_comes_again_sooner(browser, course):
    Question.objects.filter(step__lesson__slug="first").delete()
    take(browser, course)
    tested = set(PreTestAnswer.objects.values_list("question__step__skills__slug", flat=True))
    assert tested == {"second"}
    due = {row.skill.slug: row.card.due_on for row in Mastery.objects.select_related("skill")}
    assert due["first"] < due["second"]


def test_what_answers_in_lessons_have_said_stays(browser, course, amira):
    first = course.skills.get(slug="first")
    Mastery.objects.create(student=amira, skill=first, p_known=0.5)
    take(browser, course)
    assert Mastery.objects.get(skill=first).p_known == 0.5


def test_one_click_takes_a_lesson_back_and_one_takes_back_all(browser, course):
    take(browser, course)
    first = course.lessons.first()
    browser.post(at("pretest_skip", course), {"skipped": "no", "lesson": first.pk})
    assert set(SkippedStep.objects.values_list("step__lesson__slug", flat=True)) == {"second"}
    browser.post(at("pretest_skip", course), {"skipped": "no"})
    assert not SkippedStep.objects.exists()
    assert "Skip what I know" in browser.get(at("pretest", course)).content.decode()
    browser.post(at("pretest_skip", course), {"skipped": "yes"})
    assert SkippedStep.objects.count() == 6


def test_from_the_list_of_lessons_it_leads_back_there(browser, course):
    take(browser, course)
    sent = {"skipped": "no", "lesson": course.lessons.first().pk, "from": "courses"}
    reply = browser.post(at("pretest_skip", course), sent)
    assert reply.url == reverse("tutor:courses")


@pytest.mark.parametrize("sent", [{}, {"skipped": "maybe"}, {"skipped": "no", "lesson": "x"}])
def test_what_makes_no_sense_changes_nothing(browser, course, sent):
    take(browser, course)
    assert browser.post(at("pretest_skip", course), sent).status_code == 302
    assert SkippedStep.objects.count() == 6


def test_it_can_be_ended_before_its_last_question(browser, course):
    begin(browser, course)
    question = browser.get(at("pretest", course)).context["question_view"].question
    browser.post(at("pretest_answer", course, question.pk), press(number="4"))
    reply = browser.post(at("pretest_end", course), follow=True)
    assert "You start at the beginning" in reply.content.decode()
    ended = PreTest.objects.get().finished_at
    browser.post(at("pretest_end", course))
    assert PreTest.objects.get().finished_at == ended


def test_it_ends_at_its_limit(browser, course):
    Course.objects.update(pretest_questions=3)
    course.refresh_from_db()
    right = iter((True, False, True, True))
    take(browser, course, knows=lambda skill: next(right))
    assert PreTestAnswer.objects.count() == 3


def skip_step(student, step):
    SkippedStep.objects.create(student=student, step=step)


def test_a_lesson_opens_at_its_first_step_that_is_not_skipped_and_next_leaves_them_out(
    browser, course, amira
):
    lesson = course.lessons.first()
    hello, second, third = lesson.steps.all()
    skip_step(amira, hello)
    skip_step(amira, third)
    sitting = open_sitting(student=amira, lesson=lesson)
    assert sitting.step == second
    page = browser.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()
    assert page.count("(skipped)") == 2
    assert "Finish" in page
    browser.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 2))
    assert not sitting.visits.filter(step=third).exists()


def test_who_opens_a_skipped_step_goes_on_to_the_one_after_it(browser, course, amira):
    lesson = course.lessons.first()
    for step in lesson.steps.all():
        skip_step(amira, step)
    sitting = open_sitting(student=amira, lesson=lesson)
    browser.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1))
    sitting.refresh_from_db()
    assert sitting.step == lesson.steps.all()[1]


def test_a_lesson_is_finished_without_the_steps_that_are_skipped(browser, course, amira):
    lesson = course.lessons.first()
    _, second, third = lesson.steps.all()
    skip_step(amira, second)
    skip_step(amira, third)
    sitting = open_sitting(student=amira, lesson=lesson)
    browser.post(reverse("tutor:advance", args=[sitting.pk]), at_number(sitting, 1))
    sitting.refresh_from_db()
    assert sitting.finished_at is not None
    assert "Finished" in browser.get(reverse("tutor:courses")).content.decode()


def test_a_skill_of_a_skipped_lesson_is_reviewed_when_it_is_due(browser, course, amira):
    take(browser, course)
    skill = course.skills.get(slug="second")
    row = Mastery.objects.get(skill=skill)
    later = timezone.now() + (row.card.due_on - row.card.reviewed_on) + timezone.timedelta(hours=1)
    question, sitting = practice.choose_question(amira, skill, now=later)
    assert sitting is None
    assert Question.objects.get(pk=question).step.lesson.slug == "second"
    Mastery.objects.update(reviewed_on="2020-01-01", due_on="2020-01-05")
    listed = browser.get(reverse("tutor:courses")).context["practice"]
    assert "Skill second" in [practice.skill.title for practice in listed]
    page = browser.get(reverse("tutor:practise", args=[skill.pk]))
    assert "second" in page.content.decode()
    asked = page.context["again"].question_view.question
    assert Sitting.objects.get().step is None
    url = reverse("tutor:practise_answer", args=[skill.pk, asked.pk])
    browser.post(url, press(number="4", tries=0))
    assert Answer.objects.get().is_correct


def test_practising_begins_no_lesson(course, amira):
    lesson = course.lessons.first()
    skip_step(amira, lesson.steps.first())
    sitting = sitting_of_skipped(student=amira, lesson=lesson)
    assert sitting_of_skipped(student=amira, lesson=lesson) == sitting
    assert (sitting.step, sitting.visits.count()) == (None, 0)


def test_another_student_has_a_pretest_of_their_own(client, browser, course, ben):
    take(browser, course)
    client.force_login(ben)
    assert "Begin" in client.get(at("pretest", course)).content.decode()
    assert not SkippedStep.objects.filter(student=ben).exists()


def test_it_is_told_of_and_erased_with_the_rest(browser, course, amira):
    take(browser, course)
    held = gather(amira)
    assert len(held["pretest_answers"]) == PreTestAnswer.objects.count() > 0
    assert (len(held["pretests"]), len(held["skipped"])) == (1, 6)
    erase(person=amira, with_account=False)
    assert not PreTest.objects.exists()
    assert not PreTestAnswer.objects.exists()
    assert not SkippedStep.objects.exists()


def test_a_circle_of_needs_ends_nothing(browser, course):
    first, second = course.skills.order_by("slug")
    first.needs.add(second)
    assert take(browser, course).status_code == 200


def test_a_question_of_two_skills_is_asked_for_both(browser, course):
    both = list(course.skills.all())
    for question in Question.objects.all():
        question.skills.set(both)
    begin(browser, course)
    bank = pretests.bank_of(course)
    assert set(bank.questions) == {frozenset(skill.pk for skill in both)}


def test_a_large_course_is_asked_in_as_many_queries(course, django_assert_max_num_queries):
    step = Step.objects.get(lesson__slug="first", slug="s2")
    for number in range(50):
        Question.objects.create(
            step=step, slug=f"more-{number}", kind="number", prompt="?", spec={"answer": "4"}
        )
    pretest = pretests.start_pretest(student=make_user("cleo"), course=course)
    with django_assert_max_num_queries(6):
        assert pretests.progress_of(pretest, pretests.bank_of(course)).next_question


def test_numbers_that_change_are_those_that_the_page_showed(browser, course):
    Question.objects.update(
        prompt="Twice {{a}}?", spec={"answer": "{{2*a}}"}, variables={"a": "2..9"}, hints=[]
    )
    begin(browser, course)
    page = browser.get(at("pretest", course))
    view = page.context["question_view"]
    number = int("".join(letter for letter in view.prompt_html if letter.isdigit()))
    assert browser.get(at("pretest", course)).context["question_view"].version == view.version
    url = at("pretest_answer", course, view.question.pk)
    browser.post(url, press(number=str(2 * number), version=view.version))
    assert PreTestAnswer.objects.get().is_correct


def test_a_question_that_its_author_changed_meanwhile_is_asked_anew(browser, course):
    Question.objects.update(prompt="{{a}}?", spec={"answer": "{{a}}"}, variables={"a": "2..9"}, hints=[])
    begin(browser, course)
    view = browser.get(at("pretest", course)).context["question_view"]
    Question.objects.update(variables={"a": "20..90"})
    url = at("pretest_answer", course, view.question.pk)
    reply = browser.post(url, press(number="3", version=view.version), follow=True)
    assert "has changed" in reply.content.decode()
    assert not PreTestAnswer.objects.exists()
