"""A teacher makes accounts from a list; one child signs in by the card, another by pictures on a device."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looks import find_faults, is_wider_than_its_window
from tests.e2e.pages import PHONE, OpenAs


def code_on(card: Locator) -> str:
    return card.locator(".card-code").inner_text()


def pictures_on(card: Locator) -> list[str]:
    sources = card.locator(".card-pictures img").evaluate_all("all => all.map((one) => one.src)")
    return [re.search(r"/(\w+)\.[^/]*svg$", source).group(1) for source in sources]


def overflows(page: Page) -> list[str]:
    """Name the cards out of whose edges something hangs."""
    return page.locator(".card").evaluate_all(
        "all => all.filter((one) => one.scrollHeight > one.clientHeight + 1 ||"
        " one.scrollWidth > one.clientWidth + 1).map((one) => one.innerText)"
    )


def test_cards_and_pictures_let_children_in(open_as: OpenAs, tariq, classroom):
    page = open_as(tariq, viewport=PHONE, bypass_csp=True)
    page.goto(f"/teach/{classroom.pk}/people/")
    page.click("text=New accounts from a list")
    page.fill("#names", "Mia Schneider\nMaximilian-Alexander von Hohenzollern-Sigmaringen\n")
    page.click("text=Look at it first")
    expect(page.locator("#preview-head")).to_contain_text("2 new accounts")
    page.click("text=Make the accounts")
    mias, other = page.locator(".card", has_text="Mia"), page.locator(".card", has_text="Maximilian")
    expect(mias).to_be_visible()
    assert not is_wider_than_its_window(page)
    faults = find_faults(page, "cards")
    code, picks = code_on(mias), pictures_on(other)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1032})  # A4 between its margins, in CSS's pixels
    assert overflows(page) == []
    page.emulate_media(media="screen")

    child = open_as(viewport=PHONE)
    child.goto("/accounts/login/")
    child.click("text=Sign in with a card")
    child.fill("#code", code.lower())
    child.click("text=Go on")
    expect(child.locator("h1")).to_have_text("Are you Mia?")
    child.click("text=Yes, sign me in")
    expect(child.locator("h1")).to_have_text("Lessons")

    page.set_viewport_size(PHONE)
    page.goto(f"/teach/{classroom.pk}/people/")
    page.click("text=Open, and sign me out here")
    page.click(".face:has-text('Maximilian')")
    faults += find_faults(page, "pictures")
    for number, name in enumerate(picks, 1):
        expect(page.locator("legend")).to_have_text(f"Tap picture {number} of 3")
        page.click(f"button[value={name}]")
    expect(page.locator("h1")).to_have_text("Lessons")
    page.click("text=Sign out")
    expect(page.locator("h1")).to_have_text("Who are you?")
    assert faults == []
