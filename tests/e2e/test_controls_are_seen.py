"""What is filled in, switched or has the focus is told from what is around it, on pages light and dark."""

import pytest

from tests.e2e.looks import SCHEMES
from tests.e2e.pages import OpenAs, wait_for_rest
from tests.e2e.places import make_places
from tests.e2e.settled import choose_scheme

# WCAG 1.4.11: the line or the ground of a control, against what is around it, by 3 : 1. What the browser
# draws by itself is the browser's affair.
FAINT = """() => {
  const ink = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    ink.clearRect(0, 0, 1, 1);
    ink.fillStyle = colour;
    ink.fillRect(0, 0, 1, 1);
    return [...ink.getImageData(0, 0, 1, 1).data];
  };
  const isSolid = (colour) => rgba(colour)[3] > 250;
  const light = (colour) => rgba(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const around = (part) => {
    const ground = getComputedStyle(part).backgroundColor;
    return isSolid(ground) || !part.parentElement ? ground : around(part.parentElement);
  };
  const told = (part) => {
    const { appearance, backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(part);
    const own = [backgroundColor, ...(parseFloat(borderTopWidth) ? [borderTopColor] : [])].filter(isSolid);
    return appearance === "none" || part.matches("div") || own.length
      ? Math.max(0, ...own.map((colour) => contrast(colour, around(part.parentElement)))) : 21;
  };
  const box = (part) => (part.matches("[name=q]") ? part.parentElement : part);
  return [...document.querySelectorAll(":is(main, #main) :is(input, select, textarea, .switch .track)")]
    .filter((part) => part.type !== "hidden" && !part.closest(".visually-hidden") && part.checkVisibility())
    .filter((part) => part.getClientRects().length && told(box(part)) < 3)
    .map((part) => `${part.type ?? part.className} ${part.name ?? ""}: ${told(box(part)).toFixed(2)}`);
}"""
# WCAG 2.4.7. A search field's ring is around its frame, a lesson's around its tile.
WITHOUT_RING = """() => {
  const hasRing = (part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  };
  const parts = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  return [...document.querySelectorAll(parts)].filter((part) => {
    const isSeen = part.checkVisibility({ visibilityProperty: true });
    if (part.tabIndex < 0 || part.disabled || !isSeen) return false;
    part.focus({ preventScroll: true, focusVisible: true });
    if (document.activeElement !== part) return false;
    return !hasRing(part) && !hasRing(part.parentElement) && !hasRing(part.closest("label, .tile") ?? part);
  }).map((part) => part.outerHTML.slice(0, 120));
}"""


@pytest.mark.timeout(600)  # Sixty pages, on whatever machine.
def test_controls_and_the_focus_are_seen_on_every_page(open_as: OpenAs, classroom, lesson, hold_session):
    places = make_places(classroom, lesson.course, hold_session(students=6, lost=4), state="running")
    pages = {user: open_as(user, reduced_motion="reduce") for user in {place.user for place in places}}
    unseen: list[str] = []
    for place in places:
        page = pages[place.user]
        page.goto(place.path)
        for scheme in SCHEMES:
            choose_scheme(page, scheme)
            wait_for_rest(page)
            unseen += [f"{place.name}, {scheme}: {fault}" for fault in page.evaluate(FAINT)]
        address = page.url
        unseen += [f"{place.name}: no ring on {part}" for part in page.evaluate(WITHOUT_RING)]
        # WCAG 3.2.1: the focus alone changes nothing.
        assert page.url == address
    assert not unseen, "\n".join(unseen)
