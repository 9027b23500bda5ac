"""The code by which students join, on a wall: large, and read by a camera in either scheme."""

import cv2
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import find_faults, is_wider_than_its_window
from tests.e2e.pages import DESKTOP, PHONE, OpenAs, wait_until

# A projector of 1.6 m whose picture is 1280 px wide: at three metres the letters of an eye test that pupils
# without glasses read are 13 mm high; ours are to be twice as high at least, on a phone as a phone can.
PROJECTOR = {"width": 1280, "height": 720}
MM_A_PIXEL, LEAST_MM = 1600 / 1280, 26


def read_code(page: Page) -> str:
    picture = cv2.imdecode(np.frombuffer(page.screenshot(), np.uint8), cv2.IMREAD_COLOR)
    found, *_ = cv2.QRCodeDetector().detectAndDecode(picture)
    return str(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PROJECTOR, DESKTOP, PHONE], ids=["projector", "desktop", "phone"])
def test_the_code_on_the_wall_is_read_by_a_camera(open_as: OpenAs, tariq, classroom, scheme, size):
    page = open_as(tariq, viewport=size, color_scheme=scheme, bypass_csp=True)
    page.goto(f"/teach/{classroom.pk}/join-code/")
    wait_until(page, lambda: page.evaluate("document.querySelector('.qr').complete"), True)
    assert read_code(page).endswith(f"/join/{classroom.join_code}/")
    assert not is_wider_than_its_window(page)
    assert find_faults(page, "code") == []
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height <= size["height"], "the code is there without scrolling"


def test_the_letters_are_read_at_three_metres(open_as: OpenAs, tariq, classroom):
    page = open_as(tariq, viewport=PROJECTOR)
    page.goto(f"/teach/{classroom.pk}/join-code/")
    size = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.join-code')).fontSize)")
    # Capitals are about seven tenths of the size of their font.
    assert 0.7 * size * MM_A_PIXEL >= LEAST_MM


def test_the_code_is_one_press_away_from_the_live_page(open_as: OpenAs, tariq, classroom, lesson):
    page = open_as(tariq)
    page.goto(f"/teach/{classroom.pk}/")
    page.click("text=Join code")
    expect(page.locator("h1")).to_have_text(f"Join {classroom.name}")
    page.click("#whole-screen")
    wait_until(page, lambda: page.evaluate("document.fullscreenElement !== null"), True)
    expect(page.locator("#whole-screen")).to_be_hidden()
    page.click("text=Back to the class")
    expect(page.locator("#say")).to_be_visible()
