"""Places on a picture as their author draws them, and types the same in numbers."""

import pytest
from playwright.sync_api import Page, expect

from content.models import Image, Step
from tests.e2e.author_forms import add_rows, save_and_stay
from tests.e2e.cell import CELL
from tests.e2e.console import watched
from tests.e2e.looks import find_faults, is_wider_than_its_window
from tests.e2e.pages import PHONE, wait_for_rest
from tests.e2e.server import ROOT

PICTURES = ROOT / "screenshots"


@pytest.fixture
def form(open_as, noor, halves):
    """Open the form of a new question about a picture."""
    Image.objects.create(
        course=halves, name="cell.svg", alt="A cell", content_type="image/svg+xml", data=CELL.encode()
    )
    step = Step.objects.get(slug="turn")

    def open_form(**options):
        page = open_as(noor, **options)
        page.complaints = watched(page)
        page.goto(f"/admin/content/step/{step.pk}/change/")
        new = add_rows(page, "questions", 1)[0]
        page.locator(f"[name='questions-{new}-kind']").select_option("hotspots")
        page.locator(f"[name='questions-{new}-prompt']").fill("Where is the nucleus?")
        picture = page.locator(f"[name='questions-{new}-answers-picture']")
        picture.fill("![A cell, cut open](images/cell.svg)")
        expect(page.locator(".areas-stage img")).to_be_visible()
        wait_for_rest(page)
        page.new = f"questions-{new}"
        return page

    return open_form


def drag(page: Page, *points: tuple[float, float]) -> None:
    """Press at the first point, in per cent of the picture, and let go at the last."""
    page.locator(".areas-stage").evaluate("one => one.scrollIntoView({block: 'center'})")
    wait_for_rest(page)
    box = page.locator(".areas-stage svg").bounding_box()
    places = [(box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


def numbers(page: Page, row: int) -> list[float]:
    text = page.locator(f"[id^='rows-{page.new}-answers-areas'] [name$='-coords']").nth(row).input_value()
    return [float(part) for part in text.split(",")]


def test_places_are_drawn_moved_and_resized_and_saved(form):
    page = form()
    page.get_by_role("button", name="Draw a circle").click()
    drag(page, (35, 48), (47, 48))
    rows = page.locator(f"[id='rows-{page.new}-answers-areas'] > [data-row-list] > [data-row]")
    expect(rows.nth(0).locator("[name$='-name']")).to_be_focused()
    assert numbers(page, 0) == pytest.approx([35, 48, 12], abs=0.6)
    page.get_by_role("button", name="Draw a rectangle").click()
    drag(page, (90, 83), (52, 17))
    assert numbers(page, 1) == pytest.approx([52, 17, 90, 83], abs=0.6)
    drag(page, (70, 50), (65, 45))
    assert numbers(page, 1) == pytest.approx([47, 12, 85, 78], abs=0.8)
    drag(page, (85, 78), (80, 70))
    assert numbers(page, 1) == pytest.approx([47, 12, 80, 70], abs=0.9)
    rows.nth(0).locator("[name$='-name']").fill("round body on the left")
    rows.nth(0).locator("[name$='-correct']").check()
    expect(page.locator(".is-current ellipse:not([data-handle])")).to_have_count(1)
    rows.nth(1).locator("[name$='-name']").fill("oval on the right")
    save_and_stay(page)
    areas = Step.objects.get(slug="turn").questions.get(kind="hotspots").spec["areas"]
    assert [area["name"] for area in areas] == ["round body on the left", "oval on the right"]
    assert areas[1]["shape"] == "rect"
    assert not page.complaints


def test_a_third_place_is_a_row_of_its_own_and_what_is_typed_is_drawn(form):
    page = form()
    page.get_by_role("button", name="Draw a polygon").click()
    for corner in ((17, 77), (37, 77), (32, 88)):
        drag(page, corner, corner)
    page.get_by_role("button", name="Draw a polygon").click()
    assert numbers(page, 0) == pytest.approx([17, 77, 37, 77, 32, 88], abs=0.6)
    coords = page.locator(f"[id='rows-{page.new}-answers-areas'] [data-row-list] [name$='-coords']")
    coords.nth(1).fill("50 50 10")
    expect(page.locator(".areas-stage ellipse[rx='10']")).to_have_count(1)
    page.get_by_role("button", name="Draw a circle").click()
    drag(page, (80, 20), (85, 20))
    expect(coords).to_have_count(3)
    page.locator(f"[name='{page.new}-answers-mode']").select_option("labels")
    expect(page.locator(f"[id='rows-{page.new}-answers-areas'] [name$='-correct']").first).to_be_hidden()
    expect(page.locator(f"[id='rows-{page.new}-answers-areas'] [name$='-label']").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_drawing_has_no_grave_fault_on_a_phone(form, scheme):
    page = form(viewport=PHONE, bypass_csp=True, color_scheme=scheme)
    page.get_by_role("button", name="Draw a circle").click()
    drag(page, (35, 48), (47, 48))
    page.locator(".areas-draw").scroll_into_view_if_needed()
    page.screenshot(path=PICTURES / f"areas-phone-{scheme}.png")
    assert not is_wider_than_its_window(page)
    assert [fault for fault in find_faults(page, scheme) if "area" in fault] == []
