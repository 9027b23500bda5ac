"""Whoever has a keyboard and nothing else: goes from control to control, and keeps the place."""

import re
import time

from playwright.sync_api import Page, expect

from tests.e2e.settled import wait_for_rest

MOST_STOPS = 160
MARK = "document.documentElement.dataset.walked = ''"
IS_SAME_PAGE = "'walked' in document.documentElement.dataset"
MATCHES = "(chosen) => document.activeElement.matches(chosen)"
# Long enough for what gives the focus back after others had their turn, and short for a reader.
LOST = """() => new Promise((tell) => {
  let left = 8;
  const look = () => {
    const { activeElement } = document;
    if (activeElement && activeElement !== document.body) tell("");
    else if (left--) requestAnimationFrame(look);
    else tell(document.body.innerText.slice(0, 200));
  };
  look();
})"""


DOUBLE_CLICK_S = 0.6  # as lesson.js has it


class Keyboard:
    """A page that is used by keyboard; `lost` holds each act that left the focus with the page's body."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lost: list[str] = []
        self.acts = 0
        self.went_on_at = float("-inf")

    def open(self, path: str) -> None:
        """Open a page, from whose beginning the next way begins."""
        self.page.goto(path)
        wait_for_rest(self.page)

    def to(self, chosen: str) -> None:
        """Press Tab until the focus is on what a selector names."""
        for _ in range(MOST_STOPS):
            if self.page.evaluate(MATCHES, chosen):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {chosen} on {self.page.url}")

    def press(self, key: str) -> None:
        """Press a key, and see that the focus is somewhere once the page rests; a new page begins anew."""
        self.page.evaluate(MARK)
        self.page.keyboard.press(key)
        self.settle(key)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)

    def do(self, chosen: str, key: str = "Enter") -> None:
        """Go to a control and press a key on it."""
        self.to(chosen)
        self.page.evaluate(MARK)
        self.page.keyboard.press(key)
        self.settle(f"{key} on {chosen}")

    def follow(self, chosen: str, address: str) -> None:
        """Go to what leads to another page, press Enter, and wait until it is there."""
        self.to(chosen)
        with self.page.expect_navigation(url=re.compile(address)):
            self.page.keyboard.press("Enter")
        wait_for_rest(self.page)

    def go_on(self) -> None:
        """Leave a step of a lesson by its way on; soon after the last time it would be a double click."""
        left = self.went_on_at + DOUBLE_CLICK_S - time.monotonic()
        self.page.wait_for_timeout(max(left, 0.0) * 1000)
        self.do("#next")
        self.went_on_at = time.monotonic()
        expect(self.page.locator("#step-title")).to_be_focused()

    def settle(self, act: str) -> None:
        """Note whether the focus is lost, now or after what came from elsewhere."""
        wait_for_rest(self.page)
        self.acts += 1
        if self.page.evaluate(IS_SAME_PAGE) and (seen := self.page.evaluate(LOST)):
            self.lost.append(f"{act} at {self.page.url}: {seen!r}")
