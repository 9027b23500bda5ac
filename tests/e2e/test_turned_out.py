"""A page that is turned out says so, and its camera is off: its light, its switch, its words."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import give_consent, open_lesson, switch_camera_on, wait_for_readings
from tutor.models import Reading

IS_CAMERA_LIT = "navigator.mediaDevices.lent.some((track) => track.readyState === 'live')"
# What the browser lent is remembered, so that a test sees whether it was given back.
REMEMBER_TRACKS = """
  const devices = navigator.mediaDevices;
  const ask = devices.getUserMedia.bind(devices);
  devices.lent = [];
  devices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    devices.lent.push(...stream.getTracks());
    return stream;
  };
"""


def sign_out(other: Page) -> None:
    other.goto("/learn/")
    other.click("button:has-text('Sign out')")


def erase(other: Page) -> None:
    other.goto("/you/erase/")
    other.fill("[name=sure]", "erase")
    other.click("main form button:has-text('Erase')")


@pytest.mark.parametrize("leave", [sign_out, erase])
def test_the_camera_goes_off_when_another_tab_leaves(open_as, amira, sitting, camera_file, leave):
    give_consent(amira)
    page = open_as(amira, camera=camera_file("smiling"))
    page.add_init_script(REMEMBER_TRACKS)
    open_lesson(page, sitting)
    switch_camera_on(page)
    wait_for_readings(sitting, 1, page, known=True)
    assert page.evaluate(IS_CAMERA_LIT)
    leave(page.context.new_page())
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false", timeout=5000)
    expect(page.locator("#camera-status")).to_contain_text("the camera is off")
    expect(page.locator("#notice")).to_contain_text("Please load it again")
    assert not page.evaluate(IS_CAMERA_LIT)
    page.click("#camera-switch")
    expect(page.locator("#camera-status")).to_contain_text("the camera is off")
    assert not page.evaluate(IS_CAMERA_LIT)
    # A clip that was with a worker may still come; after it, none.
    page.wait_for_timeout(1500)
    kept = Reading.objects.count()
    page.wait_for_timeout(3000)
    assert Reading.objects.count() == kept


def test_a_press_after_erasing_elsewhere_is_not_told_that_answers_are_safe(open_as, amira, sitting):
    page = open_as(amira)
    open_lesson(page, sitting)
    erase(page.context.new_page())
    expect(page.locator("#notice")).to_contain_text("Please load it again")
    page.click("button:has-text('Next')")
    expect(page.locator("#notice")).to_contain_text("it was erased or removed, perhaps in another window")


@pytest.mark.parametrize("part", ["", "boards/"])
def test_a_teachers_page_says_so_too(open_as, tariq, classroom, part):
    page = open_as(tariq)
    with page.expect_websocket() as opening:
        page.goto(f"/teach/{classroom.pk}/{part}")
    opening.value.wait_for_event("framesent")
    sign_out(page.context.new_page())
    expect(page.locator("#notice")).to_contain_text("Please load it again")
