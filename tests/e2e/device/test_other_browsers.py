"""Firefox and WebKitGTK read a camera on the device as well, and where they cannot, the server, or nobody."""

import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.device.camera import UNABLE
from tests.e2e.device.speed import taking
from tests.e2e.other_browsers import OTHER_BROWSERS, OtherBrowser, OtherBrowserError
from tests.people import agree, cookie_of
from tutor.models import Reading

pytestmark = [pytest.mark.long, pytest.mark.timeout(400)]

WAITS_S = 90
TEXT = "(id) => document.getElementById(id)?.textContent.trim() ?? ''"
CHECKED = "() => document.getElementById('camera-switch').getAttribute('aria-checked')"
CLICK = "(id) => document.getElementById(id).click()"


@pytest.fixture(scope="module", params=sorted(OTHER_BROWSERS))
def browser(request) -> Iterator[OtherBrowser]:
    try:
        with OTHER_BROWSERS[request.param]() as opened:
            yield opened
    except OtherBrowserError as error:
        # CI asks for one browser alone: these run where they are installed.
        pytest.skip(f"{request.param}: {error}")


@pytest.fixture
def open_lesson(browser, server, amira, sitting) -> Callable[..., OtherBrowser]:
    """Open the lesson of a student who said yes to some purposes; a script changes what the page finds."""

    def open_page(*purposes: str, script: str = "") -> OtherBrowser:
        for purpose in purposes:
            agree(amira, purpose)
        browser.goto(f"{server.url}/accounts/login/")
        browser.add_cookie(*cookie_of(amira).split("=", 1))
        browser.goto(f"{server.url}/learn/{sitting.lesson.course.slug}/{sitting.lesson.slug}/")
        browser.evaluate(f"() => {{ {script} }}")
        return browser

    return open_page


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


def wait_for_reading(*, on_device: bool) -> Reading:
    """Wait until one was read where it should be."""
    until = time.monotonic() + WAITS_S
    while (found := Reading.objects.filter(on_device=on_device).first()) is None:
        assert time.monotonic() < until, list(Reading.objects.values_list("on_device", "reason"))
        time.sleep(0.3)
    return found


def test_a_camera_without_a_face_is_read_on_the_device(open_lesson):
    page = open_lesson("camera", script=taking(20))
    switch_on(page)
    wait_for_text(page, "camera-where", "Read on this device")
    wait_for_text(page, "estimate-note", "Unknown: no face to be seen.")
    assert set(Reading.objects.values_list("on_device", "reason")) == {(True, "no_face")}


def test_where_it_cannot_read_and_pictures_were_not_agreed_to_the_camera_stays_off(open_lesson):
    page = open_lesson("camera", script=UNABLE)
    switch_on(page)
    wait_for_text(page, "camera-status", "This device cannot read a face by itself")
    assert page.evaluate(CHECKED) == "false"
    assert not Reading.objects.exists()


def test_where_it_cannot_read_the_server_does_with_the_second_yes(open_lesson):
    page = open_lesson("camera", "frames", script=UNABLE)
    switch_on(page)
    wait_for_text(page, "camera-where", "Read by the server")
    assert wait_for_reading(on_device=False).reason == "no_face"


def test_where_it_is_too_slow_the_server_takes_over_with_the_second_yes(open_lesson):
    page = open_lesson("camera", "frames", script=taking(900))
    switch_on(page)
    wait_for_text(page, "camera-where", "Read by the server")
    wait_for_reading(on_device=False)


def test_where_it_is_too_slow_and_pictures_were_not_agreed_to_the_camera_goes_off(open_lesson):
    page = open_lesson("camera", script=taking(900))
    switch_on(page)
    wait_for_text(page, "camera-status", "too slow to read a face")
    assert page.evaluate(CHECKED) == "false"
    assert not Reading.objects.filter(on_device=False).exists()
