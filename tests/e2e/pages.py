"""What every test of pages does: it signs in, opens a lesson, and waits until a page rests."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.settled import wait_for_rest as wait_for_rest
from tests.people import agree, cookie_of
from tutor.models import (
    Reading,
    Sitting,
    User,
)

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1440, "height": 900}

OpenAs = Callable[..., Page]
T = TypeVar("T")


def wait_until(page: Page, read: Callable[[], T], wanted: T, *, within_s: float = 10) -> None:
    """Wait until what is read, from the page by a script or from the database, is what is wanted.

    In place of Playwright's `wait_for_function`: what that asks again runs as the page's own script, in which
    the content policy refuses an expression, so it passes only where the first answer is the wanted one.
    """
    deadline = time.monotonic() + within_s
    while (found := read()) != wanted and time.monotonic() < deadline:
        # Not by sleeping: the page's events are handled meanwhile.
        page.wait_for_timeout(50)
    assert found == wanted


def sign_in(context: BrowserContext, user: User) -> None:
    """Sign in through the sign-in page."""
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "pass-for-tests")
    page.click("form.sign-in button")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.close()


def speak(page: Page, server_url: str, code: str) -> None:
    """Let a page's browser ask for one of the languages."""
    page.context.add_cookies([{"name": "language", "value": code, "url": server_url}])


def give_consent(user: User) -> None:
    agree(user, "camera")


def open_lesson(page: Page, sitting: Sitting) -> None:
    page.goto(f"/learn/{sitting.lesson.course.slug}/{sitting.lesson.slug}/")


def switch_camera_on(page: Page) -> None:
    page.click("#camera-switch")
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "true")


def wait_for_readings(sitting: Sitting, count: int, page: Page, *, known: bool) -> list[Reading]:
    for _ in range(300):
        found = list(Reading.objects.filter(sitting=sitting, known=known).order_by("at"))
        if len(found) >= count:
            return found
        page.wait_for_timeout(200)
    raise AssertionError(
        f"only {len(found)} readings; {list(Reading.objects.values_list('known', 'reason'))}"
    )


def have_signed_in(context: BrowserContext, user: User, url: str) -> None:
    """Give a browser the cookie of a session; signing in by the page is tested elsewhere."""
    name, value = cookie_of(user).split("=", 1)
    context.add_cookies([{"name": name, "value": value, "url": url}])
