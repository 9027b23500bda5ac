"""Where the device forces its colours on pages, what was told by a colour is still seen."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.places import make_places


def colours_of(part: Locator) -> list[tuple[int, int, int]]:
    """Return the colours that a part of the page is drawn with, the most frequent first."""
    picture = Image.open(BytesIO(part.screenshot())).convert("RGB")
    found = picture.getcolors(maxcolors=picture.width * picture.height) or []
    return [colour for _, colour in sorted(found, reverse=True)]


@pytest.fixture
def forced(open_as):
    def open_page(user, path: str) -> Page:
        page = open_as(user, forced_colors="active", reduced_motion="reduce")
        page.goto(path)
        return page

    return open_page


def test_an_authors_switches_and_the_open_tab_are_seen(forced, noor, halves):
    page = forced(noor, f"/admin/content/course/{halves.pk}/change/")
    switch = page.get_by_label("Let chance choose")
    off = switch.screenshot()
    assert len(colours_of(switch)) > 1
    switch.check()
    assert switch.screenshot() != off
    is_framed = "(tab) => getComputedStyle(tab).borderTopWidth !== '0px'"
    tabs = page.locator("#tabs-items > a").all()
    assert [tab.evaluate(is_framed) for tab in tabs] == [True, False, False]


def test_of_a_class_the_open_page_the_next_act_and_the_colours_of_states_are_seen(
    forced, tariq, classroom, lesson, hold_session
):
    held = hold_session(students=6, lost=4)
    make_places(classroom, lesson.course, held, state="running")
    page = forced(tariq, f"/teach/{classroom.pk}/")
    edge = "(link) => getComputedStyle(link).borderBottomColor"
    edges = [link.evaluate(edge) for link in page.locator(".class-nav a").all()]
    assert edges.count(edges[0]) == 1
    act, other = (page.get_by_role("button", name=name) for name in ("Next step", "Pause"))
    expect(act).to_be_visible()
    assert colours_of(act)[0] != colours_of(other)[0]
    page.goto(f"/teach/{classroom.pk}/reports/{held.pk}/")
    engaged, confused = (page.locator(f".letter-mark.{state}").first for state in ("engaged", "confused"))
    assert colours_of(engaged)[0] != colours_of(confused)[0]
