"""A frame of a face lives in memory only: after a sitting nothing that was written holds image data."""

import base64
import re

from playwright.sync_api import expect

from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.pages import give_consent, open_lesson, sign_in, switch_camera_on, wait_for_readings
from tests.e2e.server import run_server
from tests.e2e.traces import places_of, traces, written_by

# How a JPEG begins: as bytes, in base64, as a repr, as hexadecimal.
SIGNS = re.compile(rb"\xff\xd8\xff|/9j/4|\\xff\\xd8\\xff|ffd8ffe|ff d8 ff", re.IGNORECASE)


def test_the_signs_are_found_where_there_is_a_picture():
    picture = b"\xff\xd8\xff\xe0\x00\x10JFIF"
    for written in (picture, base64.b64encode(picture), repr(picture).encode(), picture.hex().encode()):
        assert SIGNS.search(b"text " + written)


def test_a_sitting_leaves_no_picture_behind(
    playwright, tmp_path, amira, sitting, make_rule, camera_file, transactional_db
):
    make_rule("camera.coverage", enter=0.5)
    give_consent(amira)
    with run_server(tmp_path, LOG_LEVEL="DEBUG") as server:
        browser = playwright.chromium.launch(
            executable_path=required_chromium(), args=launch_arguments(camera=camera_file("smiling"))
        )
        context = browser.new_context(base_url=server.url)
        context.grant_permissions(["camera"], origin=server.url)
        sign_in(context, amira)
        page = context.new_page()
        open_lesson(page, sitting)
        switch_camera_on(page)
        wait_for_readings(sitting, 3, page, known=True)
        found = places_of(SIGNS, written_by(tmp_path))
        page.click("#camera-switch")
        expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false")
        browser.close()
        found |= traces(SIGNS, server, tmp_path)
    assert found == set()
