"""What tests of the authors' forms do: save, and add rows of inline forms."""

from playwright.sync_api import Page


def save_and_stay(page: Page) -> None:
    """Save, and wait for the page that says so."""
    with page.expect_navigation():
        page.click("button[name=_continue]")
    assert page.locator(".errornote").count() == 0, page.locator("#content-main").inner_text()


def add_rows(page: Page, prefix: str, count: int) -> list[int]:
    """Click on "Add another" and return the numbers of the new rows."""
    group = page.locator(f"#{prefix}-group")
    first = int(group.locator(f"[name={prefix}-TOTAL_FORMS]").input_value())
    for _ in range(count):
        group.locator(".add-row").click()
    return list(range(first, first + count))


def open_cards(page: Page, prefix: str) -> None:
    """Unfold every row of a step's inline form."""
    button = page.locator(f"#{prefix}-group").get_by_role("button", name="Open all")
    if button.is_visible():
        button.click()
