"""Presses in a real browser: twice in a row, without a connection, and over a slow one."""

from playwright.sync_api import expect

from tests.e2e.conftest import open_lesson
from tutor.models import SelfReport, StepVisit


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
