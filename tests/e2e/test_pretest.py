"""A pre-test on a phone, by keyboard and by finger, and how its pages and those of misconceptions look."""

from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.models import Condition, Course, Misconception, Question, Rule
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window
from tests.e2e.pages import PHONE
from tests.people import make_user
from tutor.models import Enrolment, PreTest, PreTestAnswer, SkippedStep
from tutor.services import pretests
from tutor.services.answers import record_answer
from tutor.services.sittings import open_sitting
from tutor.services.teaching.sessions import end_session, start_session


@pytest.fixture
def course(demo_course: Course) -> Course:
    """The demo course with a pre-test."""
    demo_course.pretest_questions = 12
    demo_course.save()
    before = None
    for skill in demo_course.skills.order_by("pk"):
        if before:
            skill.needs.add(before)
        before = skill
    return demo_course


def test_a_student_takes_it_on_a_phone_and_takes_one_lesson_back(open_as, amira, course):
    page: Page = open_as(amira, viewport=PHONE)
    complaints = watched(page)
    page.goto(reverse("tutor:courses"))
    page.get_by_role("link", name="Look at the pre-test").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("heading", name="Question 1")).to_be_visible()
    assert not is_wider_than_its_window(page)
    page.get_by_role("button", name="Next").focus()
    page.keyboard.press("Enter")
    # Nothing was chosen.
    expect(page.locator(".errors")).to_be_visible()
    while page.get_by_role("button", name="I don’t know").count():
        page.get_by_role("button", name="I don’t know").click()
        page.wait_for_load_state()
    expect(page.get_by_role("heading", name="You start at the beginning")).to_be_visible()
    assert PreTestAnswer.objects.filter(response={}).count() >= 2
    # An empty answer is refused, which a browser complains about.
    assert all("422" in complaint for complaint in complaints)


def test_algebra_is_previewed_and_marked(open_as, amira, course):
    Question.objects.update(kind="expression", spec={"answer": "2(x+1)"}, prompt="Expand.", hints=[])
    page: Page = open_as(amira, viewport=PHONE)
    complaints = watched(page)
    pretests.start_pretest(student=amira, course=course)
    page.goto(reverse("tutor:pretest", args=[course.slug]))
    page.locator("input[name=expression]").fill("2x+2")
    expect(page.locator("[data-expression-preview] math")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", name="Question 2")).to_be_visible()
    assert PreTestAnswer.objects.get().is_correct
    assert not complaints


def finished(student, course) -> PreTest:
    """End a pre-test that showed all skills but the last to be known."""
    pretest = pretests.start_pretest(student=student, course=course)
    skills = list(course.skills.order_by("pk").values_list("pk", flat=True))
    pretest.outcome = {**{str(pk): 0.97 for pk in skills[:-1]}, str(skills[-1]): 0.1}
    pretest.finished_at = pretest.started_at
    pretest.save()
    pretests.set_skipped(pretest=pretest, skipped=True)
    return pretest


def test_what_is_skipped_is_taken_back_by_one_press(open_as, amira, course):
    finished(amira, course)
    lessons = set(SkippedStep.objects.values_list("step__lesson", flat=True))
    page: Page = open_as(amira, viewport=PHONE)
    page.goto(reverse("tutor:courses"))
    page.get_by_role("button", name="Take it all the same").first.click()
    page.wait_for_load_state()
    assert len(set(SkippedStep.objects.values_list("step__lesson", flat=True))) == len(lessons) - 1


def test_how_its_pages_look(look, amira, course):
    address = reverse("tutor:pretest", args=[course.slug])
    assert look("pretest-offered", "/learn/", amira) == []
    assert look("pretest-offer", address, amira) == []
    pretests.start_pretest(student=amira, course=course)
    assert look("pretest-question", address, amira) == []
    finished(amira, course)
    assert look("pretest-result", address, amira) == []
    assert look("pretest-courses", "/learn/", amira) == []


def test_how_misconceptions_look_to_authors(look, noor, course):
    Misconception.objects.create(
        course=course, slug="adds-denominators", title="Adds the denominators", feedback="No."
    )
    rule = Rule.objects.create(course=course, slug="again", name="Again", effects=["visual"])
    Condition.objects.create(
        rule=rule,
        signal="mastery.misconceptions_course",
        enter=2,
        leave=2,
        misconception="adds-denominators",
    )
    Condition.objects.create(rule=rule, signal="behaviour.wrong_in_row", enter=1, leave=1, position=1)
    assert look("rule-misconception", reverse("admin:content_rule_change", args=[rule.pk]), noor) == []
    edit = reverse("admin:content_course_change", args=[course.pk])
    assert look("course-misconceptions", f"{edit}#misconceptions", noor) == []


def test_how_misconceptions_look_in_a_report(look, tariq, classroom, course):
    lesson = course.lessons.get(slug="adding-and-subtracting")
    question = Question.objects.get(step__lesson=lesson, slug="quarter-plus-three-eighths")
    sittings = []
    for number in range(3):
        student = make_user(f"pupil-{number}")
        Enrolment.objects.create(classroom=classroom, student=student)
        sittings.append(open_sitting(student=student, lesson=lesson))
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    for sitting, typed in zip(sittings, ("4/12", "4/12", "4/8"), strict=True):
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response={"number": [typed]})
    end_session(session=session)
    address = reverse("tutor:session_report", args=[classroom.pk, session.pk])

    def go_there(page: Page) -> None:
        head = page.get_by_role("heading", name="Misconceptions")
        expect(head).to_be_visible()
        head.evaluate("one => one.scrollIntoView()")

    assert look("report-misconceptions", address, tariq, go_there) == []
