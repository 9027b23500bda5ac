"""Room to read and to press: at 400 %, with wider gaps in text, by finger, and for what has the focus."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.pages import OpenAs, wait_for_rest
from tests.e2e.places import Place, make_places

# 1280 by 1024 pixels at 400 %, and a phone as narrow as that.
LOW, TALL = {"width": 320, "height": 256}, {"width": 320, "height": 640}
MOST_STOPS = 200

ROOM = Path(__file__).with_name("room.js").read_text(encoding="utf-8").split("\n", 1)[1]
# WCAG 2.2, 1.4.12.
SPACING = """* { line-height: 1.5 !important;
  letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""


def measured(page: Page, name: str):
    return page.evaluate(f"{ROOM.strip()}.{name}()")


Visit = Callable[..., Iterator[tuple[Place, Page]]]


@pytest.fixture
def visit(open_as: OpenAs, classroom, lesson, hold_session) -> Visit:
    """Open the places of a class, paused or at work, in turn: `for place, page in visit(viewport=LOW)`."""

    def visit_all(*, viewport, names=(), but=(), state: str = "running", **options: object):
        places = make_places(classroom, lesson.course, hold_session(students=6, lost=4), state=state)
        pages: dict[object, Page] = {}
        for place in places:
            if (names and place.name not in names) or place.name in but:
                continue
            if place.user not in pages:
                pages[place.user] = open_as(place.user, viewport=viewport, **options)
            page = pages[place.user]
            page.goto(place.path)
            wait_for_rest(page)
            yield place, page

    return visit_all


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("size", "most"), [(LOW, 0.2), (TALL, 1 / 3)], ids=["low", "tall"])
def test_at_400_percent_nothing_hides_the_page_or_scrolls_it_sideways(visit: Visit, size, most):
    faults, seen = [], 0
    for place, page in visit(viewport=size, state="paused", but=("desk", "course", "step")):
        seen += 1
        if (share := measured(page, "staying")) > most:
            faults.append(f"{place.name}: {share:.0%} of the window stay")
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            faults.append(f"{place.name} scrolls sideways: {measured(page, 'wide')}")
    assert not faults, "\n".join(faults)
    assert seen > 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [LOW, TALL], ids=["low", "tall"])
def test_what_has_the_focus_is_in_sight(visit: Visit, size):
    hidden, stops = [], 0
    names = ("question", "live", "report", "people", "text")
    for place, page in visit(viewport=size, state="paused", names=names, reduced_motion="reduce"):
        first = ""
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            here = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            if here == first or here.startswith("<body"):
                break
            first = first or here
            stops += 1
            if covered := measured(page, "covered"):
                hidden.append(f"{place.name}: {covered}")
    assert not hidden, "\n".join(hidden)
    assert stops > 100


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [TALL, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_everything_that_is_pressed_is_large_enough(visit: Visit, size):
    faults, found = [], 0
    for place, page in visit(viewport=size):
        page.evaluate("document.querySelectorAll('main details').forEach((one) => (one.open = true))")
        count, small = measured(page, "small")
        found += count
        faults += [f"{place.name}: {one}" for one in small]
    assert not faults, "\n".join(faults)
    assert found > 400


@pytest.mark.timeout(600)
def test_wider_gaps_in_text_cut_nothing_off(visit: Visit):
    faults, seen = [], 0
    for place, page in visit(viewport=TALL, but=("desk", "course", "step"), bypass_csp=True):
        seen += 1
        page.add_style_tag(content=SPACING)
        faults += [f"{place.name}: {one}" for one in measured(page, "cut")]
        if page.evaluate("document.documentElement.scrollWidth") > TALL["width"]:
            faults.append(f"{place.name} scrolls sideways: {measured(page, 'wide')}")
    assert not faults, "\n".join(faults)
    assert seen > 20
