"""One running site for all tests here, a class that learns in it, and one student's browser."""

import shutil
from collections.abc import Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from emotion.runtime.weights import WEIGHTS
from tests.e2e.browser import launch_arguments, required_chromium
from tests.faces import write_fake_camera
from tests.production.classmates import LESSON, Classmates, learning, make_students
from tests.production.site import Site, run_site
from tutor.simulation import demo

# Each test has a class of its own, so many numbers apart.
APART = 10
MOST_STUDENTS = 100
_numbers = count(1, APART)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """Run the site, with weights that may be exchanged; who kills a part has it back before the next test."""
    weights = tmp_path_factory.mktemp("weights") / "weights"
    shutil.copytree(WEIGHTS, weights)
    with run_site(EMOTION_WEIGHTS=str(weights)) as running:
        make_students(running, MOST_STUDENTS)
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
