"""The lesson in the hand: what its bars leave of a phone, steps and menu by keyboard, a right answer."""

from itertools import pairwise

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from content.models import Question
from tests.e2e.pages import PHONE, open_lesson, speak, wait_for_rest

SHARE = """() => ['.site-head', '.dock'].map((part) => document.querySelector(part).offsetHeight)
  .reduce((sum, height) => sum + height) / innerHeight"""
MOVING = "(mark) => getComputedStyle(mark).animationName"
ROOM = "(button) => Math.min(button.offsetWidth, button.offsetHeight)"


@pytest.fixture
def choice(lesson) -> Question:
    spec = {"choices": [{"text": "Two of four", "correct": True}, {"text": "Two of six"}]}
    step = lesson.steps.get(slug="ask")
    step.questions.all().delete()
    return Question.objects.create(step=step, slug="w", position=1, kind="single", prompt="Half?", spec=spec)


@pytest.fixture
def page(open_as, amira, sitting, choice) -> Page:
    page = open_as(amira)
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    return page


@pytest.mark.parametrize(("width", "height"), [(360, 640), (390, 844)])
def test_head_and_dock_take_a_fifth_of_a_phone_at_most(page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    wait_for_rest(page)
    assert page.evaluate(SHARE) <= 0.2
    for button in ("#back", "#say-lost", "#how > summary", "#next"):
        assert page.locator(button).evaluate(ROOM) >= 44
    page.click("#how > summary")
    page.click("#say-got-it")
    expect(page.locator("#how > summary")).to_have_text("Got it")
    assert page.evaluate(SHARE) <= 0.2


@pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
def test_the_dock_is_one_row_of_a_phone_in_every_language(page, server, code):
    page.set_viewport_size({"width": 360, "height": 640})
    speak(page, server.url, code)
    page.reload()
    wait_for_rest(page)
    assert page.evaluate("document.documentElement.lang").lower() == code
    assert page.evaluate(SHARE) <= 0.2
    ends = [page.locator(name).bounding_box() for name in ("#back", "#say-lost", "#how > summary", "#next")]
    assert all(end["x"] >= 0 and end["x"] + end["width"] <= 360 for end in ends)
    across = sorted(ends, key=lambda end: end["x"])
    assert all(one["x"] + one["width"] <= other["x"] for one, other in pairwise(across))


def test_the_other_words_are_in_a_menu_and_the_focus_stays_there(page):
    menu = page.locator("#how > summary")
    expect(page.locator("#say-fine")).not_to_be_visible()
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#say-bored")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#say-bored")).not_to_be_visible()
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(menu).to_have_text("Fine")
    expect(menu).to_be_focused()


def test_who_sees_a_tap_is_told_beside_the_menu(page):
    told = page.locator("#who-sees-lost")
    expect(told).to_be_in_viewport()
    page.set_viewport_size(PHONE)
    assert told.bounding_box()["width"] <= 1
    page.click("#how > summary")
    expect(told).to_be_in_viewport()
    assert told.bounding_box()["width"] > 200


def test_the_steps_are_a_list_that_is_walked_by_keyboard(open_as, amira, sitting, choice):
    page = open_as(amira, viewport=PHONE)
    open_lesson(page, sitting)
    page.click("#next")
    expect(page.locator("#step-title")).to_have_text("Your turn")
    page.locator("#step-list > summary").focus()
    page.keyboard.press("Enter")
    steps = page.locator("#step-list li")
    expect(steps.nth(0)).to_contain_text("(done)")
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")
    page.keyboard.press("Escape")
    expect(steps.nth(0)).not_to_be_visible()
    expect(page.locator("#step-list > summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#step-title")).not_to_have_text("Your turn")
    expect(page.locator("#step-title")).to_be_focused()


def answer(page: Page, text: str) -> None:
    page.locator(".choice", has_text=text).locator("input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def test_after_a_wrong_answer_the_focus_stays_on_the_choice(page):
    answer(page, "Two of six")
    expect(page.locator(".feedback.not-yet")).to_be_visible()
    expect(page.locator(".choice", has_text="Two of six").locator("input")).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("Not yet.")


@pytest.mark.parametrize(("motion", "moving"), [("no-preference", "settle"), ("reduce", "none")])
def test_right_is_a_heading_with_the_focus_that_moves_only_for_who_likes_it(page, motion, moving):
    page.emulate_media(reduced_motion=motion)
    answer(page, "Two of four")
    heading = page.locator(".feedback.right h2")
    expect(heading).to_have_text("Right.")
    expect(heading).to_be_focused()
    expect(heading).to_be_in_viewport()
    # The focus says it; a status would say it once more.
    assert page.locator("[id^=feedback-][role]").count() == 0
    assert page.locator(".feedback.right").evaluate(MOVING) == moving
    page.reload()
    assert page.locator(".feedback.right").evaluate(MOVING) == "none"


@pytest.mark.parametrize("width", [360, 1440])
def test_a_tap_that_waits_and_the_notice_cover_neither_one_another_nor_the_dock(page, server, width):
    page.set_viewport_size({"width": width, "height": 740})
    speak(page, server.url, "de")
    page.reload()
    page.route("**/report/", lambda route: route.abort())
    page.route("**/advance/", lambda route: route.abort())
    page.click("#say-lost")
    expect(page.locator("#self-report .unsent")).to_be_visible()
    page.click("#next")
    expect(page.locator("#notice")).to_be_visible()
    notice, unsent, next_button = (
        page.locator(name).bounding_box() for name in ("#notice", ".unsent", "#next")
    )
    assert notice["y"] + notice["height"] <= unsent["y"]
    assert unsent["y"] + unsent["height"] <= next_button["y"]
