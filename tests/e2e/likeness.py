"""How like its kept likeness a page looks: as a mosaic, whose every stone is the mean colour of its place.

A mosaic tells that a button has moved, a colour has changed or a card is missing. It hardly tells how letters
were smoothed or that a line stands a pixel lower, which another Chromium may do.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.e2e.looks import PICTURES
from tests.e2e.settled import choose_scheme, wait_for_rest

LIKENESSES = Path(__file__).with_name("likenesses")
KEPT, UNLIKE = PICTURES / "kept", PICTURES / "unlike"
# CSS pixels; it divides both sides of every window below.
STONE = 20
# Of 255, in any of red, green and blue: a line of text that stands a pixel lower moves a mean by 4 to 7.
TOLERANCE = 10
# A button of the smallest size that we allow (44 by 88 pixels) covers 9.
MOST_STONES = 6
WINDOWS = {
    "phone-light": ({"width": 360, "height": 1200}, "light"),
    "desktop-light": ({"width": 1440, "height": 1200}, "light"),
    "desktop-dark": ({"width": 1440, "height": 1200}, "dark"),
}
# What no two runs have in common: days, times of day, how long ago, and what cameras told by now.
STEADY = r"""() => {
  const CHANGES = [
    [/\b\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b/g, () => "1 May"],
    [/\b20\d\d\b/g, () => "2000"],
    [/\b\d{1,2}(:\d{2}){1,2}( [ap]\.m\.)?|\b\d{1,2} [ap]\.m\.|\b(noon|midnight)\b/g, () => "12:00"],
    [/\b\d+ (seconds?|minutes?|hours?) ago/g, () => "5 minutes ago"],
    [/\b\d+ min\b/g, () => "5 min"],
  ];
  document.getElementById("looks-head")?.parentElement.style.setProperty("display", "none");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    let text = node.data;
    for (const [pattern, made] of CHANGES) text = text.replace(pattern, made);
    if (text !== node.data) node.data = text;
  }
}"""


@dataclass(frozen=True)
class Seen:
    """A page in a window: its picture, and its mosaic of shape (rows, columns, 3), uint8."""

    name: str
    picture: Image.Image

    @property
    def mosaic(self) -> np.ndarray:
        across, down = self.picture.size
        return np.asarray(self.picture.resize((across // STONE, down // STONE), Image.Resampling.BOX))


def see(page: Page, name: str, window: str) -> Seen:
    """Look at an open page in one of `WINDOWS`."""
    size, scheme = WINDOWS[window]
    choose_scheme(page, scheme)
    page.set_viewport_size(size)
    wait_for_rest(page)
    page.evaluate(STEADY)
    picture = Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
    return Seen(f"{name}-{window}", picture)


def differing(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which stones differ, as booleans of shape (rows, columns)."""
    return (np.abs(one.astype(int) - other.astype(int)) > TOLERANCE).any(axis=2)


def keep(seen: Seen) -> None:
    """Make what is seen the likeness from now on; its picture goes to `PICTURES`, to be looked at."""
    for folder in (LIKENESSES, KEPT):
        folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(seen.mosaic).save(LIKENESSES / f"{seen.name}.png", optimize=True)
    seen.picture.save(KEPT / f"{seen.name}.png")


def compare(seen: Seen) -> str | None:
    """Return what to say where a page does not look as it was kept; its picture then goes to `PICTURES`."""
    path = LIKENESSES / f"{seen.name}.png"
    if not path.exists():
        return f"{seen.name}: no likeness is kept"
    differ = differing(np.asarray(Image.open(path).convert("RGB")), seen.mosaic)
    if differ.sum() <= MOST_STONES:
        return None
    rows, columns = np.nonzero(differ)
    place = f"x {columns.min() * STONE} to {(columns.max() + 1) * STONE}"
    place += f", y {rows.min() * STONE} to {(rows.max() + 1) * STONE}"
    shown = UNLIKE / f"{seen.name}.png"
    shown.parent.mkdir(parents=True, exist_ok=True)
    _marked(seen.picture, differ).save(shown)
    return f"{seen.name}: {differ.sum()} stones differ, at {place}; see {shown}"


def _marked(picture: Image.Image, differ: np.ndarray) -> Image.Image:
    """Return a picture with the stones that differ in a red tint."""
    red = Image.new("RGB", picture.size, "#d00")
    mask = Image.fromarray((differ * 90).astype(np.uint8)).resize(picture.size, Image.Resampling.NEAREST)
    return Image.composite(red, picture, mask)
