"""Signed out on a shared computer: "Back" shows nothing of who was there."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.e2e.browser import launch_arguments, required_chromium
from tests.people import cookie_of

# The name at the head of every page, and a lesson's step.
OWN = ".who, #step"
PAGES = ["/choices/", "/you/", "lesson"]


@pytest.fixture
def usual_browser(playwright: Playwright) -> Iterator[Browser]:
    """Return a browser that keeps pages for "Back", which Playwright forbids otherwise."""
    browser = playwright.chromium.launch(
        executable_path=required_chromium(),
        args=launch_arguments(),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.mark.parametrize("page_of", PAGES)
def test_back_shows_nothing_after_signing_out(usual_browser, server, amira, sitting, page_of):
    page = usual_browser.new_context(base_url=server.url).new_page()
    name, _, value = cookie_of(amira).partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": server.url}])
    if page_of == "lesson":
        page_of = f"/learn/{sitting.lesson.course.slug}/{sitting.lesson.slug}/"
    page.goto(page_of)
    expect(page.locator(OWN).first).to_be_visible()
    page.goto("/learn/")
    page.click("button:has-text('Sign out')")
    # Going back before the new page is there would end on its way.
    expect(page.locator(".site-head a", has_text="Sign in")).to_be_visible()
    for _ in range(2):
        page.go_back()
        expect(page.locator(".site-head a", has_text="Sign in")).to_be_visible()
        expect(page.locator(OWN)).to_have_count(0)
