"""A page as it is to be looked at: light or dark, and at rest. Knows nothing of Django."""

from typing import Literal

from playwright.sync_api import Page

# Nothing is swapped, scrolled or moved for a few frames, and no request of htmx is on its way.
REST = """() => new Promise((rests) => {
  const FRAMES = 6;
  let still = 0, before = null;
  const isMoving = () =>
    document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added") ||
    document.getAnimations().some((one) =>
      one.playState === "running" && Number.isFinite(one.effect.getComputedTiming().endTime));
  const look = () => {
    const now = isMoving() ? null : [scrollX, scrollY, document.documentElement.scrollHeight].join();
    still = now !== null && now === before ? still + 1 : 0;
    before = now;
    still >= FRAMES ? rests() : requestAnimationFrame(look);
  };
  look();
})"""


def wait_for_rest(page: Page) -> None:
    """Wait until a page has settled what came last; whoever reads or scrolls it by a script does so first.

    A swap of htmx is seen before it is over: afterwards htmx settles it, and may scroll.
    """
    page.evaluate(REST)


def choose_scheme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Let a page be light or dark, as if it had been opened so: the admin asks only as it opens."""
    page.emulate_media(color_scheme=scheme)
    if "/admin/" in page.url:
        page.evaluate("(dark) => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
