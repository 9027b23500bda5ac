"""An answer in algebra on a phone: keys, a preview, what comes back, and the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from content.models import Course, Question
from tests.e2e.console import watched
from tests.e2e.looks import is_wider_than_its_window, photograph
from tests.e2e.pages import PHONE, OpenAs, wait_for_rest
from tutor.models import Answer, User
from tutor.services.sittings import open_sitting

SPEC = {
    "answer": "x/2 + sqrt(2)",
    "wrong": [{"expression": "2/x + sqrt(2)", "feedback": "That is two divided by $x$."}],
}


@pytest.fixture
def asked(open_as: OpenAs, amira: User, halves: Course):
    """Open a question in algebra on a phone."""

    def open_question(**options: object) -> Page:
        Course.objects.filter(pk=halves.pk).update(is_published=True)
        question = Question.objects.filter(step__lesson__course=halves).first()
        prompt = r"Half of $x$, and the square root of 2."
        Question.objects.filter(pk=question.pk).update(kind="expression", spec=SPEC, prompt=prompt)
        sitting = open_sitting(student=amira, lesson=question.step.lesson)
        page = open_as(amira, **{"viewport": PHONE, "has_touch": True, **options})
        page.complaints = watched(page)
        page.goto(reverse("tutor:step", args=[sitting.pk, 2]))
        if options.get("java_script_enabled", True):
            wait_for_rest(page)
        return page

    return open_question


def test_keys_write_what_a_phone_hides_and_the_preview_shows_how_it_is_read(asked):
    page = asked()
    answer = page.get_by_label("Your answer")
    answer.tap()
    answer.press_sequentially("1/2x+")
    keys = page.get_by_role("toolbar", name="Maths keyboard")
    keys.get_by_role("button", name="square root").tap()
    answer.press_sequentially("2")
    expect(answer).to_have_value("1/2x+√(2)")
    expect(answer).to_be_focused()
    preview = page.locator("[data-expression-preview]")
    expect(preview.locator("math mfrac + mi")).to_have_text("x")
    expect(preview.locator("math msqrt")).to_have_text("2")
    assert not is_wider_than_its_window(page)
    faults = photograph(page, "expression-typed")
    page.get_by_role("button", name="Check").first.tap()
    expect(page.locator(".feedback.right")).to_be_visible()
    # As it was typed, and still shown as it is read.
    expect(page.get_by_label("Your answer")).to_have_value("1/2x+√(2)")
    expect(page.locator("[data-expression-preview] math")).to_be_visible()
    expect(page.get_by_role("toolbar", name="Maths keyboard")).to_have_count(0)
    assert Answer.objects.get().response == {"expression": ["1/2x+√(2)"]}
    assert not [*faults, *page.complaints]


def test_what_cannot_be_read_is_said_before_and_after_it_is_sent_and_costs_no_try(asked):
    page = asked()
    answer = page.get_by_label("Your answer")
    answer.fill("2/x + )")
    expect(page.locator("[data-expression-preview]")).to_contain_text("cannot be read from “)” on")
    answer.press("Enter")
    expect(page.locator(".errors")).to_contain_text("cannot be read from “)” on")
    expect(page.get_by_label("Your answer")).to_have_value("2/x + )")
    assert not Answer.objects.exists()
    faults = photograph(page, "expression-refused")
    page.get_by_label("Your answer").fill("2/x + √2")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback.not-yet")).to_contain_text("two divided by")
    assert [shown.is_correct for shown in Answer.objects.all()] == [False]
    assert not faults
    # A refused answer comes with status 422, which Chromium counts as a failure to load.
    assert all("422" in complaint for complaint in page.complaints)


def test_the_keyboard_alone_reaches_every_key_and_leaves_them_again(asked):
    page = asked(has_touch=False)
    answer = page.get_by_label("Your answer")
    answer.focus()
    page.keyboard.type("x")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="squared")).to_be_focused()
    page.keyboard.press("Enter")
    expect(answer).to_have_value("x^2")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="cursor to the left")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Tab")
    wait_for_rest(page)
    page.keyboard.type("y")
    expect(answer).to_have_value("x^y2")
    assert not page.complaints


def test_without_scripts_the_field_alone_is_answered(asked):
    page = asked(java_script_enabled=False)
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.get_by_label("Your answer").fill("√2 + 0,5x")
    page.get_by_role("button", name="Check").first.click()
    expect(page.locator(".feedback.right")).to_be_visible()


def test_an_answer_is_sent_although_its_preview_fails(asked):
    page = asked()
    page.route("**/expressions/preview/**", lambda route: route.abort())
    page.get_by_label("Your answer").fill("√2 + x/2")
    page.wait_for_timeout(600)
    expect(page.locator(".unsent")).to_have_count(0)
    page.get_by_label("Your answer").press("Enter")
    expect(page.locator(".feedback.right")).to_be_visible()
