"""What happens to cameras: each time the panel says so, once, reads nothing, and goes on when it is over.

Wherever the face is read: on the device, or by the server where the device cannot.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.device.camera import NOTE, STATUS, SWITCH, UNABLE, WHERE, said, switch_on
from tests.e2e.looks import PICTURES, SCHEMES, find_faults, is_wider_than_its_window
from tests.e2e.pages import PHONE, wait_for_readings
from tests.e2e.processes import descendants, find_worker, thread_ms
from tutor.models import Reading

pytestmark = pytest.mark.timeout(400)

# Long enough for whatever was on its way, and for a clip to come if one came.
ON_ITS_WAY_MS, A_CLIP_MS = 2500, 4000
UNREAD = "Unknown: nothing was read in the last seconds."
TRACK = "document.getElementById('camera-preview').srcObject.getVideoTracks()[0]"


@pytest.fixture(params=["device", pytest.param("server", marks=pytest.mark.long)])
def way(request) -> str:
    return request.param


@pytest.fixture
def read_page(lesson_page, sitting, way):
    """Open a lesson, and wait until its camera has been read."""

    def open_page(**options: object) -> Page:
        if way == "device":
            page = lesson_page("camera", **options)
        else:
            page = lesson_page("camera", "frames", script=UNABLE, **options)
        switch_on(page)
        (first, *_) = wait_for_readings(sitting, 1, page, known=True)
        assert first.on_device is (way == "device")
        return page

    return open_page


def expect_nothing_read(page: Page) -> None:
    """Nothing is read from now on, and no picture goes out."""
    page.wait_for_timeout(ON_ITS_WAY_MS)
    count, pictures = Reading.objects.count(), page.evaluate("window.sent.pictures")
    page.wait_for_timeout(A_CLIP_MS)
    assert (Reading.objects.count(), page.evaluate("window.sent.pictures")) == (count, pictures)


def expect_reading_again(page: Page, sitting) -> None:
    wait_for_readings(sitting, Reading.objects.filter(known=True).count() + 1, page, known=True)


def expect_off(page: Page, words: str) -> None:
    """The camera is off, and the panel says why and shows nothing of it."""
    expect(page.locator(STATUS)).to_contain_text(words, timeout=15_000)
    expect(page.locator(SWITCH)).to_have_attribute("aria-checked", "false")
    for place in (WHERE, NOTE, "#camera-preview"):
        expect(page.locator(place)).to_be_hidden()


def test_a_lost_network_is_said_once_and_reading_goes_on_when_it_is_back(read_page, sitting):
    page = read_page(viewport=PHONE)
    page.context.set_offline(True)
    expect(page.locator(STATUS)).to_contain_text("The connection is away", timeout=15_000)
    expect_nothing_read(page)
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=15_000)
    expect_reading_again(page, sitting)
    assert said(page).count("away") == 1


def test_a_page_in_the_background_reads_nothing_and_says_so_when_it_is_back(read_page, sitting):
    page = read_page()
    set_hidden(page, True)
    expect(page.locator(STATUS)).to_contain_text("Paused")
    expect_nothing_read(page)
    set_hidden(page, False)
    expect(page.locator(STATUS)).to_contain_text("On again")
    expect_reading_again(page, sitting)


def test_a_page_that_comes_back_without_a_network_does_not_say_that_it_is_on(read_page, sitting):
    page = read_page()
    set_hidden(page, True)
    page.context.set_offline(True)
    page.wait_for_timeout(1000)
    before = len(said(page))
    set_hidden(page, False)
    expect(page.locator(STATUS)).to_contain_text("The connection is away")
    assert set(said(page)[before:]) == {"away"}
    page.context.set_offline(False)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=15_000)
    expect_reading_again(page, sitting)


def set_hidden(page: Page, is_hidden: bool) -> None:
    page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )


def test_a_camera_that_is_taken_away_is_said_and_can_be_switched_on_again(read_page, sitting):
    page = read_page()
    page.evaluate(f"{TRACK}.dispatchEvent(new Event('ended'))")
    expect_off(page, "unplugged or taken away")
    expect_nothing_read(page)
    switch_on(page)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=60_000)
    expect_reading_again(page, sitting)


def test_a_browsers_yes_that_is_taken_back_is_said_and_may_be_given_again(read_page, sitting, server):
    page = read_page()
    browser = page.context.browser.new_browser_cdp_session()
    context = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]
    answer = {
        "permission": {"name": "camera"},
        "origin": server.url,
        "browserContextId": context["browserContextId"],
    }
    browser.send("Browser.setPermission", answer | {"setting": "denied"})
    expect_off(page, "Your browser says no to the camera")
    expect_nothing_read(page)
    browser.send("Browser.setPermission", answer | {"setting": "granted"})
    switch_on(page)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=60_000)
    expect_reading_again(page, sitting)


def test_a_camera_that_is_held_back_is_said_and_goes_on_by_itself(read_page, sitting):
    page = read_page()
    mute = """(track, isMuted) => {
      Object.defineProperty(track, "muted", { value: isMuted, configurable: true });
      track.dispatchEvent(new Event(isMuted ? "mute" : "unmute"));
    }"""
    page.evaluate(f"({mute})({TRACK}, true)")
    expect(page.locator(STATUS)).to_contain_text("holds the camera back")
    expect(page.locator(NOTE)).to_have_text(UNREAD)
    expect_nothing_read(page)
    page.evaluate(f"({mute})({TRACK}, false)")
    expect(page.locator(STATUS)).to_have_text("On.")
    expect_reading_again(page, sitting)


@pytest.mark.long
def test_a_picture_that_does_not_change_is_said_and_not_read(read_page, sitting):
    page = read_page(scene="stuck")
    expect(page.locator(STATUS)).to_contain_text("The picture does not change", timeout=45_000)
    expect(page.locator(NOTE)).to_have_text(UNREAD)
    expect_nothing_read(page)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=30_000)
    expect_reading_again(page, sitting)
    assert "still" in said(page)


RATE = 4
# Three threads without an end beside one: it gets a quarter of their core.
SPIN = """(count) => {
  const address = URL.createObjectURL(new Blob(["for (;;);"], { type: "text/javascript" }));
  for (let number = 0; number < count; number++) new Worker(address);
}"""


@contextmanager
def slower_worker(page: Page) -> Iterator[None]:
    """Leave a quarter of a core to the thread that reads; what slows pages down for tests leaves it be."""
    reading, other = find_worker(), page.context.browser.new_page()
    other.evaluate(SPIN, RATE - 1)
    other.wait_for_timeout(1000)
    threads = [thread for one in descendants() for thread in (one / "task").iterdir()]
    workers = [one for one in threads if (one / "comm").read_text().startswith("DedicatedWorker")]
    spinning = sorted((one for one in workers if one != reading), key=thread_ms)[-(RATE - 1) :]
    core = min(os.sched_getaffinity(0))
    for thread in (reading, *spinning):
        os.sched_setaffinity(int(thread.name), {core})
    yield
    other.close()


@pytest.mark.long
def test_with_the_processor_four_times_slower_it_reads_or_says_that_it_cannot(lesson_page, sitting):
    page = lesson_page("camera", speed="")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": RATE})
    switch_on(page)
    expect(page.locator(STATUS)).to_have_text(re.compile(r"On\.|too slow"), timeout=120_000)
    if page.get_attribute(SWITCH, "aria-checked") == "true":
        with slower_worker(page):
            page.wait_for_timeout(ON_ITS_WAY_MS)
            expect_honest(page, sitting)
    else:
        expect_off(page, "too slow to read a face")


def expect_honest(page: Page, sitting) -> None:
    """It reads, and says that it is on, or it goes off, and says why."""
    count = Reading.objects.count()
    for _ in range(300):
        if (
            is_off := page.get_attribute(SWITCH, "aria-checked") == "false"
        ) or Reading.objects.count() > count:
            break
        page.wait_for_timeout(200)
    if not is_off:
        expect(page.locator(STATUS)).to_have_text("On.")
        assert Reading.objects.count() > count
    else:
        expect_off(page, "too slow to read a face")
        expect_nothing_read(page)


TEXTS = f"{STATUS}, {WHERE}, {NOTE}"
CUT_OFF = """(texts) => [...document.querySelectorAll(texts)].filter(
  (text) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight + 1,
).map((text) => text.id)"""


@pytest.mark.parametrize("scheme", SCHEMES)
def test_on_a_phone_words_stand_beside_the_picture_and_none_is_cut_off(lesson_page, sitting, scheme):
    page = lesson_page("camera", viewport=PHONE, bypass_csp=True, color_scheme=scheme)
    switch_on(page)
    wait_for_readings(sitting, 1, page, known=True)
    PICTURES.mkdir(exist_ok=True)
    for state in ("on", "away"):
        page.context.set_offline(state == "away")
        expect(page.locator(STATUS)).to_have_attribute("data-state", state, timeout=15_000)
        page.screenshot(path=PICTURES / f"camera-phone-{state}-{scheme}.png")
        assert not is_wider_than_its_window(page)
        assert page.evaluate(CUT_OFF, TEXTS) == []
        assert find_faults(page, f"camera {state} {scheme}") == []
        lines = [page.locator(text).bounding_box() for text in (STATUS, WHERE, NOTE)]
        gaps = [below["y"] - above["y"] - above["height"] for above, below in pairwise(lines)]
        assert max(gaps) < 1


# A worker that takes a picture and is not heard of again.
MUTE_WORKER = """
const Plain = window.Worker;
window.Worker = class extends Plain {
  addEventListener(kind, hear) {
    super.addEventListener(kind, (event) => ["done", "still"].includes(event.data?.type) || hear(event));
  }
};
"""


@pytest.mark.long
def test_a_reader_that_no_longer_answers_is_given_up_in_words(lesson_page):
    page = lesson_page("camera", speed=MUTE_WORKER)
    switch_on(page)
    expect(page.locator(STATUS)).to_have_text("On.", timeout=120_000)
    expect(page.locator(STATUS)).to_contain_text("too slow to read a face", timeout=60_000)
    expect_off(page, "too slow to read a face")
