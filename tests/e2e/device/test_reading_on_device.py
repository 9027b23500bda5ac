"""The face is read in the browser: no picture leaves, help comes as ever, and whatever fails is said."""

import re

from playwright.sync_api import expect

from emotion.runtime.weights import load_weights
from tests.e2e.device.camera import STATUS, UNABLE, WHERE, switch_on
from tests.e2e.device.speed import taking
from tests.e2e.pages import have_signed_in, wait_for_readings
from tutor.models import Adaptation, Reading


def test_a_smiling_face_is_read_here_and_fires_a_rule_and_no_picture_leaves(lesson_page, sitting, make_rule):
    make_rule("camera.happiness", enter=0.5, leave=0.4, hold_s=4)
    page = lesson_page("camera")
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    switch_on(page)
    expect(page.locator(WHERE)).to_have_text("Read on this device: no picture leaves it.", timeout=60_000)
    expect(page.locator("#adaptations")).to_contain_text("The visual text.", timeout=60_000)
    readings = wait_for_readings(sitting, 2, page, known=True)
    assert all(reading.on_device for reading in readings)
    assert {reading.model for reading in readings} == {load_weights().model}
    sent = page.evaluate("window.sent")
    assert sent["pictures"] == 0
    clips = [word for word in sent["words"] if '"clip"' in word]
    assert clips
    assert max(map(len, clips)) < 300
    assert Adaptation.objects.get().sitting == sitting
    assert problems == []


def test_an_empty_room_is_unknown_with_its_reason(lesson_page, sitting):
    page = lesson_page("camera", scene="empty")
    switch_on(page)
    expect(page.locator("#estimate-note")).to_have_text("Unknown: no face to be seen.", timeout=60_000)
    (reading, *_) = wait_for_readings(sitting, 1, page, known=False)
    assert (reading.reason, reading.on_device) == ("no_face", True)


def test_nothing_is_loaded_before_the_camera_is_switched_on_and_a_bar_shows_the_load(lesson_page):
    asked = []
    page = lesson_page("camera")
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/tutor/device/" in url or "worker" in url] == []
    page.evaluate(
        """() => { window.bar = []; new MutationObserver(() => {
          const bar = document.getElementById("camera-load");
          if (!bar.hidden) window.bar.push(bar.value);
        }).observe(document.getElementById("camera-load"), { attributes: true }); }"""
    )
    switch_on(page)
    expect(page.locator(STATUS)).to_contain_text("On.", timeout=60_000)
    seen = page.evaluate("window.bar")
    assert seen == sorted(seen)
    assert seen[-1] > 20_000_000
    expect(page.locator("#camera-load")).to_be_hidden()


def test_where_a_device_cannot_read_and_pictures_were_not_agreed_to_the_camera_stays_off(lesson_page):
    page = lesson_page("camera", script=UNABLE)
    switch_on(page)
    expect(page.locator(STATUS)).to_contain_text("This device cannot read a face by itself")
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false")
    assert page.evaluate("window.sent.pictures") == 0


def test_with_the_second_yes_the_server_reads_where_a_device_cannot(lesson_page, sitting):
    page = lesson_page("camera", "frames", script=UNABLE)
    switch_on(page)
    expect(page.locator(WHERE)).to_contain_text("Read by the server")
    (reading, *_) = wait_for_readings(sitting, 1, page, known=True)
    assert reading.on_device is False


def test_a_device_that_is_too_slow_is_left_and_the_camera_goes_off_in_words(lesson_page):
    page = lesson_page("camera", speed=taking(900))
    switch_on(page)
    expect(page.locator(STATUS)).to_contain_text("too slow to read a face", timeout=60_000)
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false")
    assert page.evaluate("window.sent.pictures") == 0


def test_a_device_that_is_too_slow_hands_over_to_the_server_with_the_second_yes_alone(lesson_page, sitting):
    page = lesson_page("camera", "frames", speed=taking(900))
    switch_on(page)
    expect(page.locator(WHERE)).to_contain_text("Read on this device", timeout=60_000)
    expect(page.locator(WHERE)).to_contain_text("Read by the server", timeout=60_000)
    expect(page.locator(STATUS)).to_contain_text("This device cannot keep up")
    for _ in range(100):
        if Reading.objects.filter(sitting=sitting, on_device=False).exists():
            break
        page.wait_for_timeout(200)
    assert Reading.objects.filter(sitting=sitting, on_device=False).exists()


def test_files_that_do_not_come_leave_the_camera_off_in_words(lesson_page):
    page = lesson_page("camera")
    page.route(re.compile("/tutor/device/"), lambda route: route.abort())
    switch_on(page)
    expect(page.locator(STATUS)).to_contain_text("This device cannot read a face by itself", timeout=30_000)


def test_the_second_yes_taken_back_stops_pictures_at_once(lesson_page, sitting, server, amira):
    page = lesson_page("camera", "frames", script=UNABLE)
    switch_on(page)
    wait_for_readings(sitting, 1, page, known=True)
    other = page.context.new_page()
    have_signed_in(page.context, amira, server.url)
    other.goto("/choices/")
    other.click("#frames button[value=withdraw]")
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false", timeout=3000)
    expect(page.locator(STATUS)).to_contain_text("Pictures no longer go to the server")


# A browser that asks its user for the camera, until the page is told that it may go on.
ASKING = """
const lend = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (options) => {
  await new Promise((resolve) => (window.mayGoOn = resolve));
  return lend(options);
};"""


def test_a_no_to_pictures_while_the_browser_asks_leaves_reading_on_the_device_be(lesson_page, server, amira):
    page = lesson_page("camera", script=ASKING)
    switch_on(page)
    expect(page.locator(STATUS)).to_contain_text("Your browser asks")
    other = page.context.new_page()
    have_signed_in(page.context, amira, server.url)
    other.goto("/choices/")
    other.click("#frames button[value=give]")
    other.click("#frames button[value=withdraw]")
    page.wait_for_timeout(1500)
    page.evaluate("window.mayGoOn()")
    expect(page.locator(WHERE)).to_contain_text("Read on this device", timeout=60_000)
