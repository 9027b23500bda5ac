"""What was typed on a page for translating is not left without a question, and outlives being left."""

import pytest
from playwright.sync_api import Page, expect

from content.authoring.translated import name_of
from content.models import Course, Step

TYPED = "Qué es una mitad"
ASKED = "What you typed here last was not saved."


@pytest.fixture
def step(halves: Course) -> Step:
    return Step.objects.get(slug="what")


@pytest.fixture
def desk(open_as, noor, step) -> Page:
    page = open_as(noor)
    page.goto(f"/admin/content/course/steps/{step.pk}/translate/?language=es")
    return page


@pytest.fixture
def asked(desk: Page) -> list[str]:
    """What the browser asked before it left a page; it leaves in the end."""
    kinds: list[str] = []

    def leave(dialog):
        kinds.append(dialog.type)
        dialog.accept()

    desk.on("dialog", leave)
    return kinds


def title(page: Page, step: Step):
    return page.locator(f"[name='{name_of(step)}:title']")


def type_title(page: Page, step: Step) -> None:
    # Keys, not fill: a browser asks only whoever has touched the page.
    title(page, step).press_sequentially(TYPED)


def choose(page: Page, code: str) -> None:
    page.locator("select#language").select_option(code)
    with page.expect_navigation():
        page.get_by_role("button", name="Show", exact=True).click()


def bring_back(page: Page) -> None:
    expect(page.locator(".unsaved")).to_contain_text(ASKED)
    page.get_by_role("button", name="Bring it back").click()


def test_another_language_is_shown_after_a_question_and_the_text_can_be_brought_back(desk, asked, step):
    type_title(desk, step)
    choose(desk, "fr")
    assert asked == ["beforeunload"]
    expect(desk.locator(".unsaved")).to_have_count(0)
    choose(desk, "es")
    bring_back(desk)
    expect(title(desk, step)).to_have_value(TYPED)


def test_a_link_is_followed_after_a_question_and_the_text_can_be_brought_back(desk, asked, step):
    type_title(desk, step)
    address = desk.url
    with desk.expect_navigation():
        desk.locator(".author-page .author-link").click()
    assert asked == ["beforeunload"]
    desk.goto(address)
    bring_back(desk)
    expect(title(desk, step)).to_have_value(TYPED)


def test_the_language_that_is_shown_unasked_is_known_again_by_its_name(desk, asked, step):
    desk.goto(f"/admin/content/course/steps/{step.pk}/translate/")
    shown = desk.locator("select#language").input_value()
    type_title(desk, step)
    choose(desk, "de" if shown != "de" else "fr")
    choose(desk, shown)
    bring_back(desk)
    expect(title(desk, step)).to_have_value(TYPED)


def test_what_was_saved_is_asked_about_by_nobody(desk, asked, step):
    type_title(desk, step)
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("[data-stored]")).to_contain_text("Saved.")
    choose(desk, "fr")
    choose(desk, "es")
    assert asked == []
    Step.objects.filter(pk=step.pk).update(translations={})
    desk.reload()
    expect(title(desk, step)).to_have_value("")
    expect(desk.locator(".unsaved")).to_have_count(0)


def test_a_refused_page_keeps_what_was_typed_for_whoever_leaves_it(desk, asked, step):
    type_title(desk, step)
    body = desk.locator(f"[name='{name_of(step)}:body']")
    body.press_sequentially("![Nada](images/no.svg)")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Nothing has been saved yet.")).to_be_visible()
    expect(desk.locator(".unsaved")).to_have_count(0)
    choose(desk, "fr")
    choose(desk, "es")
    bring_back(desk)
    expect(title(desk, step)).to_have_value(TYPED)
    expect(body).to_have_value("![Nada](images/no.svg)")
