"""The admin looks like the site: its colours, light and dark, chosen once for both."""

import pytest
from playwright.sync_api import Page, expect

COURSES = "/admin/content/course/"
TOKENS = """() => Object.fromEntries(["--paper", "--sheet", "--ink", "--accent"].map((name) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return [name, colour];
}))"""


def colour(page: Page, selector: str, name: str) -> str:
    return page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_admin_has_the_colours_of_the_site(open_as, noor, halves, scheme):
    page = open_as(noor, color_scheme=scheme)
    page.goto("/learn/")
    site = page.evaluate(TOKENS)
    page.goto(f"/admin/content/course/{halves.pk}/change/")
    expect(page.locator("#submit-row")).to_be_visible()
    assert page.evaluate(TOKENS) == site
    assert colour(page, "#main", "backgroundColor") == site["--paper"]
    assert colour(page, "#id_title", "backgroundColor") == site["--sheet"]
    assert colour(page, "#id_title", "color") == site["--ink"]
    assert colour(page, "button[name=_save]", "backgroundColor") == site["--accent"]


def test_a_scheme_is_chosen_once_for_site_and_admin(open_as, noor, halves):
    page = open_as(noor, color_scheme="light")
    page.goto("/learn/")
    page.locator("[data-theme-choice=dark]").click()
    page.goto(COURSES)
    expect(page.locator("html")).to_have_class("dark")
    page.locator("[x-on\\:click='openUserLinks = !openUserLinks']").click()
    page.locator("[x-on\\:click=\"switchTheme('light')\"]").click()
    expect(page.locator("html")).to_have_class("light")
    page.goto("/learn/")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_whatever_has_the_focus_of_a_form_has_a_ring(open_as, noor, halves):
    page = open_as(noor)
    page.goto(f"/admin/content/step/{halves.lessons.first().steps.first().pk}/change/")
    for selector in ("#id_title", "#id_can_confuse", "#id_kind", "button[name=_save]", "#header-inner a"):
        page.locator(selector).first.evaluate("(part) => part.focus({ focusVisible: true })")
        assert colour(page, selector, "outlineStyle") == "solid", selector
        assert int(colour(page, selector, "outlineWidth").removesuffix("px")) >= 2, selector


def test_without_scripts_a_dark_device_gets_the_light_page(open_as, noor, halves):
    page = open_as(noor, color_scheme="dark", java_script_enabled=False)
    page.goto(COURSES)
    assert page.locator("#dark-sheet").get_attribute("media") == "not all"
