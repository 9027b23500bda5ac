"""What is typed and not sent outlives a load of the page and another step, for whoever typed it alone."""

import pytest
from playwright.sync_api import expect

from content.models import Question
from tests.e2e.every_kind import have_rested, make_every_kind
from tests.e2e.pages import PHONE, wait_for_rest
from tests.people import cookie_of
from tutor.models import Answer
from tutor.services.sittings import open_sitting


@pytest.fixture
def asked(lesson):
    """Return the question of each kind, each on a step of its own."""
    return {
        question.kind: question
        for question in Question.objects.filter(step__lesson=make_every_kind(lesson.course))
    }


def address_of(question, student):
    sitting = open_sitting(student=student, lesson=question.step.lesson)
    return f"/sittings/{sitting.pk}/steps/{question.step.position}/"


def test_words_typed_are_there_again_after_a_reload_until_they_are_sent(open_as, amira, asked):
    page = open_as(amira, viewport=PHONE)
    question = asked["text"]
    page.goto(address_of(question, amira))
    box = page.locator(f"#text-{question.pk}")
    box.fill("half of a though")
    page.reload()
    expect(box).to_have_value("half of a though")
    box.press("Enter")
    expect(page.locator(f"#question-{question.pk} .feedback")).to_be_visible()
    page.reload()
    wait_for_rest(page)
    assert page.evaluate("JSON.stringify({...sessionStorage})").count("half of a though") == 0


def test_a_choice_and_an_order_are_there_again_after_another_step(open_as, amira, asked):
    page = open_as(amira, viewport=PHONE)
    choice, order = asked["single"], asked["ordering"]
    page.goto(address_of(choice, amira))
    page.locator(f"#question-{choice.pk} input[type=radio]").nth(1).check()
    page.goto(address_of(order, amira))
    items = page.locator(f"#question-{order.pk} .place .prose")
    first, second = items.nth(0).inner_text(), items.nth(1).inner_text()
    page.locator(f"#question-{order.pk} .place button").nth(1).click()
    expect(items.nth(0)).to_have_text(second)
    page.goto(address_of(choice, amira))
    expect(page.locator(f"#question-{choice.pk} input[type=radio]").nth(1)).to_be_checked()
    page.goto(address_of(order, amira))
    expect(items.nth(0)).to_have_text(second)
    expect(items.nth(1)).to_have_text(first)


def test_nobody_else_in_the_same_tab_sees_or_sends_what_was_typed(open_as, server, amira, ben, halves):
    question = Question.objects.get(step__lesson=make_every_kind(halves), kind="number")
    Question.objects.filter(step__lesson=question.step.lesson).exclude(pk=question.pk).delete()
    for student in (amira, ben):
        have_rested(student, question)
    page = open_as(amira, viewport=PHONE)
    practice, box = f"/practise/{question.skills.get().pk}/", page.locator("#practice input[name=number]")
    page.goto(practice)
    page.route("**/answer/", lambda route: route.fulfill(status=403))
    box.fill("3/4 cm")
    box.press("Enter")
    expect(page.locator("#notice")).to_contain_text("You have been signed out.")
    page.unroute("**/answer/")
    before = Answer.objects.count()
    hers = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies(
        [{"name": "sessionid", "value": cookie_of(ben).partition("=")[2], "url": server.url}]
    )
    page.goto(practice)
    wait_for_rest(page)
    expect(box).to_have_value("")
    assert Answer.objects.count() == before
    # It is still there for her.
    page.context.clear_cookies(name="sessionid")
    page.context.add_cookies(hers)
    page.goto(practice)
    expect(page.locator(".feedback.right")).to_be_visible()
    assert Answer.objects.latest("pk").sitting.student == amira
    assert Answer.objects.count() == before + 1
