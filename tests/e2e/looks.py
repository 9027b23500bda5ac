"""Pages as they look: photographs of them, and the faults that axe finds."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.server import ROOT
from tests.e2e.settled import choose_scheme, wait_for_rest

PICTURES = ROOT / "screenshots"
WIDTHS = {"phone": (360, 740), "tablet": (768, 1024), "desktop": (1440, 900)}
SCHEMES = ("light", "dark")
GRAVE = ("serious", "critical")


def is_wider_than_its_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def find_faults(page: Page, where: str) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [
        f"{where}: {fault['id']} at {node['target']}"
        for fault in violations
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def photograph(page: Page, name: str) -> list[str]:
    """Photograph a page at every width and scheme; return the grave faults axe finds in it."""
    PICTURES.mkdir(exist_ok=True)
    faults: list[str] = []
    for scheme in SCHEMES:
        choose_scheme(page, scheme)
        for width, (across, down) in WIDTHS.items():
            page.set_viewport_size({"width": across, "height": down})
            wait_for_rest(page)
            page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png")
            assert not is_wider_than_its_window(page), f"{name} scrolls sideways on a {width}"
        faults += find_faults(page, f"{name} {scheme}")
    return faults
