"""What everybody is to notice now reaches a student who has scrolled, once, and takes nothing away."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_for_rest, wait_until
from tutor.models import Answer
from tutor.services.teaching import sessions

TALL = "document.querySelector('#step article').style.paddingTop = '120vh'; scrollTo(0, 1e5)"
# Counts what the one announcer says; two frames lie between its silence and its words.
LISTEN = """window.said = [];
new MutationObserver(() => announcer.textContent && said.push(announcer.textContent))
  .observe(announcer, {childList: true});"""


@pytest.fixture
def session(classroom, lesson):
    return sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")


@pytest.fixture
def teacher(open_as: OpenAs, tariq, classroom, session) -> Page:
    page = open_as(tariq, viewport=DESKTOP)
    page.goto(f"/teach/{classroom.pk}/")
    return page


def open_question(open_as: OpenAs, student, viewport) -> Page:
    page = open_as(student, viewport=viewport)
    page.goto("/learn/halves/a-half/")
    page.click("#next")
    expect(page.locator("#step")).to_have_attribute("data-number", "2")
    wait_for_rest(page)
    page.evaluate(TALL)
    page.evaluate(LISTEN)
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_pause_is_seen_and_heard_once_and_gives_the_draft_back(
    open_as: OpenAs, teacher: Page, amira, viewport
):
    page = open_question(open_as, amira, viewport)
    field, check = page.locator("#step [name=number][type=text]"), page.locator("#step .question .primary")
    field.fill("1/2")
    teacher.click("button:has-text('Pause everyone')")
    expect(page.locator("#class-bar .told")).to_be_in_viewport()
    expect(page.locator("#class-bar .told")).to_contain_text("has paused the lesson")
    for shut in (field, check, page.locator("#next")):
        expect(shut).to_be_disabled()
    paused = "said.filter((words) => words.includes('paused')).length"
    wait_until(page, lambda: page.evaluate(paused), 1)
    wait_for_rest(page)
    assert page.evaluate(paused) == 1
    teacher.click("button:has-text('Go on')")
    expect(field).to_be_enabled()
    expect(field).to_have_value("1/2")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_be_visible()
    assert Answer.objects.count() == 1


def test_a_page_that_has_not_heard_of_the_pause_is_refused_and_keeps_the_draft(
    open_as: OpenAs, amira, session
):
    page = open_question(open_as, amira, DESKTOP)
    field = page.locator("#step [name=number][type=text]")
    field.fill("1/2")
    type(session).objects.update(state="paused")
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("paused the lesson")
    expect(field).to_have_value("1/2")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_group_prompt_leads_there_from_wherever_a_student_has_scrolled(
    open_as: OpenAs, teacher: Page, amira, classroom, viewport
):
    page = open_question(open_as, amira, viewport)
    teacher.goto(f"/teach/{classroom.pk}/boards/")
    teacher.click("#prompt-start button.primary")
    expect(page.locator("#to-group")).to_be_in_viewport()
    wait_until(page, lambda: page.evaluate("said").count("Talk it over"), 1)
    wait_for_rest(page)
    assert page.evaluate("said").count("Talk it over") == 1
    page.click("#to-group")
    expect(page.locator("#group-words")).to_be_in_viewport()
    expect(page.locator("#to-group")).to_be_hidden()


def test_a_word_to_everyone_stays_in_sight(open_as: OpenAs, teacher: Page, amira):
    page = open_question(open_as, amira, PHONE)
    # The student has just come, which the teacher's page is about to show.
    wait_for_rest(teacher)
    teacher.click("#class-more")
    teacher.fill("#tell", "Five minutes left.")
    teacher.press("#tell", "Enter")
    expect(teacher.locator("#take-word-back")).to_be_visible()
    expect(page.locator("#class-bar .told")).to_be_in_viewport()
    teacher.click("#take-word-back")
    expect(page.locator("#class-bar .told")).not_to_be_in_viewport()
