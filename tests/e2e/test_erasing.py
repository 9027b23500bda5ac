"""Erasing what is kept looks as dangerous as it is, and asks once more."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import find_faults
from tests.e2e.pages import PHONE, OpenAs
from tutor.models import SelfReport
from tutor.services.answers import record_self_report


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_goes_is_told_in_numbers_and_leaving_is_the_main_action(open_as: OpenAs, amira, sitting, scheme):
    for _ in range(3):
        record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    page = open_as(amira, viewport=PHONE, color_scheme=scheme, bypass_csp=True)
    page.goto("/you/erase/")
    expect(page.locator(".goes")).to_contain_text("3 Your taps")
    expect(page.locator("main .primary")).to_have_count(1)
    expect(page.locator("main .primary")).to_have_text("Leave it as it is")
    red, green, blue = page.evaluate(
        "getComputedStyle(document.querySelector('button.danger')).color.match(/[0-9]+/g).map(Number)"
    )
    assert red > green + 60
    assert red > blue + 60
    assert find_faults(page, "erase") == []
    page.click("main .primary")
    expect(page.locator("h1")).to_have_text("What is kept about you")
    assert SelfReport.objects.count() == 3


def test_a_choice_of_two_lines_stands_beside_its_button(open_as: OpenAs, amira):
    page = open_as(amira, viewport=PHONE)
    page.goto("/you/erase/")
    # On every page, whichever stylesheets it brings of its own.
    expect(page.locator("label.check").first).to_have_css("display", "flex")


def test_nothing_goes_before_the_word_is_typed(open_as: OpenAs, amira, sitting):
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    page = open_as(amira)
    page.goto("/you/erase/")
    page.click("button.danger")
    # The browser asks for the word that is missing.
    expect(page.locator("#sure")).to_be_focused()
    page.fill("#sure", "yes")
    page.click("button.danger")
    expect(page.locator("#erase-error")).to_contain_text("Nothing was erased")
    assert SelfReport.objects.exists()
    page.fill("#sure", "Erase")
    page.keyboard.press("Enter")
    expect(page.locator(".messages")).to_contain_text("Erased.")
    assert not SelfReport.objects.exists()
