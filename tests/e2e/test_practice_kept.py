"""Practice where a request fails: the answer is kept, and the student is told, as in a lesson."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Course, Question
from tests.e2e.every_kind import have_rested, make_every_kind
from tests.e2e.pages import PHONE
from tutor.models import Answer


@pytest.fixture
def page(open_as, amira, halves: Course) -> Page:
    """Return the practice page with a number typed into its question."""
    question = Question.objects.get(step__lesson=make_every_kind(halves), kind="number")
    Question.objects.filter(step__lesson=question.step.lesson).exclude(pk=question.pk).delete()
    Question.objects.filter(pk=question.pk).update(hints=["Less than one."])
    have_rested(amira, question)
    page = open_as(amira, viewport=PHONE)
    page.goto(f"/practise/{question.skills.get().pk}/")
    page.fill("#practice input[name=number]", "3/4 cm")
    return page


def test_a_session_that_ended_leads_to_signing_in_and_back_to_the_answer(page):
    cookies = page.context.cookies()
    before = Answer.objects.count()
    page.context.clear_cookies(name="sessionid")
    page.press("#practice input[name=number]", "Enter")
    page.wait_for_url("**/login/**")
    expect(page.locator("h1")).to_have_count(1)
    page.context.add_cookies(cookies)
    page.goto(page.url.partition("?next=")[2])
    expect(page.locator(".feedback.right")).to_be_visible()
    assert Answer.objects.count() == before + 1


@pytest.mark.parametrize(("status", "words"), [(403, "You have been signed out."), (500, "Something broke")])
def test_an_answer_that_is_refused_stays_and_the_student_is_told(page, status, words):
    page.route("**/answer/", lambda route: route.fulfill(status=status))
    page.press("#practice input[name=number]", "Enter")
    expect(page.locator("#notice")).to_contain_text(words)
    expect(page.locator("#notice")).to_be_in_viewport()
    expect(page.locator("#practice input[name=number]")).to_have_value("3/4 cm")


def test_a_hint_without_a_connection_says_so(page):
    page.route("**/hint/", lambda route: route.abort())
    page.click("button:has-text('Hint')")
    expect(page.locator("#notice")).to_contain_text("The connection is away.")
