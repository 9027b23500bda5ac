"""Pages of two builds side by side: pictures before and after, and what each page costs.

    python tools/compare_pages.py main
    python tools/compare_pages.py 51f6bdfd --pages lesson,class --json screenshots/beside/costs.json

REF is any commit; it is checked out beside, with this checkout's libraries. Both builds serve their demo from
a fresh database, in which six students have learned for some seconds, and so side by side meet whatever else
the machine does. A picture holds REF on its left and this checkout, with what is not committed, on its right:
every page at three widths, light and dark, in `screenshots/beside/`. Then each page is asked for again and
again, by turns. Its cost is processor time of the serving process, and what a browser loads that has nothing
of it: bytes as they are sent, pictures, styles and scripts included.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.e2e.browser import launch_arguments, required_chromium
from tests.e2e.looks import PICTURES, SCHEMES, WIDTHS
from tests.e2e.settled import choose_scheme, wait_for_rest
from tools.builds import Served, describe, served, sign_in
from tools.compare_builds import cpu_s

ROOT = Path(__file__).resolve().parents[1]
BESIDE = PICTURES / "beside"
ROUNDS, IN_A_ROUND = 4, 10
SEEN = "/learn/fractions/what-a-fraction-is/"
# By name: who opens it, and where it is in a demo in which Amira came to the lesson first.
PAGES = {
    "home": (None, "/"),
    "sign-in": (None, "/accounts/login/"),
    "courses": ("amira", "/learn/"),
    "lesson": ("amira", "/sittings/1/steps/1/"),
    "question": ("amira", "/sittings/1/steps/2/"),
    "choices": ("amira", "/choices/"),
    "yours": ("amira", "/you/"),
    "classes": ("tariq", "/teach/"),
    "class": ("tariq", "/teach/1/"),
    "people": ("tariq", "/teach/1/people/"),
    "help-first": ("tariq", "/teach/1/help/"),
    "reports": ("tariq", "/teach/1/reports/"),
    "desk": ("noor", "/admin/content/course/"),
    "course": ("noor", "/admin/content/course/1/change/"),
    "step": ("noor", "/admin/content/step/2/change/"),
    "rules": ("noor", "/admin/content/rule/"),
    "course-report": ("noor", "/courses/1/report/"),
}


@contextmanager
def checked_out(ref: str) -> Iterator[Path]:
    """Check a commit out beside this one, with this one's libraries, for as long as the block lasts."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        subprocess.run([*git, "add", "--detach", str(build), ref], check=True, capture_output=True)  # noqa: S603
        try:
            (build / ".venv").symlink_to(ROOT / ".venv")
            yield build
        finally:
            subprocess.run([*git, "remove", "--force", str(build)], check=True, capture_output=True)  # noqa: S603


def readers(site: Served) -> dict[str | None, httpx.Client]:
    """Return a client for each of the people who open pages; Amira has begun the lesson."""
    people = {who: sign_in(site.url, who) for who in {who for who, _ in PAGES.values()}}
    people["amira"].get(SEEN)
    learn = ["--students", "6", "--seconds", "8", "--fps", "0", "--signed-in"]
    site.run("simulate_class", *learn, "--url", site.url, "--json", str(site.folder / "class.json"))
    return people


def opened(browser: Browser, site: Served, person: httpx.Client, path: str) -> tuple[Page, int]:
    """Open a page in a browser that has nothing of the site; return it, and how many bytes came."""
    context = browser.new_context(base_url=site.url, reduced_motion="reduce")
    context.add_cookies(
        [{"name": name, "value": value, "url": site.url} for name, value in person.cookies.items()]
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    came: list[Any] = []
    # Not the method itself, which Playwright cannot note anything on.
    page.on("requestfinished", lambda request: came.append(request))
    page.goto(path, wait_until="networkidle")
    return page, sum(request.sizes()["responseBodySize"] for request in came)


def photograph(pages: tuple[Page, Page], name: str) -> None:
    """Write a picture of both at every width and scheme, the second on the right."""
    for scheme in SCHEMES:
        for width, (across, down) in WIDTHS.items():
            taken = []
            for page in pages:
                choose_scheme(page, scheme)
                page.set_viewport_size({"width": across, "height": down})
                wait_for_rest(page)
                path = BESIDE / f"{name}.png"
                page.screenshot(path=path)
                taken.append(Image.open(path).convert("RGB"))
                path.unlink()
            both = Image.new("RGB", (2 * across + 20, down), "#888")
            for place, picture in enumerate(taken):
                both.paste(picture, (place * (across + 20), 0))
            both.save(BESIDE / f"{name}-{width}-{scheme}.png")


def costs(sites: tuple[Served, Served], people: tuple[httpx.Client, httpx.Client], path: str) -> list[float]:
    """Return the processor time of a page in each build (ms), asked for by turns."""
    spent = [0.0, 0.0]
    for number in range(ROUNDS + 1):
        for place, (site, person) in enumerate(zip(sites, people, strict=True)):
            before = cpu_s(site.pid)
            for _ in range(IN_A_ROUND):
                person.get(path).raise_for_status()
            # The first round warms.
            spent[place] += (cpu_s(site.pid) - before) * 1000 if number else 0
    return [round(ms / ROUNDS / IN_A_ROUND, 1) for ms in spent]


def compare(ref: str, names: list[str]) -> dict[str, Any]:
    """Photograph and measure pages of both builds; return the figures, `[before, after]` by page."""
    BESIDE.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        build = stack.enter_context(checked_out(ref))
        sites = (stack.enter_context(served(build)), stack.enter_context(served(ROOT)))
        everybody = [readers(site) for site in sites]
        chromium = stack.enter_context(sync_playwright()).chromium
        browser = chromium.launch(executable_path=required_chromium(), args=launch_arguments())
        stack.callback(browser.close)
        found: dict[str, Any] = {}
        for name in names:
            who, path = PAGES[name]
            people = (everybody[0][who], everybody[1][who])
            both = [opened(browser, site, person, path) for site, person in zip(sites, people, strict=True)]
            photograph((both[0][0], both[1][0]), name)
            for page, _ in both:
                page.context.close()
            html = [len(person.get(path).content) for person in people]
            loaded = [size for _, size in both]
            found[name] = {"cpu_ms": costs(sites, people, path), "html_bytes": html, "loaded_bytes": loaded}
            _say(name, found[name])
        return {"before": describe(build), "after": f"{describe(ROOT)}, as it stands", "pages": found}


def _say(name: str, figures: dict[str, list[float]]) -> None:
    words = "  ".join(f"{what} {old:>9} {new:>9}" for what, (old, new) in figures.items())
    sys.stdout.write(f"{name:14} {words}\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line, and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ref", help="The commit before.")
    parser.add_argument("--pages", default=",".join(PAGES), help="Names of pages, parted by commas.")
    parser.add_argument("--json", type=Path, dest="out")
    asked = parser.parse_args()
    found = compare(asked.ref, asked.pages.split(","))
    sys.stdout.write(f"Pictures: {BESIDE}\n")
    if asked.out:
        asked.out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
