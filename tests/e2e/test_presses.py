"""Presses in a real browser: twice in a row, without a connection, and over a slow one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.pages import open_lesson
from tutor.models import SelfReport, StepVisit
from tutor.services.teaching.sessions import end_session, start_session


def test_a_double_click_on_next_goes_on_by_one_step(open_as, amira, sitting):
    page = open_as(amira)
    open_lesson(page, sitting)
    box = page.locator("#next").bounding_box()
    for _ in range(2):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(250)
    expect(page.locator("h1")).to_have_text("Your turn")
    page.wait_for_timeout(500)
    page.click("#next")
    expect(page.locator("h1")).to_have_text("Well done")
    assert list(StepVisit.objects.values_list("step__slug", flat=True)) == ["what", "ask", "end"]


def test_a_double_click_on_next_goes_on_by_one_step_without_javascript(open_as, amira, sitting):
    page = open_as(amira, java_script_enabled=False)
    open_lesson(page, sitting)
    page.locator("#next").dblclick()
    expect(page.locator("h1")).to_have_text("Your turn")


def test_a_tap_that_could_not_be_sent_is_kept_for_its_step_when_the_student_goes_on(open_as, amira, sitting):
    page = open_as(amira)
    open_lesson(page, sitting)
    page.route("**/report/", lambda route: route.abort())
    page.click("#say-lost")
    expect(page.locator("#self-report .unsent")).to_be_visible()
    page.click("#next")
    expect(page.locator("h1")).to_have_text("Your turn")
    page.unroute("**/report/")
    with page.expect_response("**/report/") as reply:
        page.evaluate("window.dispatchEvent(new Event('online'))")
    assert reply.value.status == 200
    assert list(SelfReport.objects.values_list("feeling", "step__slug")) == [("lost", "what")]


def test_a_stale_window_is_told_and_shows_how_it_stands(open_as, amira, sitting):
    page = open_as(amira)
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    stale = page.context.new_page()
    stale.goto(f"/sittings/{sitting.pk}/steps/2/")
    page.fill(".question input[name=number]", "4")
    page.click("button:has-text('Check')")
    expect(page.locator(".feedback.right")).to_be_visible()
    stale.fill(".question input[name=number]", "2")
    stale.click("button:has-text('Check')")
    expect(stale.locator("#notice")).to_contain_text("You have answered this")
    expect(stale.locator(".question[data-settled]")).to_be_visible()
    assert sitting.answers.count() == 1


@contextmanager
def no_reply(page: Page, pattern: str) -> Iterator[None]:
    """Hold requests back while the block runs, as a slow network does."""
    held: list[Route] = []
    page.route(pattern, lambda route: held.append(route))
    yield
    # Before the route goes: with it, Playwright lets go of what it holds, and refuses to do so again.
    while held:
        held.pop().continue_()
    page.unroute(pattern)


# Notes when the page first shows that something is under way, counted from the press.
TIME_BUSY = """selector => new Promise((done, fail) => {
  const began = performance.now();
  new MutationObserver(() => "busy" in document.documentElement.dataset && done(performance.now() - began))
    .observe(document.documentElement, {attributes: true});
  setTimeout(() => fail("nothing was shown"), 3000);
  document.querySelector(selector).click();
})"""


@pytest.mark.parametrize(
    "button", ["#next", "#say-lost", ".question .primary", "[id^=hint-][form]", "#hand-button"]
)
def test_a_slow_network_shows_within_a_fifth_of_a_second_that_something_happens(
    open_as, amira, sitting, classroom, lesson, button
):
    start_session(classroom=classroom, lesson=lesson, pacing="self")
    page = open_as(amira)
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    page.fill(".question input[name=number]", "4")
    with no_reply(page, "**/sittings/**"):
        assert page.evaluate(TIME_BUSY, button) < 200
        expect(page.locator(".busy-bar")).to_be_visible()
    expect(page.locator("html")).not_to_have_attribute("data-busy", "", timeout=8000)


def test_a_plain_form_on_a_slow_network_shows_it_too(open_as, amira):
    page = open_as(amira)
    page.goto("/join/")
    page.fill("#code", "NOSUCHCD")
    with no_reply(page, "**/join/"):
        assert page.evaluate(TIME_BUSY, "main button.primary") < 200
    expect(page.locator(".errors")).to_be_visible()


def test_a_session_comes_to_the_list_of_lessons_by_itself(open_as, amira, classroom, lesson):
    page = open_as(amira)
    page.goto("/learn/")
    expect(page.locator("#class-now h2")).to_have_count(0)
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    expect(page.locator("#class-now h2")).to_have_text("Year 6 is at “A half” now", timeout=20_000)
    end_session(session=session)
    expect(page.locator("#class-now h2")).to_have_count(0, timeout=20_000)
