"""A student's own panel: one line that says what is guessed and how sure, the numbers one click away."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import PHONE, give_consent, open_lesson, switch_camera_on

DESCRIBE = "shares => import('/static/tutor/js/estimate_words.js').then(words => words.describe(shares))"
SHOW = "estimate => import('/static/tutor/js/estimate.js').then(panel => panel.showEstimate(estimate))"
NUMBERS = {"engaged": 0.9, "bored": 0.55, "confused": 0.1, "frustrated": 0.1}
EMOTIONS = dict.fromkeys(
    ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"), 0.125
)


@pytest.fixture
def lesson_page(open_as, amira, sitting) -> Page:
    page = open_as(amira)
    open_lesson(page, sitting)
    return page


def test_one_line_says_what_stands_out_and_how_sure_it_is(lesson_page):
    lines = [
        (NUMBERS, "You look engaged; quite sure."),
        (NUMBERS | {"engaged": 0.75}, "You look engaged; fairly sure."),
        (NUMBERS | {"bored": 0.85}, "You look engaged; not very sure."),
        (
            {"engaged": 0.2, "bored": 0.1, "confused": 0.74, "frustrated": 0.3},
            "You look puzzled; fairly sure.",
        ),
        (dict.fromkeys(NUMBERS, 0.3), "Nothing stands out just now."),
        ({}, "Your face looks happy; quite sure."),
    ]
    for states, line in lines:
        shares = {"states": states, "emotions": {"happiness": 0.9, "neutral": 0.1}}
        assert lesson_page.evaluate(DESCRIBE, shares) == line
    assert lesson_page.evaluate(DESCRIBE, {}) == "Nothing stands out just now."


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1440, "height": 900}, {"width": 1440, "height": 600}])
def test_the_numbers_are_one_click_away_and_nothing_lies_under_the_foot(
    open_as, amira, sitting, camera_file, viewport
):
    give_consent(amira)
    page = open_as(amira, camera=camera_file("empty"), viewport=viewport)
    open_lesson(page, sitting)
    switch_camera_on(page)
    estimate = {"known": True, "states": NUMBERS, "emotions": EMOTIONS}
    page.evaluate(SHOW, estimate)
    expect(page.locator("#estimate-note")).to_have_text("You look engaged; quite sure.")
    expect(page.locator("#camera .bars")).to_have_count(2)
    assert not page.locator("#camera .bars").first.is_visible()
    page.click("#camera-estimate summary")
    page.evaluate(SHOW, estimate)
    expect(page.locator("#estimate-states [data-key=engaged] .value")).to_have_text("90%")
    for part in ("#camera details > p", "#estimate-emotions li:last-child"):
        page.locator(part).scroll_into_view_if_needed()
        edges = page.evaluate(EDGES, part)
        assert edges["bottom"] <= edges["limit"]


# How far down a part reaches, and where the dock begins that would cover it.
EDGES = """part => ({
  bottom: document.querySelector(part).getBoundingClientRect().bottom,
  limit: document.querySelector(".dock").getBoundingClientRect().top,
})"""
