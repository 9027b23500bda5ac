"""Firefox and WebKitGTK read a camera on the device as well."""

import time
from collections.abc import Iterator

import pytest

from tests.e2e.browser import is_in_ci
from tests.e2e.other_browsers import OTHER_BROWSERS, OtherBrowser, OtherBrowserError
from tests.people import agree, cookie_of
from tutor.models import Reading

WAITS_S = 90
TEXT = "(id) => document.getElementById(id)?.textContent.trim() ?? ''"
CLICK = "(id) => document.getElementById(id).click()"


@pytest.fixture(scope="module", params=sorted(OTHER_BROWSERS))
def browser(request) -> Iterator[OtherBrowser]:
    try:
        with OTHER_BROWSERS[request.param]() as opened:
            yield opened
    except OtherBrowserError as error:
        if is_in_ci():
            raise
        pytest.skip(f"{request.param}: {error}")


@pytest.fixture
def lesson_page(browser, server, amira, sitting) -> OtherBrowser:
    agree(amira, "camera")
    browser.goto(f"{server.url}/accounts/login/")
    browser.add_cookie(*cookie_of(amira).split("=", 1))
    browser.goto(f"{server.url}/learn/{sitting.lesson.course.slug}/{sitting.lesson.slug}/")
    return browser


def wait_for_text(page: OtherBrowser, place: str, words: str) -> None:
    until = time.monotonic() + WAITS_S
    while words not in (said := page.evaluate(TEXT, place)):
        assert time.monotonic() < until, (said, page.evaluate(TEXT, "camera-status"))
        time.sleep(0.3)


def switch_on(page: OtherBrowser) -> None:
    """Press the switch until it is heard: a browser may say that a page is there before its scripts are."""
    for _ in range(WAITS_S):
        if page.evaluate(TEXT, "camera-status"):
            return
        page.evaluate(CLICK, "camera-switch")
        time.sleep(1)


@pytest.mark.timeout(300)
def test_a_camera_without_a_face_is_read_on_the_device(lesson_page, sitting):
    switch_on(lesson_page)
    wait_for_text(lesson_page, "camera-where", "Read on this device")
    wait_for_text(lesson_page, "estimate-note", "Unknown: no face to be seen.")
    assert set(Reading.objects.values_list("on_device", "reason")) == {(True, "no_face")}
