"""One running site for all tests here, a class that learns in it, and one student's browser."""

from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.browser import launch_arguments, required_chromium
from tests.faces import write_fake_camera
from tests.production.classmates import LESSON, Classmates, learning
from tests.production.site import Site, run_site
from tutor.simulation import demo

_numbers = count(1, 10)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with run_site() as running:
        yield running


@pytest.fixture
def classmates(site: Site) -> Iterator[Classmates]:
    with learning(site, first=next(_numbers)) as class_:
        yield class_


@pytest.fixture(scope="module")
def browser(tmp_path_factory) -> Iterator[Browser]:
    """A Chromium with a camera. Its Playwright ends with the module: two at once are refused."""
    program = required_chromium()
    camera = write_fake_camera(tmp_path_factory.mktemp("camera") / "smiling.mjpeg", [("smiling", 6)])
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=launch_arguments(camera=camera))
        yield running
        running.close()


@pytest.fixture
def page(site: Site, browser: Browser, classmates: Classmates) -> Iterator[Page]:
    """The page of a student who is about to answer, with the camera on."""
    context = browser.new_context(base_url=site.url)
    context.grant_permissions(["camera"], origin=site.url)
    page = context.new_page()
    page.goto(f"/accounts/login/?next={LESSON}")
    page.fill("[name=username]", classmates.spare)
    page.fill("[name=password]", demo.PASSWORD)
    page.click("form.sign-in button")
    page.goto(f"/choices/?next={LESSON}")
    page.click("#camera button[value=give]")
    page.wait_for_selector("#camera-switch")
    sitting = page.get_attribute("#live", "data-socket").split("/")[3]
    page.goto(f"/sittings/{sitting}/steps/8/")
    page.click("#camera-switch")
    page.click("#camera-estimate summary")
    expect(page.locator("#estimate-emotions [data-key=happiness]")).to_be_visible(timeout=20_000)
    yield page
    context.close()
